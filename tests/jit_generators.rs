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
fn a_chain_of_delegation_is_continued_at_its_end() {
    let ran = eager(
        "
def nest(n, items):
    if n:
        yield from nest(n - 1, items)
    else:
        for x in items: yield x
items = list(range(1000))
for k in range(3): total = sum(map(int, nest(50, items)))
print(total)
",
        "499500",
    );
    // Once for each item, and a few times for each link of the chain: not for each item and link.
    assert!((2500..6000).contains(&ran.machine.entries), "{:?}", ran.machine);
    // The innermost one is suspended where the others never were, until the body is compiled anew.
    assert_eq!(units(&ran, "nest"), 2, "{:?}", ran.machine);
    assert!((64..200).contains(&exits(&ran, "resume")), "{:?}", ran.machine);
}

#[test]
fn recursive_iterators_stay_in_machine_code() {
    let ran = eager(
        "
class Tree:
    def __init__(self, left, value, right):
        self.left, self.value, self.right = left, value, right
    def __iter__(self):
        if self.left: yield from self.left
        yield self.value
        if self.right: yield from self.right
def tree(items):
    i = len(items) // 2
    return Tree(tree(items[:i]), items[i], tree(items[i + 1:])) if items else None
def run(t, n):
    s = 0
    for k in range(n):
        for x in t: s += x
    return s
t = tree(range(200))
print(run(t, 50))
",
        "995000",
    );
    // Each node is entered at its start, behind its yield and behind each subtree.
    assert!(units(&ran, "Tree.__iter__") >= 1, "{:?}", ran.machine);
    assert!(ran.machine.entries > 50 * 200 * 3, "{:?}", ran.machine);
    // Few but those of the time before it was compiled with what both branches saw.
    assert!(exits(&ran, "") < 800, "{:?}", ran.machine);
}

#[test]
fn coroutines_go_on_in_machine_code() {
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
for k in range(5): n = drive(c(300))
print(n)
",
        "600",
    );
    assert!(units(&ran, "c") >= 1 && units(&ran, "Step.__await__") >= 1, "{:?}", ran.machine);
    assert!(ran.machine.entries > 3000, "{:?}", ran.machine);
    assert!(ran.machine.bailouts.iter().all(|(n, _)| n != "generator"), "{:?}", ran.machine);
}

#[test]
fn async_generators_go_on_in_machine_code() {
    let ran = eager(
        "
async def numbers(n):
    for i in range(n): yield i
async def doubled(n):
    async for i in numbers(n): yield 2 * i
async def total(n):
    s = 0
    async for i in doubled(n): s += i
    return s
def drive(coroutine):
    try:
        coroutine.send(None)
    except StopIteration as e:
        return e.value
for k in range(5): n = drive(total(300))
print(n)
",
        "89700",
    );
    for name in ["numbers", "doubled", "total"] {
        assert!(units(&ran, name) >= 1, "{name}: {:?}", ran.machine);
    }
    assert!(ran.machine.entries > 4000, "{:?}", ran.machine);
}

#[test]
fn fuel_is_burnt_alike_by_chains_of_delegation() {
    let source = "
def nest(n):
    if n: yield from nest(n - 1)
    else:
        for x in range(30): yield x
async def deep(n):
    return await deep(n - 1) if n else 1
for k in range(40):
    seen = list(nest(6))
    try: deep(6).send(None)
    except StopIteration as e: seen.append(e.value)
print(sum(seen))
";
    let left = |options: &[&str]| {
        let mut set = Options::default();
        for option in options {
            set.set(option).unwrap();
        }
        let ran = run_captured(source, &set).unwrap();
        assert_eq!(ran.exception, None);
        ran.fuel
    };
    let adaptive = left(&["tier=adaptive", "fuel=1000000"]);
    assert!((1..990_000).contains(&adaptive), "{adaptive}");
    assert_eq!(adaptive, left(&["tier=jit", "jit=eager", "fuel=1000000"]));
}
