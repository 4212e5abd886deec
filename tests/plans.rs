//! Plans decide alone: the same plan gives the same event log whatever else happens, a recorded run is run again
//! as it was, and a difference between two plans is traced to the setting that makes it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const PROGRAM: &str = "\
class C:
    def __init__(self, a): self.a = a
    def m(self, n): return self.a + n

def f(n, k):
    t = 0
    for i in range(n):
        t += C(i).m(k) if i % 3 else k * 0.5
    return t

for k in range(60):
    f(k % 20, k if k < 50 else 1 << 61)
print(f(5, 2), len({str(k) for k in range(99)}))
";

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn taipan(args: &[&str], environment: &[(&str, String)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_taipan"));
    command.args(args).envs(environment.iter().map(|(k, v)| (k, v)));
    command.output().unwrap()
}

#[test]
fn a_plan_gives_the_same_event_log_twenty_times_of_twenty() {
    let folder = folder("plan-events");
    let program = folder.join("program.py");
    std::fs::write(&program, PROGRAM).unwrap();
    for seed in [3, 7] {
        let runs: Vec<_> = (0..20)
            .map(|run| {
                let (program, events) =
                    (program.clone(), folder.join(format!("{seed}-{run}.jsonl")));
                std::thread::spawn(move || {
                    let (plan, log) =
                        (format!("plan={seed}"), format!("events={}", events.display()));
                    let program = program.display().to_string();
                    let args = ["-X", "jit=eager", "-X", &plan, "-X", &log, &program];
                    // Another environment lays the native stack elsewhere; the heap lies elsewhere each time.
                    let padding = [("PADDING", "x".repeat(run * 777))];
                    let ended = taipan(&args, &padding);
                    assert!(ended.status.success(), "{ended:?}");
                    (ended.stdout, std::fs::read(events).unwrap())
                })
            })
            .collect();
        let runs: Vec<_> = runs.into_iter().map(|run| run.join().unwrap()).collect();
        assert!(runs[0].1.len() > 1000, "hardly an event");
        assert!(runs.iter().all(|run| *run == runs[0]), "seed {seed}: logs differ");
    }
}

/// What machine code did, without times.
fn machine_code(path: &Path) -> String {
    let stats: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let mut machine = stats["machine_code"].clone();
    without_times(&mut machine);
    machine.to_string()
}

fn without_times(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(map) => {
            map.retain(|key, _| !key.contains("nanoseconds") && !key.contains("ms"));
            map.values_mut().for_each(without_times);
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(without_times),
        _ => {}
    }
}

#[test]
fn a_recorded_run_is_run_again_as_it_was() {
    let folder = folder("record");
    let at = |name: &str| folder.join(name).display().to_string();
    let program = at("program.py");
    // Long enough that a thread compiles while it runs.
    std::fs::write(
        &program,
        PROGRAM.replace("range(60)", "range(60000)").replace("< 50", "< 59000"),
    )
    .unwrap();
    for round in 0..3 {
        let (recorded, again) = (at(&format!("{round}.plan")), at(&format!("{round}.again")));
        let stats = [at(&format!("{round}.a")), at(&format!("{round}.b"))];
        let (record, to) = (format!("record={recorded}"), format!("stats-file={}", stats[0]));
        let first = taipan(&["-X", &record, "-X", &to, &program], &[]);
        let (plan, record) = (format!("plan={recorded}"), format!("record={again}"));
        let to = format!("stats-file={}", stats[1]);
        let second = taipan(&["-X", &plan, "-X", &record, "-X", &to, &program], &[]);
        assert!(first.status.success() && second.status.success(), "{first:?} {second:?}");
        assert_eq!(first.stdout, second.stdout);
        let [a, b] = stats.map(|path| machine_code(Path::new(&path)));
        assert!(a.contains('@'), "no loop was compiled: {a}");
        assert_eq!(a, b, "round {round}");
        let text = |path: &str| std::fs::read_to_string(path).unwrap();
        let moments =
            |text: String| text.lines().find(|l| l.starts_with("compile")).map(str::to_owned);
        assert_eq!(moments(text(&recorded)), moments(text(&again)));
    }
}

#[test]
fn triage_names_the_setting_that_makes_a_difference() {
    let case = folder("triage").join("case.py");
    let text = "import taipan\ndef g(): return 1\nfor i in range(9): g()\nprint('x')\n\
                print(taipan.options()['warmup'])\n# plan: tier=adaptive\n\
                # plan: tier=adaptive cooldown=5 warmup=3\n";
    std::fs::write(&case, text).unwrap();
    let ended = taipan(&["fuzz-triage", &case.display().to_string()], &[]);
    let told = String::from_utf8_lossy(&ended.stdout).into_owned();
    assert!(ended.status.success(), "{ended:?}");
    assert!(told.contains("- 1\n    + 3"), "{told}");
    assert!(told.contains("-X warmup=3") && !told.contains("cooldown"), "{told}");
    assert!(!told.contains("range(9)"), "not shrunk: {told}");
    std::fs::write(&case, "print(1)\n# plan: tier=generic\n# plan: tier=jit jit=eager\n").unwrap();
    let ended = taipan(&["fuzz-triage", &case.display().to_string()], &[]);
    assert_eq!(ended.status.code(), Some(1));
    assert_eq!(
        String::from_utf8_lossy(&ended.stderr),
        "taipan fuzz-triage: the plans of the case agree\n"
    );
}

#[test]
fn a_program_knows_its_plan() {
    let program = "import taipan\nplan = taipan.Plan.current()\n\
                   print(plan == taipan.Plan(7), plan == taipan.Plan(7, force=1), taipan.Plan(force=9).option)\n\
                   try: taipan.Plan(frce=9)\nexcept ValueError as e: print(e)\n";
    let ended = taipan(&["-X", "plan=7", "-c", program], &[]);
    let told = String::from_utf8_lossy(&ended.stdout).into_owned();
    assert!(
        told.starts_with("True False seed=0,force=9\nno knob 'frce'; valid ones are"),
        "{ended:?}"
    );
    let ended = taipan(&["-c", "import taipan; print(taipan.Plan.current())"], &[]);
    assert_eq!(String::from_utf8_lossy(&ended.stdout), "None\n");
}

#[cfg(target_os = "linux")]
#[test]
fn no_mapping_is_writable_and_executable() {
    let program = "
def f(n):
    t = 0
    for i in range(n): t += i & 7
    return t
def look():
    return [line for line in open('/proc/self/maps') if 'w' in line.split()[1] and 'x' in line.split()[1]]
bad = []
for k in range(200):
    f(k)
    if k % 20 == 0: bad += look()
print(bad, any('x' in line.split()[1] and 's' in line.split()[1] for line in open('/proc/self/maps')))
";
    for how in ["jit=eager", "jit=on"] {
        let ended = taipan(&["-X", how, "-c", program], &[]);
        // Code memory is there: the shared mapping that can be executed.
        assert_eq!(String::from_utf8_lossy(&ended.stdout), "[] True\n", "{ended:?}");
    }
}
