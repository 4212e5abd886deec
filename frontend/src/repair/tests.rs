//! Loads are checked where they must be and only there; listings survive the round trip.

use super::listing::Listing;
use super::opcode::*;

const CALL_INTRINSIC_1: u8 = 53;
use crate::code::{CodeUnit, Constant};
use crate::{CompileMode, CompileOptions, compile};

/// The first function of a program.
fn function(source: &str) -> CodeUnit {
    let module = compile(source, "<test>", CompileMode::Exec, CompileOptions::default());
    let consts = module.expect("compiles").consts;
    consts
        .into_iter()
        .find_map(|c| if let Constant::Code(code) = c { Some(*code) } else { None })
        .expect("a function")
}

/// The names that are loaded with a check, in order.
fn checked(source: &str) -> Vec<String> {
    let code = function(source);
    let listing = Listing::decode(&code).expect("decodes");
    let checked = listing.instructions.iter().filter(|i| i.opcode == LOAD_FAST_CHECK);
    checked.map(|i| code.localsplusnames[i.argument as usize].clone()).collect()
}

#[test]
fn certain_loads_are_not_checked() {
    for source in [
        "def f(a, *b, c, **d):\n  return a, b, c, d\n",
        "def f(a):\n  x = a\n  y = x\n  return x + y\n",
        "def f(a):\n  if a: x = 1\n  else: x = 2\n  return x\n",
        "def f(a):\n  for x in a: print(x)\n",
        "def f(a):\n  return [x for x in a]\n",
        "def f(a, x):\n  y = [x for x in a]\n  return x, y\n",
        "def f():\n  x = 1\n  def g(): return x\n  return g\n",
        "def f():\n  try: x = 1\n  except E as e: x = e\n  return x\n",
        "def f(a):\n  with a as x: return x\n",
    ] {
        assert!(checked(source).is_empty(), "{source}: {:?}", checked(source));
    }
}

#[test]
fn doubtful_loads_are_checked() {
    for (source, names) in [
        ("def f():\n  return x\n  x = 1\n", vec!["x"]),
        ("def f(a):\n  if a: x = 1\n  return x\n", vec!["x"]),
        ("def f(a):\n  if a: x = 1\n  print(x)\n  return x\n", vec!["x"]),
        ("def f(a):\n  del a\n  return a\n", vec!["a"]),
        ("def f(a):\n  for x in a: pass\n  return x\n", vec!["x"]),
        ("def f(a):\n  if a: x = y = 1\n  return x, y\n", vec!["x", "y"]),
        ("def f(a):\n  try: x = a()\n  except E: pass\n  return x\n", vec!["x"]),
        ("def f(a):\n  [x for x in a]\n  return x\n  x = 1\n", vec!["x"]),
        ("def f():\n  try: pass\n  except E as e: pass\n  return e\n", vec!["e"]),
    ] {
        assert_eq!(checked(source), names, "{source}");
    }
}

#[test]
fn listings_survive_the_round_trip() {
    let mut body = String::new();
    for n in 0..400 {
        body += &format!("  while a:\n    try: b = c.d({n}); b\n    except E: break\n");
    }
    let code = function(&format!("def f(a, c):\n{body}"));
    let mut again = code.clone();
    Listing::decode(&code).expect("decodes").encode(&mut again);
    assert_eq!(code.code, again.code);
    assert_eq!(code.exceptiontable, again.exceptiontable);
    let locations = |c: &CodeUnit| {
        super::locations::decode(&c.linetable, c.firstlineno as i32, c.code.len() / 2)
    };
    assert_eq!(locations(&code), locations(&again));
}

#[test]
fn asynchronous_comprehensions_are_coroutines() {
    let code = function("async def f(a):\n  return [x async for x in a]\n");
    let inner = code
        .consts
        .iter()
        .find_map(|c| if let Constant::Code(code) = c { Some(code) } else { None });
    if let Some(inner) = inner {
        assert_eq!(inner.code[..4], [RETURN_GENERATOR, 0, POP_TOP, 0]);
    }
    assert_eq!(code.code[..4], [RETURN_GENERATOR, 0, POP_TOP, 0]);
}

#[test]
fn only_common_constants_of_3_14_are_loaded() {
    let code =
        function("def f(a):\n  return list(x for x in a), set(x for x in a), any(x for x in a)\n");
    let listing = Listing::decode(&code).expect("decodes");
    let common = listing.instructions.iter().filter(|i| i.opcode == LOAD_COMMON_CONSTANT);
    assert!(common.clone().count() >= 1);
    assert!(common.clone().all(|i| i.argument < 5));
}

#[test]
fn exceptions_that_pass_a_with_block_are_taken_off() {
    for source in [
        "def f(a):\n  with a: b()\n",
        "def f(a):\n  with a, b: c()\n",
        "def f(a):\n  try:\n    with a as x, b: c()\n  except E as e: d()\n",
        "async def f(a):\n  async with a as x: b()\n",
    ] {
        let listing = Listing::decode(&function(source)).expect("decodes");
        let opcode = |index: usize| listing.instructions[index].opcode;
        for index in (1..listing.instructions.len()).filter(|&index| opcode(index) == RERAISE) {
            // The cleanup itself, and what turns StopIteration into RuntimeError, pass it on for good.
            if matches!(opcode(index - 1), POP_EXCEPT | CALL_INTRINSIC_1) {
                continue;
            }
            let range =
                listing.ranges.iter().find(|range| (range.start..range.end).contains(&index));
            let target = range.unwrap_or_else(|| panic!("{source}: no handler")).target;
            assert_eq!((opcode(target), opcode(target + 1)), (COPY, POP_EXCEPT), "{source}");
        }
    }
}
