//! Machine code that is not entered any more is given back. Alone in its process, whose memory it looks at.
//!
//! Some thousand compilations; ten thousand with `TAIPAN_ALLOCATIONS=all`.

#![cfg(target_os = "linux")]

use taipan::fuzz::plan;

fn on_large_stack<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let stack = taipan::Options::default().runtime.native_stack + (2 << 20);
    std::thread::Builder::new().stack_size(stack).spawn(work).unwrap().join().unwrap()
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
    # Without pages of files: those of the program go and come as they are needed.
    with open('/proc/self/statm') as f:
        size, resident, shared, *rest = map(int, f.read().split())
        return (resident - shared) * 4096

def cycle(n):
    most = 0
    for r in range(n):
        for k in range(3): hot([1, 2, 3])
        for k in range(3): hot([0.5, 1.5])
        for k in range(3): hot(['a', 'b'])
        if r % 20 == 0: most = max(most, memory())
    return most

print(cycle(6000), cycle(CYCLES))
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
            // Code is given back when no frame is inside machine code.
            "generic=cycle",
            "generic=<module>",
            "fuel=1000000000",
            "time-limit=600",
        ];
        let mut plan = plan::Plan::of(&options).unwrap();
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
    println!("{units} units, at most {} of memory before and {} behind", words[0], words[1]);
    assert!(
        run.exception.is_none() && units > (6000 + cycles) / 3,
        "{units} units, {:?}",
        run.exception
    );
    assert!(words[1] < words[0] + words[0] / 20, "{} bytes became {}", words[0], words[1]);
}
