//! Lowers textual HIR and runs it on raw words: no VM needed.

use super::compile::Compiler;
use super::env::Env;
use crate::code::{CodeMemory, Entry};
use crate::ir::parse::parse;
use crate::ir::verify::verify;
use taipan_runtime::Value;
use taipan_vm::abi::frame_map::ExitMap;
use taipan_vm::abi::libcalls;
use taipan_vm::frame::layout;

extern "C" fn add_seven(_: *mut u8, n: u64) -> u64 {
    if n == 0x63 { 0 } else { n + 14 }
}

extern "C" fn alloc_float(_: *mut u8, f: f64) -> u64 {
    Value::try_float(f).map_or(f.to_bits() | 8, |v| v.bits())
}

/// What a run gave: a result word, or the exit and the frame it left.
#[derive(Debug)]
enum Ran {
    Returned(u64),
    Left(ExitMap, Vec<u64>),
}

/// Machine code of one text, and what it refers to.
struct Unit {
    exit_cell: Box<u64>,
    _breaker: Box<u32>,
    exits: Vec<ExitMap>,
    memory: CodeMemory,
    entry: Entry,
}

impl Unit {
    fn new(text: &str, optimize: bool) -> Unit {
        let mut func = parse(text).expect("test text parses");
        verify(&func).expect("well formed");
        if optimize {
            crate::opt::run(&mut func, &[], |_, f| {
                verify(f).unwrap_or_else(|e| panic!("{e}\n{f}"))
            });
        }
        let mut exit_cell = Box::new(0u64);
        let breaker = Box::new(0u32);
        let env = Env {
            slots_offset: 0,
            pc_offset: layout::PC as i32 * 8,
            exit_cell: &raw mut *exit_cell as u64,
            breaker: &raw const *breaker as u64,
            alloc_float: alloc_float as *const () as u64,
            float_offset: 8,
            float_shape: 7,
            libcalls: vec![0, add_seven as *const () as u64],
            float_functions: vec![libcalls::float_pow as *const () as u64],
            ..Env::default()
        };
        let mut compiler = Compiler::new(true, false).expect("the host is known");
        let compiled = compiler.compile(func.clone(), &env, (5, None), false);
        let code = compiled.unwrap_or_else(|e| panic!("{e}\n{func}"));
        let mut memory = CodeMemory::new(1 << 16).expect("code memory");
        let entry = memory.install(&code.bytes).expect("room");
        Unit { exit_cell, _breaker: breaker, exits: code.exits.to_vec(), memory, entry }
    }

    fn call(&self, slots: &[u64]) -> Ran {
        // The header lies below local 0, as in a frame of the VM.
        let mut frame = vec![0u64; layout::HEADER];
        frame.extend(slots);
        let word = self.memory.run_bare(self.entry, &mut frame, layout::HEADER);
        if word != 0 {
            return Ran::Returned(word);
        }
        assert_eq!(*self.exit_cell >> 32, 5);
        let exit = *self.exit_cell as u32 as usize;
        Ran::Left(self.exits[exit].clone(), frame[layout::HEADER..].to_vec())
    }
}

fn run(text: &str, slots: &[u64], optimize: bool) -> Ran {
    Unit::new(text, optimize).call(slots)
}

fn int(n: i64) -> u64 {
    (n << 1 | 1) as u64
}

fn float(f: f64) -> u64 {
    (f.to_bits().wrapping_sub(0x3000_0000_0000_0000)).rotate_left(3) | 2
}

const SUM: &str = "fn sum
b0():
  v0: Slot = entry_slot
  v1: Int = const [1, 0]
  v20: Int = const [3, 0]
  jump -> b1(v1, v1)
b1(v2: Any, v3: Any):
  v4: State = snapshot v0, v2, v3 [5, 3]
  v5: Int = guard_int v0 @v4 !not_int
  v6: Int = guard_int v3 @v4 !not_int
  v7: Cond = int_cmp v6, v5
  branch v7 -> b2(v2, v6), b3()
b2(v8: Any, v9: Int):
  v10: State = snapshot v0, v8, v9 [8, 3]
  v11: Int = guard_int v8 @v10 !not_int
  v12: Int = int_add v11, v9 @v10 !overflow
  v13: Int = int_add v9, v20 @v10 !overflow
  jump -> b1(v12, v13)
b3():
  return v2
";

