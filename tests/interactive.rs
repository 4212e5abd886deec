//! The interactive session, and what decides how a program is run: options of `python`, variables of
//! the environment, folders and archives.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn taipan(at: &Path, args: &[&str], variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_taipan"));
    command.current_dir(at).args(args).stdin(Stdio::null());
    for name in ["PYTHONPATH", "PYTHONHASHSEED", "PYTHONOPTIMIZE", "PYTHONSTARTUP"] {
        command.env_remove(name);
    }
    command.envs(variables.iter().copied());
    command
}

/// A run with something typed.
fn typed(at: &Path, args: &[&str], variables: &[(&str, &str)], text: &str) -> Output {
    let mut child = taipan(at, args, variables)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    child.stdin.take().expect("piped").write_all(text.as_bytes()).expect("the child reads");
    child.wait_with_output().expect("the child ends")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a new folder");
    for (file, content) in files {
        fs::create_dir_all(folder.join(file).parent().expect("in the folder")).expect("made");
        fs::write(folder.join(file), content).expect("a new file");
    }
    folder
}

/// What is typed; then all of standard output without the prompts, and all of standard error.
const SESSIONS: &[(&str, &str, &str)] = &[
    ("1 + 1\n'a'\nNone\n_\n", "2\n'a'\n'a'\n", ""),
    ("x = 5\nif x:\n  print(x)\n\nx\n", "5\n5\n", ""),
    ("def f(a,\n      b=2):\n  return a + b\n\nf(1)\n", "3\n", ""),
    ("for i in range(2): i\n\n", "0\n1\n", ""),
    ("class A: pass\n\n@property\ndef g(): pass\n\ng.__class__\n", "<class 'property'>\n", ""),
    ("s = '''a\nb'''\ns\n(1,\n2)\n", "'a\\nb'\n(1, 2)\n", ""),
    ("x = \\\n7\nx\n", "7\n", ""),
    ("match = 3\nmatch\n", "3\n", ""),
    ("try:\n  1/0\nexcept ZeroDivisionError:\n  'caught'\n\n", "'caught'\n", ""),
    // The session goes on behind an exception, whose traceback shows the lines that were typed.
    (
        "def f():\n  return 1/0\n\nf()\n'on'\n",
        "'on'\n",
        "Traceback (most recent call last):\n  File \"<stdin>-1\", line 1, in <module>\n    f()\n    \
         ~^^\n  File \"<stdin>-0\", line 2, in f\n    return 1/0\n           ~^~\n\
         ZeroDivisionError: division by zero\n",
    ),
    (
        "1 +\n'on'\n",
        "'on'\n",
        "  File \"<stdin>-0\", line 1\n    1 +\n       ^\nSyntaxError: invalid syntax\n",
    ),
    ("import sys\nsys.ps1 = ''\nsys.exit(7)\n", "", ""),
    ("exit(7)\n", "", ""),
    ("raise SystemExit(7)\n", "", ""),
    // Half a statement at the end of input is left.
    ("if 1:\n", "", ""),
];

#[test]
fn sessions_read_run_and_print() {
    let at = folder("interactive", &[]);
    for (given, shown, complaint) in SESSIONS {
        let out = typed(&at, &["-q", "-i"], &[], given);
        let plain = text(&out.stdout).replace(">>> ", "").replace("... ", "");
        // The end of input ends the line of its prompt.
        let plain = if out.status.success() {
            plain.strip_suffix('\n').expect("the last prompt's line ends").to_owned()
        } else {
            plain
        };
        assert_eq!((plain.as_str(), text(&out.stderr).as_str()), (*shown, *complaint), "{given}");
        let status = if given.contains('7') && shown.is_empty() { 7 } else { 0 };
        assert_eq!(out.status.code(), Some(status), "{given}");
    }
}

