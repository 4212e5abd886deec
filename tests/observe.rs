//! What can be seen of the tiers from outside, and what can be switched: site states, the event log,
//! snapshots and their comparison, the explanation as text and as a page, settings, ablation.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Runs in a folder; without the environment's options.
fn taipan(at: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_taipan"))
        .current_dir(at)
        .args(args)
        .stdin(Stdio::null())
        .env_remove("PYTHONPATH")
        .env_remove("PYTHONHASHSEED")
        .output()
        .expect("the binary starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Standard output of a run that succeeds.
fn shown(at: &Path, args: &[&str]) -> String {
    let out = taipan(at, args);
    assert!(out.status.success(), "{args:?}: {}", text(&out.stderr));
    text(&out.stdout)
}

/// The message of a run that ends with this status and prints nothing else.
fn refused(at: &Path, args: &[&str], status: i32) -> String {
    let out = taipan(at, args);
    assert_eq!(out.status.code(), Some(status), "{args:?}: {}", text(&out.stderr));
    text(&out.stderr)
}

/// A folder of the test's own, with files of these contents.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a new folder");
    for (file, content) in files {
        fs::write(folder.join(file), content).expect("a new file");
    }
    folder
}

/// A site of each state.
const STATES: &str = "\
class A:
    def __init__(self): self.x = 1
class B:
    def __init__(self): self.y = 2; self.x = 3
class Open:
    def __getattr__(self, name): return 1

def one(o): return o.x
def two(o): return o.x
def many(o): return o.x
def none(o): return o.x
def once(o): return o.x
def never(o): return o.x

kinds = [type('C%d' % n, (), {'x': n}) for n in range(8)]
for i in range(200):
    one(A())
    two((A, B)[i & 1]())
    many(kinds[i & 7]())
    none(Open())
once(A())
";

/// The record of the only `LOAD_ATTR` of each function.
fn loads(stats: &Value) -> BTreeMap<String, Value> {
    let sites = stats["sites"].as_array().expect("a list").iter();
    let loads = sites.filter(|s| s["family"] == "LOAD_ATTR");
    loads.map(|s| (s["code"].as_str().expect("a name").to_owned(), s.clone())).collect()
}

#[test]
fn every_state_of_a_site_is_told() {
    let at = folder("observe-states", &[("p.py", STATES)]);
    let out = taipan(&at, &["-X", "tier=adaptive", "-X", "stats=json", "p.py"]);
    let stats: Value = serde_json::from_slice(&out.stderr).expect("one JSON object");
    let loads = loads(&stats);
    let states = [
        ("one", "monomorphic"),
        ("two", "polymorphic"),
        ("many", "megamorphic"),
        ("none", "generic"),
        ("once", "warming"),
    ];
    for (function, state) in states {
        assert_eq!(loads[function]["state"], state, "{function}");
    }
    assert_eq!(loads["two"]["alternatives"], serde_json::json!(["B", "A"]));
    assert_eq!(loads["many"]["alternatives"].as_array().map(Vec::len), Some(5));
    let from_inside = "
import taipan
def add(a, b): return a + b
def state(): return taipan.sites(add)[0]['state'], taipan.sites(add)[0]['alternatives']
print(*state())
add(1, 2); print(*state())
add(1, 2); print(*state())
for _ in range(60): add(1.5, 2)
print(*state())
taipan.cool(add); print(*state())
";
    let expected = "cold []\nwarming []\nmonomorphic ['int, int']\n\
                    polymorphic ['int, int', 'float, int']\ncold []\n";
    assert_eq!(shown(&at, &["-X", "tier=adaptive", "-c", from_inside]), expected);
    let listing = shown(&at, &["dis", "--counts", "--function", "two", "p.py"]);
    assert!(listing.contains("; polymorphic, ran 200 hit "), "{listing}");
    assert!(listing.contains(", saw B | A"), "{listing}");
}

#[test]
fn runs_are_counted_for_each_alternative() {
    let program = "
import taipan
def add(a, b): return a + b
class A:
    def __init__(self, x): self.x = x
class B:
    def __init__(self, x): self.y = self.x = x
def read(v): return v.x
def show(f):
    s = taipan.sites(f)[0]
    print(s['alternatives'], s['alternative_runs'], s['other_runs'],
          s['executions'] == sum(s['alternative_runs']) + s['other_runs'])
for _ in range(500): add(1, 2)
show(add)
for _ in range(100): add(1.5, 2.5)
for _ in range(1000): add(1, 2); add('a', 'b')
show(add)
taipan.reset()
for _ in range(10): add(1, 2); add((), ())
show(add)
read(A(0)); read(A(0))
for i in range(300): read(A(i)); read(B(i)); read(B(i))
show(read)
";
    let expected = "['int, int'] [500] 0 True\n\
                    ['int, int', 'float, float', 'str, str'] [1500, 100, 1000] 0 True\n\
                    ['int, int', 'float, float', 'str, str', 'tuple, tuple'] [10, 0, 0, 10] 0 True\n\
                    ['A', 'B'] [302, 600] 0 True\n";
    let at = folder("observe-runs", &[]);
    assert_eq!(shown(&at, &["-X", "tier=adaptive", "-X", "stats", "-c", program]), expected);
}

#[test]
fn a_class_that_changes_is_one_alternative() {
    let program = "
import taipan
class A:
    def __init__(self): self.x = 1
def read(o): return o.x
for i in range(300):
    A.changes = i if i < 10 else 0
    read(A())
print(len(taipan.sites(read)[0]['alternatives']))
";
    let at = folder("observe-changed", &[]);
    assert_eq!(shown(&at, &["-X", "stats-file=/dev/null", "-c", program]), "1\n");
}

/// A program with an event of each kind.
const EVENTS: &str = "\
g = 1
def loop(n):
    s = 0
    for i in range(n):
        s = s + (i if i < 3000 else 1.5)
    return s
def read_global(x):
    return x + g
def fails(a, b):
    try:
        return a < b
    except TypeError:
        return None
class A:
    pass
for k in range(3):
    loop(5000)
for k in range(3000):
    read_global(k)
    if k == 100:
        late = 1
for k in range(200):
    fails(1, 2) if k < 60 else fails('a', 2)
A.y = 5
print('done')
";

#[test]
fn events_are_the_same_in_every_run() {
    let at = folder("observe-events", &[("p.py", EVENTS)]);
    let run = |file: &str, more: &[&str]| {
        let file = format!("events={file}");
        let args: Vec<&str> = ["-X", &file].into_iter().chain(more.iter().copied()).collect();
        assert_eq!(shown(&at, &[&args[..], &["p.py"]].concat()), "done\n");
    };
    run("a.jsonl", &[]);
    run("b.jsonl", &[]);
    let log = fs::read_to_string(at.join("a.jsonl")).expect("a log");
    assert_eq!(log, fs::read_to_string(at.join("b.jsonl")).expect("a log"));
    let events: Vec<Value> =
        log.lines().map(|l| serde_json::from_str(l).expect("a JSON object per line")).collect();
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let mut time = 0;
    for (n, event) in events.iter().enumerate() {
        *kinds.entry(event["event"].as_str().expect("a kind")).or_default() += 1;
        assert_eq!(event["n"], n);
        assert!(event["time"].as_u64() >= Some(time), "time goes on: {event}");
        time = event["time"].as_u64().unwrap_or(0);
    }
    for kind in ["quicken", "specialize", "respecialize", "decline", "miss", "deopt", "version"] {
        assert!(kinds.contains_key(kind), "no {kind} in {kinds:?}");
    }
    for kind in ["compile", "bailout", "exit", "retire"] {
        assert!(kinds.contains_key(kind), "no {kind} in {kinds:?}");
    }
    let find = |kind: &str, what: &str, value: &str| {
        events.iter().find(|e| e["event"] == kind && e[what] == value).cloned().unwrap_or_default()
    };
    // Who changed it: the module's own line.
    let changed = find("version", "name", "late");
    assert_eq!((&changed["line"], &changed["of"]), (&21.into(), &"__main__".into()));
    assert_eq!(find("version", "what", "class")["line"], 24);
    let deopt = find("deopt", "code", "fails");
    assert_eq!(
        (&deopt["from"], &deopt["reason"]),
        (&"COMPARE_OP_INT".into(), &"different types".into())
    );
    run("p.perfetto.json", &["-X", "tier=adaptive"]);
    run("p.json", &["-X", "tier=adaptive", "-X", "events-format=perfetto"]);
    let trace = fs::read_to_string(at.join("p.perfetto.json")).expect("a trace");
    assert_eq!(trace, fs::read_to_string(at.join("p.json")).expect("a trace"));
    let trace: Value = serde_json::from_str(&trace).expect("one JSON object");
    let entries = trace["traceEvents"].as_array().expect("a list");
    let named = |ph: &str, name: &str| {
        entries.iter().any(|e| e["ph"] == ph && (e["name"] == name || e["args"]["name"] == name))
    };
    assert!(named("i", "specialize BINARY_OP_ADD_INT"));
    assert!(
        entries.iter().any(|e| e["args"]["name"].as_str().is_some_and(|n| n.starts_with("loop")))
    );
}

#[test]
fn a_log_is_whole_however_the_process_ends() {
    let program = "\
import os, sys
def f(x): return x + 1
for i in range(10): f(i)
if sys.argv[1] == 'fork':
    if os.fork() == 0:
        for i in range(100): f(1.5)
        sys.exit(0)
    os.wait()
elif sys.argv[1] == 'exit':
    os._exit(3)
else:
    1 / 0
";
    let at = folder("observe-ends", &[("p.py", program)]);
    for (how, status) in [("exit", 3), ("fork", 0), ("raise", 1)] {
        let out = taipan(&at, &["-X", "events=e.perfetto.json", "p.py", how]);
        assert_eq!(out.status.code(), Some(status), "{how}");
        let trace = fs::read(at.join("e.perfetto.json")).expect("a trace");
        let trace: Value = serde_json::from_slice(&trace).expect("one JSON object");
        let events = trace["traceEvents"].as_array().expect("a list");
        let is = |event: &&Value, what: &str, saw: &str| {
            event["name"] == what && event["args"]["saw"] == saw
        };
        let of = |what, saw| events.iter().filter(|e| is(e, what, saw)).count();
        assert!(of("specialize BINARY_OP_ADD_INT", "int, int") > 0, "{how}");
        // What a forked child does is not of this process.
        assert_eq!(of("respecialize BINARY_OP_EXTEND", "float, int"), 0, "{how}");
    }
}

#[test]
fn a_frozen_vm_compiles_nothing() {
    let program = "
import taipan
def f(n):
    s = 0
    for i in range(n): s += i
    return s
taipan.freeze()
for i in range(50): f(1000)
if thaws: taipan.thaw()
for i in range(50): f(1000)
";
    let at = folder("observe-frozen", &[]);
    let units = |thaws: &str| {
        let program = format!("thaws = {thaws}\n{program}");
        let out = taipan(&at, &["-X", "jit=sync", "-X", "stats=json", "-c", &program]);
        let stats: Value = serde_json::from_slice(&out.stderr).expect("one JSON object");
        stats["machine_code"]["units"].as_array().map(Vec::len)
    };
    assert_eq!((units("False"), units("True") > Some(0)), (Some(0), true));
}

#[test]
fn long_lived_instances_of_a_changed_class_specialize() {
    // Both were made before their class, or the class of their class, changed for the last time.
    let program = "
import taipan
class Meta(type): pass
class A(metaclass=Meta):
    rate = 3
    def __init__(self): self.x = 1
a = A()
A.later = 1
Meta.later = 1
def instance(o): return o.x
def class_(c): return c.rate
for i in range(500): instance(a); class_(A)
for f in instance, class_:
    s, = taipan.sites(f)
    print(s['installed'], s['state'], s['misses'])
";
    let at = folder("observe-long-lived", &[]);
    let expected = "LOAD_ATTR_INSTANCE_VALUE monomorphic 0\n\
                    LOAD_ATTR_CLASS_WITH_METACLASS_CHECK monomorphic 0\n";
    let args = ["-X", "tier=adaptive", "-X", "stats-file=/dev/null", "-c", program];
    assert_eq!(shown(&at, &args), expected);
}

#[test]
fn a_log_that_cannot_be_written_is_an_error() {
    let at = folder("observe-full", &[("p.py", EVENTS)]);
    let run = |file: &str| {
        let out = taipan(&at, &["-X", &format!("events={file}"), "p.py"]);
        (text(&out.stdout), text(&out.stderr), out.status.code())
    };
    let full =
        "taipan: cannot write events to '/dev/full': No space left on device (os error 28)\n";
    assert_eq!(run("/dev/full"), ("done\n".to_owned(), full.to_owned(), Some(1)));
    let (out, message, status) = run("nothere/log");
    assert_eq!((out.as_str(), status), ("", Some(1)));
    assert!(message.starts_with("taipan: cannot write events to 'nothere/log': No such file"));
    let message = refused(&at, &["-X", "events-format=perfetto", "p.py"], 2);
    assert_eq!(message, "taipan: -X events-format: -X events=FILE is needed, too\n");
}

#[test]
fn ablation_switches_what_it_names() {
    let program = "\
def f(a, b):
    c = a
    d = b
    return a * b + c * d
class K:
    def m(self, n):
        s = 0
        for i in range(n): s += i
        return s
for i in range(3000): f(i, 2)
print(K().m(3000))
";
    let at = folder(
        "observe-ablation",
        &[("p.py", program), ("half.py", "def half(x): return x / 2\n")],
    );
    let dis = |option: &str, function: &str| {
        shown(&at, &["dis", "-X", option, "--adaptive", "--function", function, "p.py"])
    };
    let plain = dis("warmup=1", "f");
    assert!(plain.contains("LOAD_FAST_BORROW_LOAD_FAST_BORROW"), "{plain}");
    let split = dis("superinstructions=off", "f");
    assert!(!split.contains("LOAD_FAST_BORROW_LOAD_FAST_BORROW"), "{split}");
    assert!(split.contains("BINARY_OP_MULTIPLY_INT"), "{split}");
    let generic = dis("generic=K.m", "K.m");
    assert!(generic.contains(" BINARY_OP  ") && generic.contains(" RESUME  "), "{generic}");
    assert!(!generic.contains("BINARY_OP_ADD_INT"), "{generic}");
    assert!(dis("generic=K.m", "f").contains("BINARY_OP_MULTIPLY_INT"));
    // Machine code of others is made; of this function none is.
    let out = taipan(&at, &["-X", "generic=K.m", "-X", "stats", "-X", "jit=eager", "p.py"]);
    let report = text(&out.stderr);
    assert!(report.contains("unit f ") && !report.contains("unit K.m"), "{report}");
    let unknown = taipan(&at, &["-X", "generic=K.n", "p.py"]);
    let message = "taipan: -X generic: no function 'K.n'; nearest are K.m, K, f\n";
    assert_eq!((text(&unknown.stderr).as_str(), unknown.status.code()), (message, Some(2)));
    for what in ["adaptive", "hir"] {
        let out = taipan(&at, &["-X", &format!("dump={what}=fn"), "p.py"]);
        let message = "taipan: -X dump: no function 'fn'; nearest are f, K, K.m\n";
        assert_eq!((text(&out.stderr).as_str(), out.status.code()), (message, Some(2)), "{what}");
    }
    let module = shown(&at, &["dis", "--function", "half", "half"]);
    assert!(module.starts_with("half ("), "{module}");
    let cases = [
        ("superinstructions=maybe", "-X superinstructions: valid values are on, off\n"),
        ("generic", "-X generic: a name is needed\n"),
        ("events", "-X events: a file is needed\n"),
        ("families=-LOAD_ATR", "-X families: no family 'LOAD_ATR'; nearest are LOAD_ATTR, "),
        ("loop-threshold=0", "-X loop-threshold: 0 is not between 1 and 4096\n"),
    ];
    for (option, message) in cases {
        let said = refused(&at, &["-X", option, "p.py"], 2);
        assert!(said.starts_with(&format!("taipan: {message}")), "{said}");
        assert_eq!(said.lines().count(), 1);
    }
    let all_off = shown(&at, &["dis", "-X", "families=-ALL", "--adaptive", "p.py"]);
    assert!(!all_off.contains("BINARY_OP_") && !all_off.contains("CALL_PY"), "{all_off}");
}

#[test]
fn settings_change_while_a_program_runs() {
    let program = "
import taipan
def make():
    env = {}
    exec('def f(a):\\n  return a + 1', env)
    return env['f']
def installed(f, n):
    for i in range(n): f(i)
    return taipan.sites(f)[0]['installed']
with taipan.settings(warmup=8):
    f = make()
    print(installed(f, 8), installed(f, 1), taipan.options()['warmup'])
print(taipan.options()['warmup'])
with taipan.settings(families='-BINARY_OP,+BINARY_OP_ADD_FLOAT'):
    print(installed(make(), 9), taipan.options()['families'])
print(installed(make(), 9), taipan.options()['families'])
with taipan.frozen():
    f = make()
    print(installed(f, 500), taipan.options()['frozen'])
print(installed(f, 500), taipan.options()['frozen'])
taipan.freeze()
print(installed(make(), 9))
taipan.thaw()
f = make()
taipan.set_option('cooldown', 2)
installed(f, 3)
for i in range(3): f(1.5)
print(taipan.sites(f)[0]['installed'])
taipan.set_option('adaptive', False)
print(installed(make(), 100), taipan.sites(make())[0]['state'])
def tries(*args):
    try: taipan.set_option(*args)
    except (ValueError, TypeError) as e: print(type(e).__name__, e)
tries('warmpu', 1); tries('warmup', 5000); tries('warmup', 'x'); tries('families', '-LOAD_ATR')
tries('warmup'); tries('adaptive', 3)
try:
    with taipan.settings(warmup=3, colour=1): print('not here')
except ValueError as e: print(e, taipan.options()['warmup'])
try:
    with taipan.settings(warmup=3): raise KeyError('through')
except KeyError as e: print(e, taipan.options()['warmup'])
";
    let expected = "\
BINARY_OP BINARY_OP_ADD_INT 8
1
BINARY_OP +ALL,-BINARY_OP_ADD_INT,-BINARY_OP_SUBTRACT_INT,-BINARY_OP_MULTIPLY_INT,\
-BINARY_OP_SUBTRACT_FLOAT,-BINARY_OP_MULTIPLY_FLOAT,-BINARY_OP_ADD_UNICODE,\
-BINARY_OP_INPLACE_ADD_UNICODE,-BINARY_OP_EXTEND,-BINARY_OP_SUBSCR_LIST_INT,\
-BINARY_OP_SUBSCR_LIST_SLICE,-BINARY_OP_SUBSCR_TUPLE_INT,-BINARY_OP_SUBSCR_STR_INT,\
-BINARY_OP_SUBSCR_DICT,-BINARY_OP_SUBSCR_DICT_SUBCLASS,-BINARY_OP_SUBSCR_GETITEM
BINARY_OP_ADD_INT +ALL
BINARY_OP True
BINARY_OP_ADD_INT False
BINARY_OP
BINARY_OP_EXTEND
BINARY_OP generic
ValueError no option 'warmpu'; nearest are warmup, frozen, adaptive
ValueError warmup: 5000 is not between 0 and 4095
ValueError warmup: a number is needed, not 'x'
ValueError families: no family 'LOAD_ATR'; nearest are LOAD_ATTR, BOOL_ADD, BOOL_AND
TypeError set_option() takes a name and a value
ValueError adaptive: valid values are on, off
no option 'colour'; nearest are cooldown, warmup, frozen 1
'through' 1
";
    let at = folder("observe-settings", &[("p.py", program)]);
    assert_eq!(shown(&at, &["-X", "tier=adaptive", "p.py"]), expected);
}

#[test]
fn comparisons_tell_what_changed_and_where() {
    let hot = "def hot(xs):\n    s = 0\n    for x in xs:\n        s = s + x\n    return s\n";
    let good = format!("{hot}for _ in range(50):\n    hot([1, 2, 3])\n");
    let moved = format!("# An edit elsewhere.\n\ndef other():\n    return 1\n\n\n{good}other()\n");
    let mixed = good.replace("hot([1, 2, 3])", "hot([1, 2.5, 3])");
    let bad = good.replace("hot([1, 2, 3])", "hot([1, 2, 3])\n    hot([[]]) if False else 0");
    let lost = bad.replace("s = 0", "s = 0j");
    let at = folder("observe-compare", &[("p.py", &good), ("q.py", &good)]);
    let snap = |program: &str, to: &str| {
        shown(&at, &["snapshot", program, "-o", to]);
    };
    snap("p.py", "good.json");
    snap("q.py", "q.json");
    for (content, name) in [(&moved, "moved.json"), (&mixed, "mixed.json"), (&lost, "lost.json")] {
        fs::write(at.join("p.py"), content).expect("a new file");
        snap("p.py", name);
    }
    let all = "lost,declined,deopt";
    let compare = |a: &str, b: &str, fail_on: &str| {
        let out = taipan(&at, &["compare", a, b, "--fail-on", fail_on]);
        (text(&out.stdout), text(&out.stderr), out.status.code())
    };
    let (table, _, status) = compare("good.json", "moved.json", all);
    assert_eq!(status, Some(0), "{table}");
    assert!(!table.contains("gone") && !table.contains("lost"), "{table}");
    let (table, _, status) = compare("good.json", "mixed.json", all);
    assert_eq!(status, Some(1), "{table}");
    let row = "deopt     p.py:4 in hot: s = s + x\n          BINARY_OP_ADD_INT monomorphic -> ";
    assert!(table.contains(row), "{table}");
    // The same is a change that is not to fail.
    assert_eq!(compare("good.json", "mixed.json", "lost").2, Some(0));
    let (table, _, status) = compare("good.json", "lost.json", all);
    assert_eq!(status, Some(1), "{table}");
    assert!(table.contains("lost      p.py:4 in hot: s = s + x"), "{table}");
    // And the other way round it is a gain.
    let (table, _, status) = compare("lost.json", "good.json", all);
    assert!(table.contains("gained    p.py:4 in hot") && status == Some(0), "{table}");
    let newer = fs::read_to_string(at.join("good.json")).expect("a snapshot");
    let newer = newer.replace("\"taipan\": \"", "\"taipan\": \"9.");
    fs::write(at.join("newer.json"), newer).expect("a new file");
    let refusals = [
        ("q.json", "good.json is of program p.py, q.json of program q.py: snapshots of another "),
        ("newer.json", "good.json is of taipan 0.1.0, newer.json of taipan 9.0.1.0: snapshots of "),
        ("p.py", "'p.py' is no snapshot"),
        ("nothere.json", "can't open file 'nothere.json': No such file"),
    ];
    for (other, message) in refusals {
        let (out, said, status) = compare("good.json", other, all);
        assert_eq!((out.as_str(), status), ("", Some(2)), "{other}");
        assert!(said.starts_with(&format!("taipan compare: {message}")), "{said}");
        assert_eq!(said.lines().count(), 1);
    }
    let message = refused(&at, &["compare", "a", "b", "--fail-on", "loss"], 2);
    assert_eq!(
        message,
        "taipan compare: --fail-on: no change 'loss'; nearest are lost, gone, deopt\n"
    );
    let usage = [
        (&["compare", "a"][..], "taipan compare: two snapshots are needed\n"),
        (&["snapshot", "p.py"], "taipan snapshot: -o OUT is needed\n"),
        (&["snapshot", "-o", "x.json"], "taipan snapshot: a file is needed\n"),
        (&["snapshot", "--zork", "p.py"], "taipan snapshot: invalid option '--zork'\n"),
        (&["explain"], "taipan explain: a file is needed\n"),
        (&["explain", "-o", "x", "p.py"], "taipan explain: invalid option '-o'\n"),
    ];
    for (args, message) in usage {
        assert_eq!(refused(&at, args, 2), message, "{args:?}");
    }
    let full = refused(&at, &["snapshot", "p.py", "-o", "/dev/full"], 1);
    assert_eq!(full, "taipan: cannot write '/dev/full': No space left on device (os error 28)\n");
}

#[test]
fn snapshots_are_the_same_in_every_run() {
    let at = folder("observe-snapshot", &[("p.py", STATES)]);
    let snap = |to: &str| {
        shown(&at, &["snapshot", "-o", to, "p.py"]);
        fs::read_to_string(at.join(to)).expect("a snapshot")
    };
    assert_eq!(snap("a.json"), snap("b.json"));
}

#[test]
fn the_page_needs_nothing_else_and_no_colour() {
    let program = format!("{STATES}print('<&>')\n");
    let at = folder("observe-page", &[("p.py", &program)]);
    assert_eq!(shown(&at, &["explain", "--html", "out.html", "p.py"]), "<&>\n");
    let page = fs::read_to_string(at.join("out.html")).expect("a page");
    for outside in ["http:", "https:", "src=", "<link", "<script", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
    for words in [
        "prefers-color-scheme: dark",
        "print('&lt;&amp;&gt;')",
        // State in words, as a letter and as a kind of underline; counts on hover.
        "<dt class=\"mega\">X megamorphic</dt>",
        "<td class=\"m\">X</td>",
        "text-decoration-style: wavy",
        "<span class=\"site mega\" title=\"LOAD_ATTR",
        ": megamorphic, 200 runs,",
        "cause: megamorphic: owners of many classes",
        "cause: the class overrides __getattribute__",
    ] {
        assert!(page.contains(words), "no {words}");
    }
    let opened = |tag: &str| page.matches(&format!("<{tag}")).count();
    let closed = |tag: &str| page.matches(&format!("</{tag}>")).count();
    for tag in ["span", "tr", "td", "details", "table", "li", "pre", "code"] {
        assert_eq!(opened(tag), closed(tag), "{tag}");
    }
    let full = refused(&at, &["explain", "--html", "nothere/x.html", "p.py"], 1);
    assert!(full.starts_with("taipan: cannot write 'nothere/x.html': No such file"), "{full}");
}

#[test]
fn explain_has_the_troubleshooting_matrix() {
    let program = "\
import functools, time
def starred(*args): return len(args)
def calls(n):
    args = (1, 2)
    for i in range(n): starred(*args)
def many(fs, n):
    for i in range(n):
        for f in fs: f(i)
def changing(n):
    for i in range(n):
        globals()['g%d' % i] = i
        len('a')
def raising(n):
    for i in range(n):
        try: raise ValueError
        except ValueError: pass
calls(100)
many([abs, float, str, int, bool, lambda x: x], 100)
changing(300)
raising(100)
time.sleep(0.3)
";
    let at = folder("observe-matrix", &[("p.py", program)]);
    let text = shown(&at, &["explain", "p.py"]);
    for words in [
        "cause: *args or **kwargs are packed and unpacked at each call",
        "cause: megamorphic: many unrelated callables at this one site",
        "fix:   split the loop by what is called",
        "cause: names are added to or deleted from the module",
        "cause: an exception is raised in the hot path",
        "most of the time passed outside Python code",
    ] {
        assert!(text.contains(words), "no {words} in\n{text}");
    }
}
