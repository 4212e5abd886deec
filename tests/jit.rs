//! The machine-code tier proves by its counters what it did: that code was compiled, entered, inlined, left at
//! a guard and come back to, and compiled anew. The same programs' results are `tests/lang`'s matter.

use taipan::{Captured, Options, run_captured};

fn run(options: &[&str], source: &str) -> Captured {
    let mut chosen = Options::default();
    for option in options {
        chosen.set(option).unwrap();
    }
    run_captured(source, &chosen).unwrap()
}

/// Runs with machine code from the second run on, and expects this output.
fn eager(source: &str, prints: &str) -> Captured {
    let ran = run(&["tier=jit", "jit=eager"], source);
    assert_eq!(ran.exception, None);
    assert_eq!(ran.stdout.trim_end(), prints);
    ran
}

/// How many units were compiled of a function: at its entry (`f`) or at a loop (`f@`).
fn units(ran: &Captured, name: &str) -> usize {
    let is_of = |unit: &str| match name.strip_suffix('@') {
        Some(function) => unit.strip_prefix(function).is_some_and(|rest| rest.starts_with('@')),
        None => unit == name,
    };
    ran.machine.compiled.iter().filter(|(unit, _, _)| is_of(unit)).count()
}

/// How often machine code was left.
fn all_exits(ran: &Captured) -> u64 {
    ran.machine.exits.iter().map(|(_, n)| n).sum()
}

fn bailouts(ran: &Captured, reason: &str) -> u64 {
    ran.machine.bailouts.iter().filter(|(name, _)| name == reason).map(|(_, n)| n).sum()
}

#[test]
fn a_loop_is_entered_in_its_middle_and_stays_in_machine_code() {
    let program = "
def f(n):
    s = 0
    for i in range(n):
        s = s + i * i
    return s
print(f(100000))
";
    let ran = eager(program, "333328333350000");
    assert_eq!(units(&ran, "f@"), 1, "{:?}", ran.machine);
    assert_eq!(units(&ran, "f"), 0, "called once, so entered at its loop only");
    assert!(ran.machine.entries <= 3, "{:?}", ran.machine);
}

#[test]
fn the_other_tiers_make_no_machine_code() {
    let program = "
def f(n):
    for i in range(n): n = n - 1
    return n
print(f(5000))
";
    for tier in ["tier=generic", "tier=adaptive"] {
        let ran = run(&[tier], program);
        assert_eq!((ran.stdout.as_str(), ran.machine.entries), ("0\n", 0));
        assert!(ran.machine.compiled.is_empty());
    }
}

#[test]
fn a_small_callee_is_inlined() {
    let program = "
def g(n):
    return n + 1
class P:
    def __init__(self, v): self.v = v
    def step(self, k): return g(self.v) + k
def f(n):
    p, s = P(3), 0
    for i in range(n):
        s = s + p.step(i)
    return s
f(10)
print(f(50000))
";
    let ran = eager(program, "1250175000");
    assert!(ran.machine.entries < 60, "each call enters: {:?}", ran.machine);
}

#[test]
fn recursion_calls_machine_code_directly() {
    let program = "
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(20))
";
    let ran = eager(program, "6765");
    assert!(units(&ran, "fib") >= 1);
    // 21,891 calls.
    assert!(ran.machine.entries < 2000, "{:?}", ran.machine);
}

#[test]
fn a_failing_guard_leaves_and_machine_code_is_entered_again() {
    let program = "
def f(items):
    s = 0
    for v in items:
        s = s + v
    return s
f([1] * 50)
print(f([1] * 5000 + [10 ** 30] + [1] * 5000), f([2] * 100))
";
    let ran = eager(program, "1000000000000000000000000010000 200");
    assert!(all_exits(&ran) >= 1, "{:?}", ran.machine);
    assert!(ran.machine.entries >= 2, "{:?}", ran.machine);
}