#[test]
fn a_session_greets_and_may_follow_a_program() {
    let at = folder("interactive-greeting", &[("start.py", "ready = 'yes'\nprint('start')\n")]);
    let out = typed(&at, &["-i"], &[], "2\n");
    let greeting = text(&out.stderr);
    assert!(greeting.starts_with("Python 3.14."), "{greeting}");
    assert!(
        greeting.contains(" on linux\nType \"help\", \"copyright\", \"credits\" or \"license\"")
    );
    assert_eq!(text(&out.stdout), ">>> 2\n>>> \n");
    let out = typed(&at, &["-i", "-c", "x = 41; 1/0"], &[], "x + 1\n");
    assert_eq!(text(&out.stdout), ">>> 42\n>>> \n");
    assert!(text(&out.stderr).ends_with("ZeroDivisionError: division by zero\n"));
    assert_eq!(out.status.code(), Some(0));
    let out = typed(&at, &["-c", "y = 1"], &[("PYTHONINSPECT", "1")], "y\n");
    assert_eq!(text(&out.stdout), ">>> 1\n>>> \n");
    let out = typed(&at, &["-q", "-i"], &[("PYTHONSTARTUP", "start.py")], "ready\n");
    assert_eq!(text(&out.stdout), "start\n>>> 'yes'\n>>> \n");
    let out = typed(&at, &["-q", "-i", "-E"], &[("PYTHONSTARTUP", "start.py")], "ready\n");
    assert!(text(&out.stderr).ends_with("NameError: name 'ready' is not defined\n"));
}

