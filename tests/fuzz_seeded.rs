//! What `taipan fuzz` does, bounded and seeded: generated programs, mutants of the corpus and its programs do
//! the same under every plan, and each guard may fail.
//!
//! `taipan fuzz --seed N --programs 1` shows what seed N is about.

use std::path::PathBuf;
use std::time::Duration;
use taipan::fuzz::campaign::{self, Campaign};
use taipan::fuzz::forcing::Forcing;
use taipan::fuzz::report::Report;
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
        guards: Forcing::Drawn(20),
        ..Campaign::default()
    });
    assert!(report.guards >= 20 && report.forced > 0, "{} of {}", report.forced, report.guards);
}

/// What the default tiers compiled and does not come any more fails where it is compiled earlier.
#[test]
fn guards_that_come_too_late_fail_under_other_plans() {
    let program = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("late_guards.py");
    let source = "def f(x, early):\n    if early:\n        return x * 3 - 1\n    return x + 1\n\n\
                  total = 0\nfor i in range(5000):\n    total += f(i, i < 500)\nprint(total)\n";
    std::fs::write(&program, source).unwrap();
    let report = run(Campaign {
        corpus: vec![program],
        exact: true,
        programs: 1,
        drawn: 0,
        guards: Forcing::Default,
        ..Campaign::default()
    });
    let counts = report.counts;
    assert!(counts.ran > 0 && counts.helped > 0, "{counts:?}");
    assert_eq!(counts.ran + counts.helped, counts.emitted);
    assert_eq!(report.forced, counts.emitted);
    assert_eq!(report.helpers.values().map(|(guards, _)| guards).sum::<u64>(), counts.helped);
}

#[test]
fn frames_of_exits_are_an_interpreters() {
    let time = Duration::from_secs(15);
    let report =
        run(Campaign { time, programs: 40, seed: 900, frames: true, ..Campaign::default() });
    assert!(report.frames > 1000, "{} frames", report.frames);
    assert_eq!(report.frames_missed, 0);
}

/// Machine code comes further than the interpreter until time ends.
#[test]
fn frames_behind_the_end_of_time_are_not_missed() {
    on_large_stack(|| {
        let source = "def grow(n):\n    kept = []\n    while len(kept) < n:\n        kept.append(len(kept))\n\
                      for n in 3, 3, 3, 3, 10**9:\n    grow(n)\n";
        let settings =
            ["tier=jit", "jit=eager", "jit-quick", "time-limit=0.3", "fuel=100000000000"];
        let plan = plan::Plan::of(&settings).unwrap();
        if let Err(difference) = oracle::compare_frames(source, &plan) {
            panic!("{}", difference.text);
        }
    });
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
        "import os\nprint(os.urandom(9))",
        "import time\nprint(time.perf_counter_ns())",
        "import time\nraise ValueError(time.perf_counter_ns())",
    ];
    on_large_stack(move || {
        let seen = programs.iter().filter(|p| oracle::compare(p, &plan::fixed()).is_err()).count();
        assert_eq!(seen, programs.len(), "programs whose runs differ");
    });
}

#[test]
fn a_plan_and_a_program_are_one_run() {
    on_large_stack(|| {
        for seed in [3, 4] {
            let source = campaign::program(seed);
            let plan = &campaign::plans(seed, plan::fixed(), 3)[5];
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

/// Hashes of tuples that are kept until a collection burnt no fuel before it (seed 100027447).
#[test]
fn fuel_does_not_depend_on_when_memory_is_collected() {
    let source = "
def k(a, b):
    return a in b
for a in [1, 10 ** 20, (1, 2)] * 40:
    for b in [{1: 2}, {(1, 2)}]:
        k(a, b)
";
    on_large_stack(move || {
        let generic = &plan::fixed()[0];
        let plans = [generic.clone(), generic.with("gc-stress=7")];
        let found = oracle::compare(source, &plans).map(drop);
        assert_eq!(found.map_err(|difference| difference.text), Ok(()));
    });
}

/// The seeds of the fuzz targets, through the same oracles.
#[test]
fn seeds_of_the_targets_are_replayed() {
    use taipan::fuzz::{hir, recorded};
    on_large_stack(|| {
        let mut replayed = 0;
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds");
        for target in ["tiers", "uops", "hir", "frame_map", "oracle_cpython"] {
            for entry in std::fs::read_dir(folder.join(target)).unwrap() {
                let path = entry.unwrap().path();
                let bytes = std::fs::read(&path).unwrap();
                let compared = |source: &str| {
                    let found = oracle::compare(source, &plan::fixed());
                    found.map(drop).map_err(|difference| difference.text)
                };
                let result = match target {
                    "tiers" => compared(&generate::program(&bytes)),
                    "uops" => compared(&generate::operation(&bytes)),
                    "hir" => hir::check_passes(&bytes),
                    "frame_map" => hir::check_maps(&bytes),
                    _ => recorded::check(usize::from(bytes[0]), &plan::drawn(&bytes[2..])),
                };
                assert_eq!(result, Ok(()), "{}", path.display());
                replayed += 1;
            }
        }
        assert!(replayed >= 40, "{replayed} seeds");
    });
}

/// A busy machine is no difference: a program that reaches its time limit gets more.
#[test]
fn a_program_that_starves_is_run_again() {
    on_large_stack(|| {
        let source = "import time\ntime.sleep(0.4)\nprint('slept')\n";
        let plans = [plan::Plan::of(&["tier=generic", "time-limit=0.2"]).unwrap()];
        let agreed = oracle::compare(source, &plans).map_err(|found| found.text).unwrap();
        assert_eq!((agreed.outcome.stdout.as_str(), agreed.outcome.exception), ("slept\n", None));
    });
}
