//! `_random.Random`: the Mersenne Twister MT19937, with the same streams as CPython's.

#![deny(unsafe_code)]

use super::ModuleSpec;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::check_positional;
use crate::object::native::NativeCode::{Fast, NoArgs, O};
use crate::object::native::{Args, MethodDef, TypeSpec};
use crate::object::slots::SlotTable;
use crate::object::type_obj::TypeObj;
use crate::raise;
use crate::types::int::view::IntView;
use crate::types::tuple::TupleObj;
use crate::value::Value;

/// The module.
pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_random",
    doc: "Module implements the Mersenne Twister random number generator.",
    functions: &[],
    init: Some(|cx, module| {
        let class = cx.ty(super::types::RANDOM);
        cx.module_set(module, "Random", class.into())
    }),
};

/// Words of state.
const N: usize = 624;
/// The middle word.
const M: usize = 397;
const UPPER: u32 = 0x8000_0000;
const LOWER: u32 = 0x7fff_ffff;

crate::heap_object! {
    /// A generator: its state words and how many of them were used.
    pub struct RandomObj: RANDOM {
        plain state: [u32; N],
        plain index: usize,
    }
}

/// What `_random.Random` declares.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "Random() -> create a random number generator with its own internal state.",
    signature: "",
    slots: SlotTable { new: Some(new), init: Some(init), ..SlotTable::EMPTY },
    methods: &[
        MethodDef::new("random", NoArgs(random))
            .sig("($self, /)")
            .doc("random() -> x in the interval [0, 1)."),
        MethodDef::new("seed", Fast(seed)).sig("($self, n=None, /)"),
        MethodDef::new("getstate", NoArgs(getstate))
            .sig("($self, /)")
            .doc("getstate() -> tuple containing the current state."),
        MethodDef::new("setstate", O(setstate))
            .sig("($self, state, /)")
            .doc("setstate(state) -> None.  Restores generator state."),
        MethodDef::new("getrandbits", O(getrandbits))
            .sig("($self, k, /)")
            .doc("getrandbits(k) -> x.  Generates an int with k random bits."),
    ],
    getset: &[],
    finish: None,
};

impl RandomObj {
    /// The next 32 bits.
    fn next_u32(&self) -> u32 {
        if self.index.get() >= N {
            self.twist();
        }
        let i = self.index.get();
        self.index.set(i + 1);
        let mut y = self.word(i);
        y ^= y >> 11;
        y ^= y << 7 & 0x9d2c_5680;
        y ^= y << 15 & 0xefc6_0000;
        y ^ y >> 18
    }

    fn word(&self, i: usize) -> u32 {
        self.state.as_array_of_cells()[i].get()
    }

    fn twist(&self) {
        let mut state = self.state.get();
        for k in 0..N {
            let y = state[k] & UPPER | state[(k + 1) % N] & LOWER;
            let mag = if y & 1 != 0 { 0x9908_b0df } else { 0 };
            state[k] = state[(k + M) % N] ^ y >> 1 ^ mag;
        }
        self.state.set(state);
        self.index.set(0);
    }

    fn seed_words(&self, key: &[u32]) {
        let mut state = initial(19_650_218);
        let (mut i, mut j) = (1, 0);
        for _ in 0..N.max(key.len()) {
            state[i] = (state[i] ^ (state[i - 1] ^ state[i - 1] >> 30).wrapping_mul(1_664_525))
                .wrapping_add(key[j])
                .wrapping_add(j as u32);
            i += 1;
            j += 1;
            if i >= N {
                state[0] = state[N - 1];
                i = 1;
            }
            if j >= key.len() {
                j = 0;
            }
        }
        for _ in 0..N - 1 {
            state[i] = (state[i] ^ (state[i - 1] ^ state[i - 1] >> 30).wrapping_mul(1_566_083_941))
                .wrapping_sub(i as u32);
            i += 1;
            if i >= N {
                state[0] = state[N - 1];
                i = 1;
            }
        }
        state[0] = UPPER;
        self.state.set(state);
        self.index.set(N);
    }
}

fn initial(seed: u32) -> [u32; N] {
    let mut state = [0; N];
    state[0] = seed;
    for i in 1..N {
        state[i] =
            (state[i - 1] ^ state[i - 1] >> 30).wrapping_mul(1_812_433_253).wrapping_add(i as u32);
    }
    state
}

fn receiver(cx: &mut Ctx, v: Value) -> PyResult<Gc<RandomObj>> {
    match v.cast::<RandomObj>() {
        Some(r) => Ok(r),
        None => raise!(cx, TypeError, "descriptor requires a '_random.Random' object"),
    }
}