#[test]
fn a_site_with_several_classes_is_compiled_for_all_of_them() {
    let program = "
class A:
    def __init__(self): self.v = 1
    def get(self): return self.v
class B:
    def __init__(self): self.w, self.v = 0, 2
    def get(self): return self.v + 1
class C(A):
    def get(self): return 5
def f(items, n):
    s = 0
    for i in range(n):
        s = s + items[i % 3].get()
    return s
f([A(), A(), A()], 300)
print(f([A(), B(), C()], 60000))
";
    let ran = eager(program, "180000");
    assert!(units(&ran, "f") + units(&ran, "f@") >= 2, "{:?}", ran.machine);
    assert!(all_exits(&ran) < 6000, "it goes on leaving: {:?}", ran.machine.exits);
}

#[test]
fn a_callee_in_place_has_arms_for_what_its_caller_brings() {
    let program = "
class A:
    def get(self): return 1
class B:
    def get(self): return 2
def get(x): return x.get()
def of_one(x): return get(x) + 10
one, other = A(), B()
for i in range(60): get(one); get(other)
for i in range(200): of_one(one)
print(of_one(one), of_one(other))
for i in range(300): of_one(other)
print(of_one(one), of_one(other))
";
    let ran = run(&["tier=jit", "jit=sync", "entry-threshold=20", "jit-patience=8"], program);
    assert_eq!((ran.exception.as_deref(), ran.stdout.as_str()), (None, "11 12\n11 12\n"));
    let exits = |reason: &str| -> u64 {
        let is_of = |name: &str| name.starts_with(&format!("{reason} of_one:"));
        ran.machine.exits.iter().filter(|(name, _)| is_of(name)).map(|(_, n)| n).sum()
    };
    // Once it had seen enough; then its code had no arm for `B`; then it had.
    assert_eq!(exits("known"), 1, "{:?}", ran.machine.exits);
    assert_eq!(exits("shape"), 16, "{:?}", ran.machine.exits);
    assert_eq!(units(&ran, "of_one"), 3, "{:?}", ran.machine.compiled);
}

/// The operations of all guards of a program's code, under the default tiers with machine code in place.
fn guards(source: &str, prints: &str) -> Vec<&'static str> {
    let mut chosen = Options::default();
    ["tier=jit", "jit=sync"].iter().for_each(|option| chosen.set(option).unwrap());
    chosen.jit.as_mut().expect("the tier is on").count_guards = true;
    let ran = run_captured(source, &chosen).unwrap();
    assert_eq!((ran.exception, ran.stdout.trim_end()), (None, prints));
    let own = ran.machine.sites.iter().zip(&ran.machine.library).filter(|(_, library)| !**library);
    own.flat_map(|(sites, _)| sites.iter().map(|site| site.op)).collect()
}

#[test]
fn what_only_first_turns_do_is_not_in_the_code_of_a_loop() {
    let program = |first| {
        format!(
            "
def f(n):
    s = k = 0
    while k < n:
        if k {first} 0:
            s = s * 3 % 1000
        s += k
        k += 1
    return s
print(sum(f(100) for _ in range(30)))
"
        )
    };
    let with = guards(&program(">="), "13500");
    let without = guards(&program("=="), "148500");
    assert!(with.contains(&"int_mul") && without.contains(&"int_add"), "{with:?} {without:?}");
    assert!(!without.contains(&"int_mul"), "{without:?}");
}

#[test]
fn a_way_that_is_hardly_ever_gone_is_an_exit_until_it_is_gone_more() {
    let program = |at| {
        format!(
            "
def f(k):
    if k in {at}:
        return k * 3
    return k + 1
s = 0
for k in range(6000):
    s += f(k)
print(s)
"
        )
    };
    let rare = guards(&program("(5, 500)"), "18004008");
    assert!(!rare.contains(&"int_mul") && rare.contains(&"int_add"), "{rare:?}");
    let often = guards(&program("range(0, 6000, 9)"), "22000331");
    assert!(often.contains(&"int_mul"), "{often:?}");
}

