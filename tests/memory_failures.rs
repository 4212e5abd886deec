//! Memory that is not there: the n-th allocation of a program fails, and the program gives `MemoryError` or does
//! what it does otherwise; the VM goes on either way.
//!
//! Some n of those up to 2,000; all of them with `TAIPAN_ALLOCATIONS=all`.

use taipan::fuzz::plan::{self, Plan};

const PROGRAMS: [&str; 10] = [
    include_str!("lang/tiering/deopt_exactness.py"),
    include_str!("lang/tiering/int_overflow.py"),
    include_str!("lang/tiering/generators_hot.py"),
    include_str!("lang/classes/basics.py"),
    include_str!("lang/classes/descriptors.py"),
    include_str!("lang/bytes/basics.py"),
    "print(sorted({str(k): [k] * k for k in range(60)}.items(), key=lambda kv: kv[1])[:3])",
    "import re, json\nprint(re.sub('a+', 'b', 'caat'), json.dumps({'k': [1, 2.5, None]}))",
    "class C:\n    def __init__(self, a): self.a = a\nprint(sum(C(k).a for k in range(300)), 10 ** 200 // 7)",
    "try:\n    raise ValueError('x' * 50) from KeyError(1)\nexcept ValueError as e:\n    print(e, repr(e.__cause__))",
];

fn failing(plan: &Plan, n: u64) -> Plan {
    plan.with(&format!("fail-allocation={n}"))
}

#[test]
fn an_allocation_that_fails_is_a_memory_error_or_nothing() {
    let stack = taipan::Options::default().runtime.native_stack + (2 << 20);
    let is_all = std::env::var("TAIPAN_ALLOCATIONS").is_ok_and(|value| value == "all");
    let step = if is_all { 1 } else { 97 };
    let work = move || {
        let (mut raised, mut agreed) = (0, 0);
        for (number, source) in PROGRAMS.iter().enumerate() {
            let program = taipan::compile(source);
            for plan in [&plan::fixed()[1], &plan::eager()] {
                let whole = taipan::run_here(&program, &plan.options).unwrap();
                for n in (1 + number as u64..=2000).step_by(step) {
                    let run = taipan::run_here(&program, &failing(plan, n).options).unwrap();
                    let place = format!("program {number}, {}, allocation {n}", plan.name());
                    assert!(!run.stderr.contains("not usable"), "{place}: {}", run.stderr);
                    let told = format!(
                        "{}{}{}",
                        run.stdout,
                        run.stderr,
                        run.exception.clone().unwrap_or_default()
                    );
                    if told.contains("MemoryError") {
                        raised += 1;
                    } else {
                        assert_eq!(run.stdout, whole.stdout, "{place}: {told}");
                        agreed += 1;
                    }
                }
            }
        }
        println!("{raised} runs raised MemoryError, {agreed} did not notice");
        assert!(raised > 50, "{raised} of {agreed}");
    };
    std::thread::Builder::new().stack_size(stack).spawn(work).unwrap().join().unwrap();
}
