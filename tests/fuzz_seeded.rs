//! What `taipan fuzz` does, bounded and seeded: generated programs, mutants of the corpus and its programs do
//! the same under every plan, and each guard may fail.
//!
//! `taipan fuzz --seed N --programs 1` shows what seed N is about.

use std::path::PathBuf;
use std::time::Duration;
use taipan::fuzz::campaign::{self, Campaign, Report};
use taipan::fuzz::{generate, oracle, plan};

/// Runs on a stack as the command has it.
fn on_large_stack<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let stack = taipan::Options::default().runtime.native_stack + (2 << 20);
    std::thread::Builder::new().stack_size(stack).spawn(work).unwrap().join().unwrap()
}

fn run(campaign: Campaign) -> Report {
    let report = on_large_stack(move || campaign.run());
    println!("{}", report.text());
    let seeds: Vec<u64> = report.differences.iter().map(|(seed, _)| *seed).collect();
    assert!(seeds.is_empty(), "seeds that differ: {seeds:?}\n{}", report.differences[0].1);
    report
}

fn corpus() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/lang")
}

#[test]
fn generated_programs_do_the_same_under_every_plan() {
    // As many as the time allows, on a loaded machine too; a few are needed to prove anything.
    let time = Duration::from_secs(15);
    let report = run(Campaign { time, programs: 60, seed: 1, ..Campaign::default() });
    assert!(report.programs >= 5, "{} programs", report.programs);
    assert!(report.entries > 100 * report.programs, "machine code hardly ran");
}

#[test]
fn mutants_of_the_corpus_do_the_same_under_every_plan() {
    let time = Duration::from_secs(15);
    let campaign =
        Campaign { time, programs: 60, seed: 1, corpus: vec![corpus()], ..Campaign::default() };
    assert!(run(campaign).programs >= 5);
}

#[test]
fn guards_may_fail_alone() {
    let time = Duration::from_secs(10);
    let report = run(Campaign {
        time,
        programs: 20,
        seed: 500,
        drawn: 0,
        guards: 20,
        ..Campaign::default()
    });
    assert!(report.guards >= 20 && report.forced > 0, "{} of {}", report.forced, report.guards);
}

#[test]
fn any_bytes_are_a_program() {
    on_large_stack(|| {
        let edges: [&[u8]; 4] = [&[], &[0; 64], &[0xff; 512], b"def f(): pass"];
        for bytes in edges {
            let source = generate::program(bytes);
            if let Err(difference) = oracle::compare(&source, &plan::fixed()) {
                panic!("{}\n{source}", difference.text);
            }
        }
    });
}

/// An oracle that sees nothing proves nothing.
#[test]
fn the_oracle_sees_what_differs() {
    let programs = [
        "import taipan\nprint(taipan.stats()['entries'] if 'entries' in taipan.stats() else 0)",
        "import sys\nprint(sys._getframe().f_lineno, object())",
        "raise ValueError(id(object()))",
    ];
    on_large_stack(move || {
        let seen = programs.iter().filter(|p| oracle::compare(p, &plan::fixed()).is_err()).count();
        assert!(seen >= 2, "{seen} of {} programs whose runs differ", programs.len());
    });
}

#[test]
fn a_plan_and_a_program_are_one_run() {
    on_large_stack(|| {
        for seed in [3, 4] {
            let source = campaign::program(seed);
            let plan = &campaign::plans(seed, 3)[5];
            let program = taipan::compile(&source);
            let told = || {
                let run = taipan::run_here(&program, &plan.options).unwrap();
                (run.stdout, run.exception, run.machine.exits, run.machine.entries)
            };
            let first = told();
            for _ in 0..4 {
                assert_eq!(told(), first, "seed {seed}");
            }
        }
    });
}

/// Many VMs, one after the other, take no more memory than a few.
#[cfg(target_os = "linux")]
#[test]
fn a_vm_that_ends_gives_everything_back() {
    let resident = || {
        let status = std::fs::read_to_string("/proc/self/statm").unwrap();
        let pages: usize = status.split(' ').nth(1).unwrap().parse().unwrap();
        pages * 4096
    };
    let mappings = || std::fs::read_to_string("/proc/self/maps").unwrap().lines().count();
    on_large_stack(move || {
        let program = taipan::compile(
            "class C:\n    def __init__(self, a): self.a = a\n\ndef f(n):\n    t = 0\n    for i in range(n): t \
             += C(i).a\n    return t\n\nprint(f(100), [f'{i}' for i in range(200)], 1 << 2000)\n",
        );
        let options = plan::eager().options;
        let many = |n: usize| {
            for _ in 0..n {
                let run = taipan::run_here(&program, &options).unwrap();
                assert!(run.machine.entries > 0 && run.exception.is_none());
            }
        };
        many(40);
        let (memory, maps) = (resident(), mappings());
        many(300);
        let (more, more_maps) = (resident().saturating_sub(memory), mappings());
        assert!(more < 8 << 20, "300 VMs left {more} bytes");
        assert!(more_maps <= maps + 8, "{maps} mappings became {more_maps}");
    });
}
