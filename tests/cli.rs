//! The command line from outside: messages and exit statuses as CPython's, bad input in every tier,
//! signals and broken streams, and the commands `bench` and `dis`.
//!
//! Each case is a row of a table; a bug that was fixed here leaves its row.

use serde_json::Value;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Options of every tier; machine code from the second run on.
const TIERS: [&[&str]; 3] = [&["tier=generic"], &["tier=adaptive"], &["tier=jit", "jit=eager"]];

fn taipan() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_taipan"));
    command.stdin(Stdio::null()).env_remove("PYTHONPATH").env_remove("PYTHONHASHSEED");
    command
}

fn output(args: &[&str]) -> Output {
    taipan().args(args).output().expect("the binary starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A folder of the test's own, with files of these contents.
fn folder(name: &str, files: &[(&str, &[u8])]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    for (file, content) in files {
        let path = folder.join(file);
        fs::create_dir_all(path.parent().expect("files lie in the folder")).expect("a new folder");
        fs::write(path, content).expect("a new file");
    }
    folder
}

#[test]
fn wrong_command_lines_are_refused_with_status_2() {
    let usage = "usage: taipan [option] ... [-c cmd | -m mod | file | -] [arg] ...\n\
                 Try 'taipan -h' for more information.\n";
    let cases: [(&[&str], &str); 12] = [
        (
            &["fuzz", "--corpus", "no/such/folder"],
            "taipan fuzz: --corpus: no programs in 'no/such/folder'\n",
        ),
        (&["-Z"], &format!("Unknown option: -Z\n{usage}")),
        (&["--zork"], &format!("unknown option --zork\n{usage}")),
        (&["-c"], &format!("Argument expected for the -c option\n{usage}")),
        (&["-m"], &format!("Argument expected for the -m option\n{usage}")),
        (
            &["-X", "tier=fast", "-c", "print(1)"],
            "taipan: -X tier: valid values are generic, adaptive, jit\n",
        ),
        (
            &["-Xjit=maybe", "-c", "print(1)"],
            "taipan: -X jit: valid values are off, on, sync, eager\n",
        ),
        (
            &["-X", "families=-CALLS", "-c", "print(1)"],
            "taipan: -X families: no family 'CALLS'; nearest are CALL, CALL_ABS, CALL_KW\n",
        ),
        (&["bench"], "taipan bench: a file is needed\n"),
        (
            &["bench", "--runs", "0", "x.py"],
            "taipan bench: --runs takes a number above 0, not '0'\n",
        ),
        (
            &["bench", "/nothere.py"],
            "taipan bench: can't open file '/nothere.py': No such file or directory (os error 2)\n",
        ),
        (&["dis"], "taipan dis: a file is needed\n"),
    ];
    for (args, message) in cases {
        let out = output(args);
        assert_eq!((text(&out.stderr).as_str(), out.status.code()), (message, Some(2)), "{args:?}");
        assert_eq!(text(&out.stdout), "", "{args:?}");
    }
    let unknown = output(&["-X", "teir=jit", "-c", "print(1)"]);
    let message = text(&unknown.stderr);
    assert!(message.starts_with("taipan: -X teir: unknown option; nearest are tier, dev, jit"));
    assert_eq!((message.lines().count(), unknown.status.code()), (1, Some(2)));
}

#[test]
fn files_that_cannot_run_say_why() {
    let at = folder(
        "cli-files",
        &[
            ("latin.py", b"print(1)\nx = '\xff'\n"),
            ("syntax.py", b"print(1)\ndef f(:\n    pass\n"),
            ("null.py", b"a\0b"),
            ("empty/readme", b""),
        ],
    );
    let path = |name: &str| at.join(name).display().to_string();
    let cases = [
        (
            "nothere.py",
            2,
            format!(
                "taipan: can't open file '{}': [Errno 2] No such file or directory\n",
                path("nothere.py")
            ),
        ),
        ("empty", 1, format!("taipan: can't find '__main__' module in '{}'\n", path("empty"))),
        (
            "latin.py",
            1,
            format!(
                "  File \"{0}\", line 2\nSyntaxError: Non-UTF-8 code starting with '\\xff' in file \
                 {0} on line 2, but no encoding declared; see https://peps.python.org/pep-0263/ for \
                 details\n",
                path("latin.py")
            ),
        ),
        (
            "syntax.py",
            1,
            format!(
                "  File \"{}\", line 2\n    def f(:\n          ^\nSyntaxError: invalid syntax\n",
                path("syntax.py")
            ),
        ),
        ("null.py", 1, "SyntaxError: source code cannot contain null bytes\n".to_owned()),
    ];
    for (file, status, message) in cases {
        let out = taipan().current_dir(&at).arg(file).output().expect("the binary starts");
        assert!(text(&out.stderr).ends_with(&message), "{file}: {}", text(&out.stderr));
        assert_eq!((text(&out.stdout).as_str(), out.status.code()), ("", Some(status)), "{file}");
    }
}

/// As CPython shows them, but that text is always UTF-8 here.
#[test]
fn flags_say_what_was_given() {
    let shown = |args: &[&str]| {
        let mut args = args.to_vec();
        args.extend(["-c", "import sys; print(*sys.flags[:13], *sys.flags[15:17])"]);
        text(&output(&args).stdout)
    };
    assert_eq!(shown(&[]), "0 0 0 0 0 0 0 0 0 0 0 1 0 0 False\n");
    assert_eq!(
        shown(&["-I", "-bb", "-B", "-q", "-OO", "-S"]),
        "0 0 0 2 1 1 1 1 0 2 1 1 1 0 True\n"
    );
    assert_eq!(shown(&["-E", "-s", "-d", "-P"]), "1 0 0 0 0 1 0 1 0 0 0 1 0 0 True\n");
}

#[test]
fn programs_see_their_arguments() {
    let show = "import sys; print(sys.argv, sys.path[0], __name__)";
    let at =
        folder("cli-args", &[("a.py", show.as_bytes()), ("package/__main__.py", show.as_bytes())]);
    let here = at.display().to_string();
    let cases: [(&[&str], String); 4] = [
        (&["a.py", "-x", "1"], format!("['a.py', '-x', '1'] {here} __main__\n")),
        (&["-c", show, "-c", "y"], "['-c', '-c', 'y']  __main__\n".to_owned()),
        (&["-X", "tier=generic", "a.py"], format!("['a.py'] {here} __main__\n")),
        (&["package", "z"], format!("['package', 'z'] {here}/package __main__\n")),
    ];
    for (args, expected) in cases {
        let out = taipan().current_dir(&at).args(args).output().expect("the binary starts");
        assert_eq!((text(&out.stdout), text(&out.stderr)), (expected, String::new()), "{args:?}");
    }
    let mut child = taipan()
        .args(["-", "q"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    child.stdin.take().expect("piped").write_all(show.as_bytes()).expect("the child reads");
    let out = child.wait_with_output().expect("the child ends");
    assert_eq!(text(&out.stdout), "['-', 'q']  __main__\n");
}

#[test]
fn exit_statuses_are_cpythons() {
    let cases = [
        ("pass", 0, ""),
        ("import sys; sys.exit()", 0, ""),
        ("import sys; sys.exit(7)", 7, ""),
        ("import sys; sys.exit(300)", 44, ""),
        ("import sys; sys.exit(-1)", 255, ""),
        ("import sys; sys.exit('bye')", 1, "bye\n"),
        ("import sys; sys.exit((1, 2))", 1, "(1, 2)\n"),
        ("raise SystemExit(3)", 3, ""),
    ];
    for (program, status, stderr) in cases {
        let out = output(&["-c", program]);
        assert_eq!((out.status.code(), text(&out.stderr).as_str()), (Some(status), stderr));
    }
}

/// Programs that go too deep, and what they define first.
const DEEP: &[&str] = &[
    "def f(n): return f(n + 1)\nf(0)",
    "f = lambda *a, **k: f(*a, **k)\nf(1, a=2)",
    "class A:\n  def __repr__(self): return repr(self)\nrepr(A())",
    "class A:\n  def __getattr__(self, n): return getattr(self, n)\nA().y",
    "class A:\n  def __eq__(self, o): return self == o\nA() == A()",
    "class A:\n  def __lt__(self, o): return o < self\nsorted([A(), A()])",
    "class A:\n  def __hash__(self): return hash(self)\nhash(A())",
    "class A:\n  def __init__(self): A()\nA()",
    "class A:\n  @property\n  def p(self): return self.p\nA().p",
    "class A:\n  def __contains__(self, i): return i in self\n0 in A()",
    "def g(): yield from g()\nlist(g())",
    "def k(x): return sorted([1, 2], key=k)\nk(1)",
    "def m(x): return list(map(m, [x]))\nm(1)",
    "import sys\nsys.setrecursionlimit(10**9)\ndef f(n): return f(n + 1)\nf(0)",
    "import sys\nsys.setrecursionlimit(10**9)\ndef f(n): return sorted([n], key=f)\nf(0)",
    "a = []\nfor _ in range(300000): a = [a]\nrepr(a)",
    "a = []\nfor _ in range(300000): a = [a]\nb = []\nfor _ in range(300000): b = [b]\na == b",
    "a = ()\nfor _ in range(300000): a = (a,)\nhash(a)",
    "f = lambda: 0\nfor i in range(100000): f = (lambda g: lambda: g())(f)\nf()",
    // These overflowed the native stack.
    "i = iter([1])\nfor _ in range(300000): i = map(abs, i)\nlist(i)",
    "i = iter([1])\nfor _ in range(300000): i = zip(i)\nnext(i)",
    "from itertools import chain\ni = iter([1])\nfor _ in range(300000): i = chain(i)\nlist(i)",
    "eval('-' * 100000 + '1')",
];

/// Programs that ask for too much memory.
const LARGE: &[&str] = &[
    "[0] * 10**12",
    "'a' * 10**12",
    "b'a' * 10**12",
    "(0,) * 10**12",
    "bytearray(10**12)",
    // This took the machine's memory.
    "list(range(10**12))",
    "tuple(range(10**12))",
    "sorted(range(10**12))",
    "'%*d' % (10**11, 1)",
    "'{:>{w}}'.format(1, w=10**12)",
    "'a'.ljust(10**12)",
    "1 << 10**13",
    "10 ** 10**12",
    "(1).to_bytes(10**12, 'big')",
];

/// The last line of a program's messages and its status, in each tier.
fn verdicts(program: &str, more: &[&str]) -> Vec<(String, Option<i32>)> {
    TIERS
        .iter()
        .map(|options| {
            let options = options.iter().chain(more).flat_map(|o| ["-X", o]);
            let out =
                taipan().args(options).args(["-c", program]).output().expect("the binary starts");
            let last = text(&out.stderr).lines().last().unwrap_or_default().to_owned();
            (last, out.status.code())
        })
        .collect()
}

#[test]
fn deep_recursion_is_a_recursion_error_in_every_tier() {
    for program in DEEP {
        for (last, status) in verdicts(program, &[]) {
            let message = "RecursionError: maximum recursion depth exceeded";
            assert!(last.starts_with(message) && status == Some(1), "{program}: {last} {status:?}");
        }
    }
}

#[test]
fn a_wish_for_too_much_memory_is_a_memory_error_in_every_tier() {
    for program in LARGE {
        for verdict in verdicts(program, &[]) {
            assert_eq!(verdict, ("MemoryError".to_owned(), Some(1)), "{program}");
        }
    }
    let growing = [
        "a = []\nwhile True: a.append([])",
        "a = 'x'\nwhile True: a += a",
        "a = {}\nn = 0\nwhile True:\n  a[n] = n\n  n += 1",
        "a = bytearray(1)\nwhile True: a += a",
        "a = 3\nwhile True: a <<= 10**7",
        "a = None\nwhile True: a = (a, a)",
        // The message of this one found no memory.
        "class A:\n  def __init__(self, n): self.n = n\na = None\nwhile True: a = A(a)",
    ];
    for program in growing {
        for verdict in verdicts(program, &["heap-limit=64M"]) {
            assert_eq!(verdict, ("MemoryError".to_owned(), Some(1)), "{program}");
        }
    }
}

#[test]
fn a_recursion_limit_is_set_from_the_start() {
    let program = "import sys\nprint(sys.getrecursionlimit())";
    let out = output(&["-X", "recursion-limit=77", "-c", program]);
    assert_eq!(text(&out.stdout), "77\n");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    for options in TIERS {
        let mut child = taipan()
            .args(options.iter().flat_map(|o| ["-X", o]))
            .args(["-c", "for i in range(200000): print(i)"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let mut some = [0; 10];
        child.stdout.take().expect("piped").read_exact(&mut some).expect("the child writes");
        let out = child.wait_with_output().expect("the child ends");
        assert_eq!((text(&out.stderr).as_str(), out.status.code()), ("", Some(120)));
    }
}

#[test]
fn a_full_disk_is_reported() {
    let run = |program: &str| {
        let full = File::options().write(true).open("/dev/full").expect("the system has it");
        taipan().args(["-c", program]).stdout(full).output().expect("the binary starts")
    };
    let out = run("print(1)");
    let message = "Exception ignored while flushing sys.stdout:\n\
                   OSError: [Errno 28] No space left on device\n";
    assert_eq!((text(&out.stderr).as_str(), out.status.code()), (message, Some(120)));
    let out = run("for i in range(100000): print(i)");
    assert!(text(&out.stderr).contains("OSError: [Errno 28] No space left on device"));
    assert_eq!(out.status.code(), Some(1));
}

#[test]
fn standard_output_that_the_program_closed_is_left_alone() {
    for program in [
        "import sys\nsys.stdout.close()",
        "import sys\nwith sys.stdout: print(end='')",
        "import sys\nsys.stdout.buffer.close()\nsys.stdout = None",
    ] {
        let out = taipan().args(["-c", program]).output().expect("the binary starts");
        assert_eq!((text(&out.stderr).as_str(), out.status.code()), ("", Some(0)), "{program}");
    }
}

/// An unclosed file is closed, and written to the end, whatever becomes of the warning that it was not.
#[test]
fn a_file_is_written_though_it_is_an_error_that_it_was_not_closed() {
    let program = b"f = open('written', 'w'); f.write('all of it')\n";
    let folder = folder("unclosed", &[("program.py", program)]);
    let ended = taipan().current_dir(&folder).args(["-W", "error", "program.py"]).output().unwrap();
    assert!(text(&ended.stderr).contains("ResourceWarning: unclosed file"), "{ended:?}");
    assert_eq!(fs::read_to_string(folder.join("written")).unwrap(), "all of it");
}

#[test]
fn an_interrupt_ends_any_loop_soon() {
    // Behind the last: loops that did not poll.
    let loops = [
        "while True: pass",
        "x = 0\nwhile True: x += 1",
        "for i in range(10**15): pass",
        "def f(): pass\nwhile True: f()",
        "re.match('(a*)*b', 'a' * 40)",
        "time.sleep(100)",
        "max(range(10**15))",
        "sum(range(10**15))",
        "sum(x * 0.5 for x in range(10**15))",
        "while True:\n  try: pass\n  except ValueError: pass",
        // Compiled as a whole, without a call in it: the poll in the loop was taken for the one before.
        "def f():\n  while True: pass\nf()",
        "def f():\n  n = 0\n  for i in range(10**15): n = n + i & 255\nf()",
        "def g(n): return n + 1\ndef f():\n  n = 0\n  while n >= 0: n = g(n)\nf()",
    ];
    for program in loops {
        for options in TIERS {
            let program = format!("import re, time\nprint('ready', flush=True)\n{program}");
            let mut child = taipan()
                .args(options.iter().flat_map(|o| ["-X", o]))
                .args(["-c", &program])
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .expect("the binary starts");
            let mut ready = [0; 6];
            child.stdout.as_mut().expect("piped").read_exact(&mut ready).expect("it says ready");
            // Into the loop, and into machine code.
            std::thread::sleep(Duration::from_millis(100));
            let began = Instant::now();
            let id = child.id().to_string();
            Command::new("kill").args(["-INT", &id]).status().expect("kill starts");
            let out = child.wait_with_output().expect("the child ends");
            // 100 ms is the promise; a loaded machine may take a few times as long.
            assert!(began.elapsed() < Duration::from_millis(400), "{program} {options:?}");
            assert!(text(&out.stderr).ends_with("KeyboardInterrupt\n"), "{program} {options:?}");
            assert_eq!(out.status.signal(), Some(2), "{program} {options:?}");
        }
    }
}

/// A program with a site of each fate.
const SITES: &str = "\
def add(a, b):
    return a + b

class P:
    def __init__(self): self.x = 1

def read(p):
    return p.x

for i in range(100): add(i, 1)
add('a', 'b')
for i in range(10): read(P())
print('done')
";

fn stats(options: &[&str], program: &str) -> Value {
    let out = taipan()
        .args(options.iter().flat_map(|o| ["-X", o]))
        .args(["-X", "stats=json", "-c", program])
        .output()
        .expect("the binary starts");
    assert_eq!(text(&out.stdout), "done\n");
    serde_json::from_slice(&out.stderr).expect("one JSON object")
}

#[test]
fn counters_are_exact() {
    let all = stats(&["tier=adaptive"], SITES);
    let sites = all["sites"].as_array().expect("a list");
    let site = |code: &str, family: &str| {
        let found = sites.iter().find(|s| s["code"] == code && s["family"] == family);
        found.unwrap_or_else(|| panic!("no {family} in {code}"))
    };
    let add = site("add", "BINARY_OP");
    // The second run specializes, the last one misses.
    let counts = ["executions", "hits", "misses", "deferred", "specialized", "deopts"];
    let numbers = |s: &Value| counts.map(|c| s[c].as_u64().expect("a number"));
    assert_eq!(numbers(add), [101, 99, 1, 1, 1, 0]);
    assert_eq!((&add["installed"], &add["line"]), (&"BINARY_OP_ADD_INT".into(), &2.into()));
    let read = site("read", "LOAD_ATTR");
    assert_eq!(numbers(read), [10, 9, 0, 1, 1, 0]);
    assert_eq!(all["families"]["BINARY_OP"]["hits"], 99);
    for s in sites {
        let [executions, hits, misses, deferred, ..] = numbers(s);
        assert_eq!(executions, hits + misses + deferred, "{s}");
    }
    let generic = stats(&["tier=generic"], SITES);
    let families = generic["families"].as_object().expect("families");
    assert!(families.values().all(|f| f["hits"] == 0 && f["specialized"] == 0));
    assert_eq!(generic["families"]["BINARY_OP"]["executions"], 101);
}

#[test]
fn thresholds_and_switches_are_honoured() {
    let hits = |options: &[&str]| {
        let all = stats(options, SITES);
        all["families"]["BINARY_OP"]["hits"].as_u64().expect("a number")
    };
    assert_eq!(hits(&["tier=adaptive", "warmup=9"]), 91);
    assert_eq!(hits(&["tier=adaptive", "families=-BINARY_OP"]), 0);
    assert_eq!(hits(&["tier=adaptive", "families=-BINARY_OP,+BINARY_OP_ADD_INT"]), 99);
}

#[test]
fn the_readable_report_names_families_and_reasons() {
    let program = "def f(a): return a < 1\nfor x in (1, [2], 'a', 3) * 30:\n  try: f(x)\n  \
                   except TypeError: pass";
    let out = output(&["-X", "tier=adaptive", "-X", "stats", "-c", program]);
    let report = text(&out.stderr);
    for words in ["family", "COMPARE_OP ", "declined", "different types", "executions"] {
        assert!(report.contains(words), "no {words} in\n{report}");
    }
}

#[test]
fn bench_compares_the_tiers() {
    let at = folder("cli-bench", &[("p.py", SITES.as_bytes()), ("bad.py", b"1 / 0")]);
    let run = |args: &[&str]| {
        taipan().current_dir(&at).arg("bench").args(args).output().expect("the binary starts")
    };
    let out = run(&["--runs", "2", "--json", "p.py"]);
    let all: Value = serde_json::from_slice(&out.stdout).expect("one JSON object");
    let tiers = all["tiers"].as_array().expect("a list");
    let names: Vec<&str> = tiers.iter().filter_map(|t| t["tier"].as_str()).collect();
    assert_eq!(names, ["generic", "adaptive", "jit"]);
    assert!(tiers.iter().all(|t| t["seconds"].as_array().is_some_and(|s| s.len() == 2)));
    assert_eq!(tiers[1]["stats"]["families"]["BINARY_OP"]["hits"], 99);
    let table = text(&run(&["--runs", "1", "p.py"]).stdout);
    for words in ["generic", "adaptive", "jit", "speedup", "compile time"] {
        assert!(table.contains(words), "no {words} in\n{table}");
    }
    let failed = run(&["--runs", "1", "bad.py"]);
    assert!(text(&failed.stderr).contains("ZeroDivisionError"));
    assert_eq!(failed.status.code(), Some(1));
}

#[test]
fn dis_lists_code_before_and_after_running() {
    let at = folder("cli-dis", &[("p.py", SITES.as_bytes())]);
    let run = |args: &[&str]| {
        let out =
            taipan().current_dir(&at).arg("dis").args(args).output().expect("the binary starts");
        (text(&out.stdout), text(&out.stderr), out.status.code())
    };
    let (plain, ..) = run(&["--function", "add", "p.py"]);
    assert!(plain.contains("BINARY_OP  ") && !plain.contains("done"), "{plain}");
    let (adaptive, ..) = run(&["--function", "add", "--adaptive", "--counts", "p.py"]);
    assert!(adaptive.contains("BINARY_OP_ADD_INT"), "{adaptive}");
    assert!(adaptive.contains("ran 101 hit 99 missed 1"), "{adaptive}");
    let (_, message, status) = run(&["--function", "ad", "p.py"]);
    assert!(message.starts_with("taipan dis: no function 'ad'; nearest are add, "), "{message}");
    assert_eq!(status, Some(2));
}

#[test]
fn programs_can_ask_what_became_of_their_sites() {
    let program = "
import taipan
def add(a, b):
    return a + b
for i in range(10): add(i, 1)
taipan.assert_specialized(add, 4, 'BINARY_OP_ADD_INT')
taipan.assert_no_deopt(add)
site, = taipan.sites(add)
print(site['installed'], site['state'], site['executions'], site['hits'], site['line'])
add('a', 'b')
for check in (lambda: taipan.assert_no_deopt(add),
              lambda: taipan.assert_specialized(add, 4, 'BINARY_OP_ADD_FLOAT'),
              lambda: taipan.assert_specialized(add, 3, 'BINARY_OP'),
              lambda: taipan.sites(3)):
    try: check()
    except (AssertionError, TypeError) as e: print(e)
print(taipan.stats()['BINARY_OP']['misses'])
taipan.cool(add)
print(taipan.sites(add)[0]['installed'])
taipan.reset()
print(taipan.sites(add)[0]['executions'], taipan.sites(add)[0]['state'])
for i in range(3): add(i, 1)
print(taipan.sites(add)[0]['installed'], taipan.sites(add)[0]['hits'])
";
    let expected = "\
BINARY_OP_ADD_INT monomorphic 10 9 4
line 4 of add: BINARY_OP missed 1 times, deopts 0
line 4 of add: no BINARY_OP_ADD_FLOAT, but BINARY_OP_ADD_INT
line 3 of add: no BINARY_OP, but no site
a Python function or code object is required, not 'int'
1
BINARY_OP
0 cold
BINARY_OP_ADD_INT 2
";
    let out = output(&["-X", "tier=adaptive", "-X", "stats-file=/dev/null", "-c", program]);
    assert_eq!((text(&out.stdout).as_str(), text(&out.stderr).as_str()), (expected, ""));
}

#[test]
fn explain_tells_causes_and_fixes() {
    let program = "\
class Open:
    def __getattr__(self, name): return 1

def read(o):
    return o.missing

def mixed(a):
    return a + a

for i in range(200): read(Open())
for i in range(200): mixed(i if i % 2 else float(i))
print('done')
";
    let at = folder("cli-explain", &[("p.py", program.as_bytes())]);
    let out = taipan().current_dir(&at).args(["explain", "p.py"]).output().expect("it starts");
    let text = text(&out.stdout);
    let expected = [
        "done\n",
        "     5 |     return o.missing\n         LOAD_ATTR: generic, 200 runs, declined: overridden\n",
        "cause: the class overrides __getattribute__, __getattr__ or __setattr__\n",
        "fix:   define the attribute itself: in __init__, as a slot or as a property\n",
        "     8 |     return a + a\n",
        "cause: the types at this site change from run to run\n",
    ];
    for words in expected {
        assert!(text.contains(words), "no {words} in\n{text}");
    }
}
