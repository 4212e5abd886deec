//! What the host sees.

use super::{Error, Vm};
use crate::options::Options;

fn vm(settings: &[&str]) -> Vm {
    let mut options = Options::default();
    for setting in settings {
        options.set(setting).unwrap();
    }
    Vm::new(&options).unwrap()
}

#[test]
fn objects_go_in_and_come_out() -> Result<(), Error> {
    let mut vm = vm(&[]);
    let (n, text) = (vm.int(i64::MAX)?, vm.str("aé\u{1f600}")?);
    let list = vm.list(&[&n, &text])?;
    assert_eq!(vm.repr(&list)?, "[9223372036854775807, 'aé😀']");
    vm.set_global("l", &list)?;
    vm.run("l.append(l[0] + 1); print(len(l))")?;
    assert_eq!(vm.output(), ["3\n".to_owned(), String::new()]);
    assert_eq!(vm.len(&list)?, 3);
    let last = vm.int(-1)?;
    let last = vm.item(&list, &last)?;
    assert_eq!(vm.int_of(&last).unwrap_err().kind, "OverflowError");
    assert_eq!(vm.call_method(&last, "bit_length", &[]).and_then(|n| vm.int_of(&n))?, 64);
    let it = vm.iter(&list)?;
    let mut count = 0;
    while vm.next(&it)?.is_some() {
        count += 1;
    }
    assert_eq!((count, vm.next(&list).unwrap_err().kind.as_str()), (3, "TypeError"));
    Ok(())
}

#[test]
fn errors_tell_what_was_raised() -> Result<(), Error> {
    let mut vm = vm(&[]);
    let error = vm.run("def f():\n    raise KeyError('k')\nf()\n").unwrap_err();
    assert_eq!((error.kind.as_str(), error.message.as_str()), ("KeyError", "'k'"));
    assert!(error.traceback.contains("line 2, in f"), "{}", error.traceback);
    assert_eq!(vm.eval("1 +").unwrap_err().kind, "SyntaxError");
    assert_eq!(vm.run("raise SystemExit(3)").unwrap_err().kind, "SystemExit");
    // It goes on after all that.
    assert_eq!(vm.eval("6 * 7").and_then(|n| vm.int_of(&n))?, 42);
    Ok(())
}

#[test]
fn what_handles_name_lives_as_long_as_they_do() -> Result<(), Error> {
    let mut vm = vm(&["gc-stress=1"]);
    let mut held = Vec::new();
    for n in 0..50 {
        let (a, b) = (vm.int(n)?, vm.str(&format!("text {n}"))?);
        held.push(vm.tuple(&[&a, &b])?);
        if n % 3 == 0 {
            held.remove(held.len() / 2);
        }
    }
    vm.collect()?;
    for object in &held {
        let said = vm.repr(object)?;
        assert!(said.starts_with('(') && said.contains("'text "), "{said}");
    }
    Ok(())
}

#[test]
fn each_call_has_the_limits_anew() -> Result<(), Error> {
    let mut vm = vm(&["fuel=2000", "tier=jit", "jit=eager"]);
    for _ in 0..3 {
        assert_eq!(vm.run("while True: pass").unwrap_err().kind, "LimitExceeded");
        vm.run("for n in range(500): pass")?;
    }
    assert_eq!(vm.eval("n").and_then(|n| vm.int_of(&n))?, 499);
    Ok(())
}

#[test]
fn virtual_machines_stand_side_by_side() -> Result<(), Error> {
    let (mut one, mut other) = (vm(&["jit=eager", "tier=jit"]), vm(&[]));
    one.run("def f(n): return sum(k for k in range(n))")?;
    other.run("f = str")?;
    let (f, g) = (one.global("f")?.unwrap(), other.global("f")?.unwrap());
    for n in 0..40 {
        let (a, b) = (one.int(n)?, other.int(n)?);
        assert_eq!(one.call(&f, &[&a]).and_then(|v| one.int_of(&v))?, n * (n - 1) / 2);
        assert_eq!(other.call(&g, &[&b]).and_then(|v| other.text_of(&v))?, n.to_string());
    }
    let stranger = one.call(&f, &[&g]).unwrap_err();
    assert_eq!(stranger.message, "an object of another VM");
    drop(one);
    assert!(other.global("nothing")?.is_none());
    Ok(())
}

#[test]
fn a_small_stack_is_a_recursion_error() {
    let work = || {
        let mut vm = vm(&["recursion-limit=1000000"]);
        let deep = "class C:\n    def __eq__(self, other): return self == other\nC() == C()";
        vm.run(deep).unwrap_err().kind
    };
    let small = std::thread::Builder::new().stack_size(2 << 20).spawn(work).unwrap();
    assert_eq!(small.join().unwrap(), "RecursionError");
    let none = || Vm::new(&Options::default()).map(drop).unwrap_err().kind;
    let none = std::thread::Builder::new().stack_size(128 << 10).spawn(none).unwrap();
    assert_eq!(none.join().unwrap(), "StackError");
}

#[test]
fn a_virtual_machine_may_end_with_its_thread() {
    thread_local! {
        static KEPT: std::cell::RefCell<Option<Vm>> = const { std::cell::RefCell::new(None) };
    }
    let work = || {
        let mut vm = vm(&["tier=jit", "jit=eager"]);
        vm.run("def f(n): return n + 1\nfor n in range(99): f(n)").unwrap();
        KEPT.set(Some(vm));
    };
    let thread = std::thread::Builder::new().stack_size(8 << 20).spawn(work).unwrap();
    assert!(thread.join().is_ok());
}

#[test]
fn time_between_two_calls_is_not_the_programs() {
    let mut vm = vm(&["time-limit=0.05"]);
    vm.run("n = 0").unwrap();
    std::thread::sleep(std::time::Duration::from_millis(120));
    vm.run("for i in range(10): n += i").unwrap();
    assert_eq!(vm.run("while True: n += 1").unwrap_err().kind, "LimitExceeded");
    vm.run("n = 1").unwrap();
}