fn new(cx: &mut Ctx, cls: Gc<TypeObj>, _: Args<'_>) -> PyResult<Value> {
    let object = cx.alloc_instance(cls, |shape| RandomObj::new(shape, [0; N], N))?;
    seed(cx, object.into(), &[])?;
    Ok(object.into())
}

fn init(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<()> {
    check_positional(cx, "Random", args.pos.len(), 0, 1)?;
    if !args.pos.is_empty() {
        seed(cx, v, args.pos)?;
    }
    Ok(())
}

/// `seed(n)`: an int by its magnitude, other values by their hash, nothing by the system.
fn seed(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "seed", args.len(), 0, 1)?;
    let generator = receiver(cx, v)?;
    let limbs = match args.first() {
        Some(&n) if !n.is_none() => match IntView::of(n) {
            Some(view) => view.limbs().to_vec(),
            None => vec![cx.hash(n)? as u64],
        },
        _ => system_seed(),
    };
    let mut key: Vec<u32> = limbs.iter().flat_map(|&l| [l as u32, (l >> 32) as u32]).collect();
    while key.len() > 1 && key.last() == Some(&0) {
        key.pop();
    }
    if key.is_empty() {
        key.push(0);
    }
    generator.seed_words(&key);
    Ok(Value::NONE)
}

/// Seed material that differs from process to process and call to call.
fn system_seed() -> Vec<u64> {
    use std::hash::{BuildHasher, Hasher};
    let state = std::collections::hash_map::RandomState::new();
    (0..4u64)
        .map(|i| {
            let mut hasher = state.build_hasher();
            hasher.write_u64(i);
            hasher.finish()
        })
        .collect()
}

fn random(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let generator = receiver(cx, v)?;
    let (a, b) = (generator.next_u32() >> 5, generator.next_u32() >> 6);
    cx.float((a as f64 * 67_108_864.0 + b as f64) * (1.0 / 9_007_199_254_740_992.0))
}

fn getrandbits(cx: &mut Ctx, v: Value, bits: Value) -> PyResult<Value> {
    let generator = receiver(cx, v)?;
    let index = cx.index(bits)?;
    let view = IntView::of(index).expect("an index is an int");
    if view.is_negative() {
        raise!(cx, ValueError, "number of bits must be non-negative");
    }
    let Some(bits) = view.to_u64().filter(|&b| b <= i64::MAX as u64) else {
        raise!(cx, OverflowError, "Python int too large to convert to C uint64_t");
    };
    crate::types::int::arith::check_bits(cx, bits)?;
    if bits <= 32 {
        let word = if bits == 0 { 0 } else { generator.next_u32() >> (32 - bits) };
        return cx.int_u64(word as u64);
    }
    let mut limbs = vec![0u64; bits.div_ceil(64) as usize];
    let mut left = bits;
    for i in 0..bits.div_ceil(32) as usize {
        let mut word = generator.next_u32();
        if left < 32 {
            word >>= 32 - left;
        }
        limbs[i / 2] |= (word as u64) << (i % 2 * 32);
        left = left.saturating_sub(32);
    }
    cx.int_from_limbs(false, &limbs)
}

fn getstate(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let generator = receiver(cx, v)?;
    let (state, index) = (generator.state.get(), generator.index.get());
    // Words of 32 bits are small ints.
    let small = |n: u64| Value::len(n as usize);
    let tuple =
        cx.tuple_with(N + 1, |i| small(if i < N { state[i] as u64 } else { index as u64 }))?;
    Ok(tuple.into())
}

fn setstate(cx: &mut Ctx, v: Value, saved: Value) -> PyResult<Value> {
    let generator = receiver(cx, v)?;
    let Some(saved) = saved.cast::<TupleObj>() else {
        raise!(cx, TypeError, "state vector must be a tuple")
    };
    if saved.len() != N + 1 {
        raise!(cx, ValueError, "state vector is the wrong size");
    }
    let mut state = [0; N];
    for (word, &v) in state.iter_mut().zip(saved.items()) {
        let Some(n) = IntView::of(v).and_then(|n| n.to_u64()) else {
            raise!(cx, TypeError, "state vector must hold ints");
        };
        *word = n as u32;
    }
    let index = saved.get(N).and_then(Value::as_i64).unwrap_or(-1);
    match usize::try_from(index) {
        Ok(index) if index <= N => generator.index.set(index),
        _ => raise!(cx, ValueError, "invalid state"),
    }
    generator.state.set(state);
    Ok(Value::NONE)
}