#[test]
fn a_loop_sums_ints_with_and_without_passes() {
    for optimize in [false, true] {
        match run(SUM, &[int(100_000), 0, 0], optimize) {
            Ran::Returned(w) => assert_eq!(w, int(4_999_950_000)),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_failed_guard_leaves_with_its_frame() {
    for optimize in [false, true] {
        match run(SUM, &[float(2.5), 0, 0], optimize) {
            Ran::Left(map, frame) => {
                assert_eq!((map.reason, map.frames[0].pc), ("not_int", 5));
                assert_eq!(frame[0], float(2.5));
                let consts: Vec<u32> = map.frames[0].fixes.iter().map(|f| f.0).collect();
                assert!(frame[1] == int(0) || consts.contains(&1), "{map:?} {frame:?}");
            }
            other => panic!("{other:?}"),
        }
    }
}

const ARITHMETIC: &str = "fn f
b0():
  v0: Slot = entry_slot
  v1: Slot = entry_slot [1, 0]
  v2: State = snapshot v0, v1 [3, 2]
  v3: Int = guard_int v0 @v2 !not_int
  v4: Int = guard_int v1 @v2 !not_int
  v5: Int = OP v3, v4 @v2 !overflow
  return v5
";

/// The result, or `None` for an exit.
fn arithmetic(op: &str, a: i64, b: i64) -> Option<i64> {
    match run(&ARITHMETIC.replace("OP", op), &[int(a), int(b)], true) {
        Ran::Returned(w) => Some(w as i64 >> 1),
        Ran::Left(..) => None,
    }
}

#[test]
fn int_operations_agree_with_python() {
    const MAX: i64 = (1 << 62) - 1;
    assert_eq!(arithmetic("int_add", MAX, 1), None);
    assert_eq!(arithmetic("int_sub", -MAX, 1), Some(-MAX - 1));
    assert_eq!(arithmetic("int_sub", -MAX - 1, 1), None);
    assert_eq!(arithmetic("int_mul", 1 << 40, 1 << 40), None);
    assert_eq!(arithmetic("int_mul", -3, 7), Some(-21));
    for (a, b) in [(7, 2), (-7, 2), (7, -2), (-7, -2), (6, 3), (-6, 3), (1 << 40, -7), (0, 5)] {
        let q = (a as f64 / b as f64).floor() as i64;
        assert_eq!(arithmetic("int_floordiv", a, b), Some(q), "{a} // {b}");
        assert_eq!(arithmetic("int_mod", a, b), Some(a - q * b), "{a} % {b}");
    }
    assert_eq!(arithmetic("int_mod", 1, 0), None);
    assert_eq!(arithmetic("int_floordiv", -MAX - 1, -1), None);
    assert_eq!(arithmetic("int_shl", 3, 4), Some(48));
    assert_eq!(arithmetic("int_shl", 1, 62), None);
    assert_eq!(arithmetic("int_shl", 1, -1), None);
    assert_eq!(arithmetic("int_shr", -5, 1), Some(-3));
    assert_eq!(arithmetic("int_shr", -5, 70), None);
    assert_eq!(arithmetic("int_xor", 12, 10), Some(6));
    assert_eq!(arithmetic("int_and", -2, 7), Some(6));
}

const FLOATS: &str = "fn f
b0():
  v0: Slot = entry_slot
  v1: Slot = entry_slot [1, 0]
  v2: State = snapshot v0, v1 [3, 2]
  v3: Float = guard_float v0 @v2 !not_float
  v4: Float = guard_float v1 @v2 !not_float
  v5: F64 = unbox v3
  v6: F64 = unbox v4
  v7: F64 = f64_mul v5, v6
  v8: Float = box v7
  v9: State = snapshot v8, v1 [6, 2]
  v10: Cond = f64_cmp v7, v6 [4, 0]
  guard_true v10 @v9 !index
  return v8
";

#[test]
fn floats_are_decoded_multiplied_and_boxed() {
    match run(FLOATS, &[float(1.5), float(3.0)], true) {
        Ran::Returned(w) => assert_eq!(w, float(4.5)),
        other => panic!("{other:?}"),
    }
    match run(FLOATS, &[2, float(3.0)], true) {
        Ran::Left(map, frame) => {
            assert_eq!(frame[0], 0f64.to_bits(), "the raw float lies in the slot");
            assert_eq!(map.frames[0].fixes[0].0, 0);
        }
        other => panic!("{other:?}"),
    }
    match run(FLOATS, &[float(1e60), float(1e60)], true) {
        Ran::Returned(w) => {
            assert_eq!(w, (1e60f64 * 1e60).to_bits() | 8, "a rare float is allocated")
        }
        other => panic!("{other:?}"),
    }
    assert!(
        matches!(run(FLOATS, &[int(1), float(3.0)], true), Ran::Left(map, _) if map.reason == "not_float")
    );
}

#[test]
fn a_libcall_returns_or_raises() {
    let text = "fn f
b0():
  v0: Slot = entry_slot
  v2: State = snapshot v0 [3, 1]
  v3: Any = libcall v0 [1, 0] @v2 !raised
  return v3
";
    assert!(matches!(run(text, &[int(1)], true), Ran::Returned(w) if w == int(8)));
    match run(text, &[0x63], true) {
        Ran::Left(map, _) => assert!(map.raising && map.reason == "raised"),
        other => panic!("{other:?}"),
    }
}

const POWER: &str = "fn f
b0():
  v0: Slot = entry_slot
  v1: State = snapshot v0 [3, 1]
  v2: Float = guard_float v0 [2, 0] @v1 !not_float
  v3: F64 = unbox v2
  v4: F64 = const_f64 [EXPONENT, 0]
  v5: F64 = f64_call v3, v4
  v6: Float = box v5
  return v6
";

/// Numbers that a linear congruential generator scatters over the mantissas, with small exponents.
fn scattered_floats(count: usize) -> impl Iterator<Item = f64> {
    let mut state = 0x2545_F491_4F6C_DD1Du64;
    std::iter::repeat_with(move || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let exponent = 1023 - 40 + (state >> 58);
        f64::from_bits(exponent << 52 | (state >> 6) & ((1 << 52) - 1))
    })
    .take(count)
}

/// Powers of few exponents are computed in place: each must be the one that the C library gives.
#[test]
fn powers_have_the_bits_of_the_library_function() {
    for y in [0.5, 1.5, 2.0, 2.5, 3.0, -0.5, -1.5, -2.0, -2.5, -3.0, 0.25] {
        let text = POWER.replace("EXPONENT", &(f64::to_bits(y) as i64).to_string());
        let unit = Unit::new(&text, true);
        let check = |x: f64| match unit.call(&[float(x)]) {
            Ran::Returned(w) => assert_eq!(w, float(x.powf(y)), "{x:?} ** {y}"),
            other => panic!("{other:?}"),
        };
        // Squares of short numbers lie on floats and on the middles between them.
        let short = (1..2000u64).map(|n| n as f64);
        let middles = (0..2000u64).map(|n| ((1u64 << 27) + 2 * n + 1) as f64);
        short.chain(middles).chain(scattered_floats(100_000)).for_each(check);
        for x in [1.0, 2.0, 4.0, 0.25, 1.0 - f64::EPSILON / 2.0, 1.0 + f64::EPSILON] {
            check(x);
        }
        if y == 2.0 || y == 3.0 {
            scattered_floats(1000).for_each(|x| check(-x));
        }
    }
}

const BOX: &str = "fn f
b0():
  v0: Slot = entry_slot
  v1: State = snapshot v0 [3, 1]
  v2: Float = guard_float v0 @v1 !not_float
  v3: F64 = unbox v2
  v4: F64 = f64_neg v3
  v5: Float = box v4
  return v5
";

/// A float is boxed inline exactly if the runtime has an inline word for it.
#[test]
fn floats_at_the_edges_of_the_inline_range_are_boxed_as_the_runtime_does() {
    let unit = Unit::new(BOX, true);
    let edges = [0x4ff0_0000_0000_0000u64, 0x3000_0000_0000_0000, 0x5000_0000_0000_0000, 1, 0];
    let near = edges.iter().flat_map(|&e| (0..4).map(move |d| e.wrapping_add(d).wrapping_sub(2)));
    let all = near.flat_map(|bits| [bits, bits | 1 << 63]).chain((0..2048).map(|e| e << 52));
    for bits in all {
        let f = f64::from_bits(bits);
        // The operand lies on the heap, as any float may: its shape, then its bits.
        let cell = Box::new([7u64, (-f).to_bits()]);
        let Ran::Returned(w) = unit.call(&[&raw const *cell as u64]) else { panic!("{f:?}") };
        let expected = Value::try_float(f).map_or(f.to_bits() | 8, |v| v.bits());
        assert_eq!(w, expected, "{f:?} {bits:#x}");
    }
}
