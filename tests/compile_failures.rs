//! Machine code that cannot be made.

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
