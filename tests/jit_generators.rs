//! Generators in machine code, proven by its counters: bodies are entered where they go on, loops take bodies in
//! place, and only what cannot be compiled stays in the interpreter. Results are `tests/lang`'s matter.

use taipan::{Captured, Options, run_captured};

/// Runs with machine code from the second run on, and expects this output.
fn eager(source: &str, prints: &str) -> Captured {
    let mut options = Options::default();
    for option in ["tier=jit", "jit=eager"] {
        options.set(option).unwrap();
    }
    let ran = run_captured(source, &options).unwrap();
    assert_eq!(ran.exception, None);
    assert_eq!(ran.stdout.trim_end(), prints);
    ran
}

fn units(ran: &Captured, name: &str) -> usize {
    ran.machine.compiled.iter().filter(|(unit, _, _)| unit == name).count()
}

fn exits(ran: &Captured, reason: &str) -> u64 {
    ran.machine.exits.iter().filter(|(name, _)| name.starts_with(reason)).map(|(_, n)| n).sum()
}

#[test]
fn a_body_is_entered_at_each_item() {
    let ran = eager(
        "
def g(n):
    for i in range(n):
        yield i
        yield -i
print(sum(map(abs, g(500))))
",
        "249500",
    );
    assert_eq!(units(&ran, "g"), 1, "{:?}", ran.machine);
    assert!(ran.machine.entries > 900, "{:?}", ran.machine);
    assert!(exits(&ran, "resume") <= 2, "{:?}", ran.machine);
}

#[test]
fn a_body_left_at_a_guard_is_entered_again_at_the_next_item() {
    let ran = eager(
        "
def g(items):
    for x in items:
        yield x + 1
items = list(range(300))
items[100] = 0.5
print(sum(map(int, g(items))))
",
        "45050",
    );
    assert_eq!(exits(&ran, "not_int"), 1, "{:?}", ran.machine);
    assert!(ran.machine.entries > 250, "{:?}", ran.machine);
}

#[test]
fn a_loop_takes_the_body_of_a_generator_in_place() {
    let ran = eager(
        "
def g(n):
    i = 0
    while i < n:
        yield i
        i += 1
def f(n):
    s = 0
    for x in g(n):
        s += x
    return s
def run():
    s = 0
    for k in range(200): s += f(100)
    return s
print(run())
",
        "990000",
    );
    // A visit for each call at most, not for each item.
    assert!(ran.machine.entries < 1000, "{:?}", ran.machine);
}

#[test]
fn expressions_in_builtins_are_taken_in_place() {
    let ran = eager(
        "
def f(items, k):
    return (
        any(x > 900 for x in items),
        tuple(x + k for x in items),
        sum(x for x in items if x),
        len(set(x % 7 for x in items)),
        list(x for x in items),
    )
items = list(range(100))
def run():
    for k in range(100): last = f(items, k)
    return last[0], sum(last[1]), last[2], last[3], len(last[4])
print(run())
",
        "(False, 14850, 4950, 7, 100)",
    );
    // 50,000 items.
    assert!(units(&ran, "f") >= 1 && ran.machine.entries < 4000, "{:?}", ran.machine);
}

#[test]
fn a_generator_in_the_middle_of_its_body_is_made_by_an_exit() {
    let ran = eager(
        "
def g(items):
    for x in items:
        yield x * 2
def f(items):
    s = 0
    for x in g(items):
        s += x
    return s
items = [1] * 50
for k in range(50): f(items)
items[20] = 0.25
print(f(items), sum(x for x in items))
",
        "98.5 49.25",
    );
    assert!(exits(&ran, "not_int f") + exits(&ran, "not_number f") >= 1, "{:?}", ran.machine);
}

#[test]
fn a_body_that_cleans_up_is_not_taken_in_place() {
    let ran = eager(
        "
log = []
def g(n):
    try:
        for i in range(n): yield i
    finally:
        log.append(n)
def f(n):
    s = 0
    for x in g(n): s += x
    return s
for k in range(100): f(50)
print(len(log))
",
        "100",
    );
    assert!(units(&ran, "g") >= 1 && ran.machine.entries > 4000, "{:?}", ran.machine);
}

#[test]
fn coroutines_stay_in_the_interpreter() {
    let ran = eager(
        "
class Step:
    def __await__(self):
        return (yield 1)
async def c(n):
    for i in range(n): await Step()
    return n
def drive(coroutine):
    steps = 0
    try:
        while True:
            coroutine.send(None)
            steps += 1
    except StopIteration as e:
        return steps + e.value
print(drive(c(300)))
",
        "600",
    );
    let declined: u64 =
        ran.machine.bailouts.iter().filter(|(n, _)| n == "generator").map(|(_, n)| n).sum();
    assert!(declined >= 1 && units(&ran, "c") == 0, "{:?}", ran.machine);
    assert!(units(&ran, "Step.__await__") == 1, "{:?}", ran.machine);
}
