//! Machine code that cannot be made, and machine code that is given back.

#![cfg(target_os = "linux")]

use taipan::fuzz::plan;

fn on_large_stack<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let stack = taipan::Options::default().runtime.native_stack + (2 << 20);
    std::thread::Builder::new().stack_size(stack).spawn(work).unwrap().join().unwrap()
}

const PROGRAMS: [&str; 5] = [
    include_str!("lang/tiering/deopt_exactness.py"),
    include_str!("lang/tiering/int_overflow.py"),
    include_str!("lang/tiering/generators_hot.py"),
    include_str!("lang/classes/basics.py"),
    include_str!("limits/fuel/places.py"),
];

/// Building HIR, compiling it and installing the code each find no memory, for every unit in turn: the output is
/// the same.
#[test]
fn every_step_of_compiling_may_fail() {
    let tried = on_large_stack(|| {
        let mut tried = 0;
        for (number, source) in PROGRAMS.iter().enumerate() {
            let program = taipan::compile(source);
            let whole = taipan::run_here(&program, &plan::eager().options).unwrap();
            for step in 1.. {
                let failing = plan::eager().with(&format!("fail-compile={step}"));
                let run = taipan::run_here(&program, &failing.options).unwrap();
                let place = format!("program {number}, step {step}");
                assert_eq!(
                    (run.stdout, run.exception),
                    (whole.stdout.clone(), whole.exception.clone()),
                    "{place}"
                );
                let memory = run.machine.bailouts.iter().find(|(why, _)| why == "memory");
                match memory {
                    Some((_, times)) => assert_eq!(*times, 1, "{place}"),
                    // There were fewer steps.
                    None => break,
                }
                tried += 1;
            }
        }
        tried
    });
    println!("{tried} steps failed, no output changed");
    assert!(tried > 150, "{tried} steps");
}

/// A function is compiled, proves its code wrong, and is compiled anew: thousands of times, in the memory that the
/// first hundreds took.
#[test]
fn code_that_is_not_entered_any_more_is_given_back() {
    let source = "
def hot(xs):
    t = xs[0]
    for x in xs:
        t = t + x
    return t

def memory():
    with open('/proc/self/statm') as f:
        return int(f.read().split()[1]) * 4096

def cycle(n):
    for r in range(n):
        for k in range(3): hot([1, 2, 3])
        for k in range(3): hot([0.5, 1.5])
        for k in range(3): hot(['a', 'b'])

import gc
cycle(CYCLES // 4)
gc.collect()
before = memory()
cycle(CYCLES)
gc.collect()
print(before, memory())
";
    let cycles =
        if std::env::var("TAIPAN_ALLOCATIONS").is_ok_and(|v| v == "all") { 14_000 } else { 1_500 };
    let run = on_large_stack(move || {
        let options = [
            "tier=jit",
            "jit=eager",
            "jit-quick",
            "jit-patience=1",
            "jit-compiles=100000000",
            "plan=seed=1,cool=1",
        ];
        let mut plan =
            plan::Plan::of(&options).unwrap().with("fuel=1000000000").with("time-limit=600");
        plan.options.jit.as_mut().unwrap().kept = false;
        taipan::run_here(
            &taipan::compile(&source.replace("CYCLES", &cycles.to_string())),
            &plan.options,
        )
        .unwrap()
    });
    let units = run.machine.compiled.len();
    let words: Vec<usize> =
        run.stdout.split_whitespace().map(|word| word.parse().unwrap()).collect();
    println!("{units} units, {} of memory and {} at the end", words[0], words[1]);
    assert!(run.exception.is_none() && units > cycles / 2, "{units} units, {:?}", run.exception);
    assert!(words[1] < words[0] + words[0] / 20, "{} bytes became {}", words[0], words[1]);
}