#[test]
fn a_loop_of_a_few_turns_is_made_with_the_one_around_it() {
    let program = "
def f(n):
    s = 0
    for i in range(n):
        for x in (1, 2, 3):
            s += x
    return s
print(f(4000))
";
    let ran = run(&["tier=jit", "jit=sync"], program);
    assert_eq!((ran.stdout.trim_end(), units(&ran, "f@")), ("24000", 1), "{:?}", ran.machine);
}

#[test]
fn forced_exits_come_from_the_stress_mode() {
    let program = "
def f(n):
    s = 0
    for i in range(n): s = s + i
    return s
print(f(3000))
";
    let calm = eager(program, "4498500");
    let stressed = run(&["tier=jit", "jit=eager", "deopt-stress=7"], program);
    assert_eq!(stressed.stdout, calm.stdout);
    assert!(all_exits(&stressed) > all_exits(&calm) + 100, "{:?}", stressed.machine);
}

#[test]
fn every_pass_can_be_switched_off() {
    let program = "
class P:
    def __init__(self, x): self.x = x
def f(n):
    p, l, x, s = P(0.5), [1, 2, 3], 0.0, 0
    for i, v in enumerate(range(n)):
        a, b = i, v
        x = x + p.x * a
        s = s + l[b % 3]
    return x, s
f(5)
print(f(4000))
";
    for pass in taipan_jit::opt::pass_names() {
        let off = format!("jit-pass-off={pass}");
        let ran = run(&["tier=jit", "jit=eager", &off], program);
        assert_eq!((ran.exception, ran.stdout.as_str()), (None, "(3999000.0, 7999)\n"), "{pass}");
        assert!(ran.machine.entries > 0, "{pass}");
    }
}

#[test]
fn what_is_declined_is_counted_and_runs() {
    let body = "
for k in range(3):
    class C:
        total = 0
        for i in range(50): total = total + i
print(C.total, k)
";
    let ran = eager(body, "1225 2");
    assert!(bailouts(&ran, "namespace") >= 1, "{:?}", ran.machine);

    // Each exit would name 700 locals: compiling it took half a minute.
    let mut large = "def many(n):\n".to_owned();
    (0..700).for_each(|k| large += &format!("    v{k} = n + {k}\n"));
    large += "    for i in range(40):\n";
    (0..700)
        .for_each(|k| large += &format!("        v{k} = v{k} + v{} & 255\n", (k * 7 + 1) % 700));
    large += "    return v0\nprint(many(1), many(2), many(3))\n";
    let expected = run(&["tier=generic"], &large).stdout;
    let ran = eager(&large, expected.trim_end());
    assert!(bailouts(&ran, "too_large") >= 1, "{:?}", ran.machine);
}

#[test]
fn an_exception_in_an_inlined_callee_has_every_line() {
    let program = "
def leaf(n):
    if n == 900:
        raise ValueError(
            n)
    return n + 1
def middle(n):
    return leaf(n) + 1
def f():
    s = 0
    for i in range(1000):
        s += middle(i)
    return s
f()
";
    let interpreted = run(&["tier=generic"], program);
    let ran = run(&["tier=jit", "jit=eager"], program);
    assert!(units(&ran, "f@") >= 1 && ran.machine.entries < 50, "{:?}", ran.machine);
    assert!(interpreted.exception.as_deref().unwrap().contains("line 8, in middle"));
    assert_eq!(ran.exception, interpreted.exception);
}

#[test]
fn a_method_that_is_replaced_in_a_hot_loop_is_called() {
    let program = "
class A:
    def get(self): return 1
def f(a, n):
    s = 0
    for i in range(n):
        if i == n // 2:
            A.get = lambda self: 100
        s = s + a.get()
    return s
print(f(A(), 2000))
";
    let ran = eager(program, "101000");
    assert!(all_exits(&ran) >= 1, "it left at the guard: {:?}", ran.machine);
}