#[test]
fn a_terminal_gets_a_session() {
    let at = folder("interactive-terminal", &[]);
    // `script` of util-linux gives the program a terminal; what is typed there is echoed.
    let mut child = Command::new("script")
        .current_dir(&at)
        .args(["-qec", env!("CARGO_BIN_EXE_taipan"), "/dev/null"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("script starts");
    let mut input = child.stdin.take().expect("piped");
    input.write_all(b"6 * 7\nexit(5)\n").expect("the child reads");
    let out = child.wait_with_output().expect("the child ends");
    drop(input);
    let shown = text(&out.stdout);
    assert!(shown.contains("Python 3.14.") && shown.contains(">>> "), "{shown}");
    assert!(shown.contains("42\r\n"), "{shown}");
    assert_eq!(out.status.code(), Some(5), "{shown}");
}

#[test]
fn input_comes_as_it_is_asked_for() {
    let at = folder("interactive-input", &[]);
    let program = "import sys\nprint([sys.stdin.read(2), input(), sys.stdin.readline(), \
                   sys.stdin.read(), sys.stdin.read()])";
    let out = typed(&at, &["-c", program], &[], "añb\ncd\r\n\nlast");
    assert_eq!(text(&out.stdout), "['añ', 'b', 'cd\\n', '\\nlast', '']\n");
    let lines: String = (0..100_000).map(|n| format!("{n}\n")).collect();
    let out = typed(&at, &["-c", "import sys; print(sum(map(int, sys.stdin)))"], &[], &lines);
    assert_eq!(text(&out.stdout), "4999950000\n");
}

#[test]
fn an_interrupt_ends_the_wait_for_input() {
    let at = folder("interactive-interrupt", &[]);
    let child = taipan(&at, &["-c", "print('ready', flush=True)\ninput()"], &[])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    std::thread::sleep(std::time::Duration::from_millis(300));
    let id = child.id().to_string();
    Command::new("kill").args(["-INT", &id]).status().expect("kill starts");
    // Its input is open all the time: only the signal can end it.
    let mut child = child;
    let input = child.stdin.take();
    let out = child.wait_with_output().expect("the child ends");
    drop(input);
    assert!(text(&out.stderr).ends_with("KeyboardInterrupt\n"), "{}", text(&out.stderr));
}

#[test]
fn options_and_variables_decide_how_a_program_runs() {
    let at = folder(
        "interactive-options",
        &[("lib/m.py", "assert False\nname = 'm'\n"), ("p.py", "import sys; print(sys.path[0])")],
    );
    let here = at.display().to_string();
    let debug = "assert __debug__\nimport sys\nprint(sys.flags.optimize)\ndef f(): 'doc'\n\
                 print(f.__doc__)";
    let loud = "import warnings\nwarnings.warn('loud')\nprint('on')";
    let seed = "import sys; print(hash('a') == hash('a'), sys.flags.optimize)";
    let cases: &[(&[&str], &[(&str, &str)], &str, &str)] = &[
        (&["-c", debug], &[], "0\ndoc\n", ""),
        (&["-O", "-c", debug], &[], "1\ndoc\n", ""),
        (&["-OO", "-c", debug], &[], "2\nNone\n", ""),
        (&["-c", debug], &[("PYTHONOPTIMIZE", "2")], "2\nNone\n", ""),
        (&["-E", "-c", debug], &[("PYTHONOPTIMIZE", "2")], "0\ndoc\n", ""),
        (&["-O", "-c", "import m; print(m.name)"], &[("PYTHONPATH", "lib")], "m\n", ""),
        (&["-c", "import m"], &[("PYTHONPATH", "lib")], "", "AssertionError\n"),
        (&["-I", "-c", "import m"], &[("PYTHONPATH", "lib")], "", "No module named 'm'\n"),
        (&["-W", "error", "-c", loud], &[], "", "UserWarning: loud\n"),
        (&["-W", "ignore", "-c", loud], &[], "on\n", ""),
        (&["-c", loud], &[("PYTHONWARNINGS", "ignore")], "on\n", ""),
        (&["-c", loud], &[("PYTHONWARNINGS", "error")], "", "UserWarning: loud\n"),
        (&["-W", "ignore", "-c", loud], &[("PYTHONWARNINGS", "error")], "on\n", ""),
        (&["-c", seed], &[("PYTHONHASHSEED", "5")], "True 0\n", ""),
        (&["p.py"], &[], &format!("{here}\n"), ""),
        (&["-P", "p.py"], &[], "<taipan-stdlib>\n", ""),
        (&["p.py"], &[("PYTHONSAFEPATH", "1")], "<taipan-stdlib>\n", ""),
    ];
    for (args, variables, shown, complaint) in cases {
        let out = taipan(&at, args, variables).output().expect("the binary starts");
        let (out, err) = (text(&out.stdout), text(&out.stderr));
        assert_eq!(out, *shown, "{args:?} {variables:?}: {err}");
        assert!(
            err.ends_with(complaint) && err.is_empty() == complaint.is_empty(),
            "{args:?}: {err}"
        );
    }
    let out = taipan(&at, &["-c", ""], &[("PYTHONHASHSEED", "x")]).output().expect("it starts");
    assert_eq!(out.status.code(), Some(2));
}

#[test]
fn folders_and_archives_are_programs() {
    let main = "import sys, m\nfrom p import q\nprint(__name__, m.n, q.n, sys.argv[1:])\n1/0\n";
    let files = [("app/__main__.py", main), ("app/m.py", "n = 1\n"), ("app/p/q.py", "n = 2\n")];
    let at = folder("interactive-archive", &files);
    fs::write(at.join("app/p/__init__.py"), "").expect("a new file");
    let pack = "import zipfile, os\nwith zipfile.ZipFile('app.zip', 'w') as z:\n  \
                for n in ('__main__.py', 'm.py', 'p/__init__.py', 'p/q.py'):\n    \
                z.write('app/' + n, n)\n";
    let packed = taipan(&at, &["-c", pack], &[]).output().expect("the binary starts");
    assert!(packed.status.success(), "{}", text(&packed.stderr));
    for program in ["app", "app.zip"] {
        let out = taipan(&at, &[program, "x"], &[]).output().expect("the binary starts");
        let err = text(&out.stderr);
        assert_eq!(text(&out.stdout), "__main__ 1 2 ['x']\n", "{program}: {err}");
        assert!(err.ends_with("ZeroDivisionError: division by zero\n"), "{err}");
        assert_eq!(out.status.code(), Some(1));
    }
    let by_path = "import sys; sys.path.insert(0, 'app.zip'); import m; print(m.n, m.__file__)";
    let out = taipan(&at, &["-c", by_path], &[]).output().expect("the binary starts");
    let shown = text(&out.stdout);
    assert!(shown.starts_with("1 ") && shown.ends_with("app.zip/m.py\n"), "{shown}");
}
