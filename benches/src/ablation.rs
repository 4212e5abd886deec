//! What each specialization brings: a statement in a loop, with it and with its switch off.
//!
//! `--ablation` writes `benches/ABLATION.md`. Rows are in the order of issue 3's list; the switch is
//! a name that `-X families=-NAME` knows.

use crate::machine;
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

/// What is written, the switch that takes the specialization away, a line of preparation, and the
/// statement.
type Row = (&'static str, &'static str, &'static str, &'static str);

const ROWS: &[Row] = &[
    ("`a // b` of ints", "INT_FLOOR_DIVIDE", "a, b = 7, 3", "r = a // b"),
    ("`a % b` of ints", "INT_REMAINDER", "a, b = 7, 3", "r = a % b"),
    ("`a << b` of ints", "INT_SHIFT_LEFT", "a, b = 7, 3", "r = a << b"),
    ("`a >> b` of ints", "INT_SHIFT_RIGHT", "a, b = 7, 3", "r = a >> b"),
    ("`a & b` of ints", "INT_AND", "a, b = 7, 3", "r = a & b"),
    ("`a | b` of ints", "INT_OR", "a, b = 7, 3", "r = a | b"),
    ("`a ^ b` of ints", "INT_XOR", "a, b = 7, 3", "r = a ^ b"),
    ("`-a` of an int", "UNARY_NEGATIVE_INT", "a = 7", "r = -a"),
    ("`-a` of a float", "UNARY_NEGATIVE_FLOAT", "a = 7.5", "r = -a"),
    ("`x[-1]` of a list", "NEGATIVE_INDEX", "x = [1, 2, 3]", "r = x[-1]"),
    ("int + float", "MIXED_ADD", "a, b = 7, 2.5", "r = a + b"),
    ("float - int", "MIXED_SUBTRACT", "a, b = 2.5, 7", "r = a - b"),
    ("int * float", "MIXED_MULTIPLY", "a, b = 7, 2.5", "r = a * b"),
    ("int / int", "TRUE_DIVIDE", "a, b = 7, 2", "r = a / b"),
    ("float ** float", "FLOAT_POWER", "a, b = 2.5, 0.5", "r = a ** b"),
    ("int < float", "COMPARE_OP_MIXED", "a, b = 7, 2.5", "r = a < b"),
    ("`a & b` of bools", "BOOL_AND", "a, b = True, False", "r = a & b"),
    ("`a | b` of bools", "BOOL_OR", "a, b = True, False", "r = a | b"),
    ("`a ^ b` of bools", "BOOL_XOR", "a, b = True, False", "r = a ^ b"),
    ("int + bool", "BOOL_ADD", "a, b = 7, True", "r = a + b"),
    ("int - bool", "BOOL_SUBTRACT", "a, b = 7, True", "r = a - b"),
    ("int * bool", "BOOL_MULTIPLY", "a, b = 7, True", "r = a * b"),
    ("bool == bool", "COMPARE_OP_BOOL", "a, b = True, False", "r = a == b"),
    ("`in` a list", "CONTAINS_OP_LIST", "a, b = 3, [1, 2, 3, 4]", "r = a in b"),
    ("`in` a tuple", "CONTAINS_OP_TUPLE", "a, b = 3, (1, 2, 3, 4)", "r = a in b"),
    ("`in` a str", "CONTAINS_OP_STR", "a, b = 'l', 'hello'", "r = a in b"),
    ("`in` a range", "CONTAINS_OP_RANGE", "a, b = 3, range(9)", "r = a in b"),
    (
        "`for` over a dict",
        "FOR_ITER_DICT_KEYS",
        "d = dict.fromkeys(range(100))",
        "for x in d: pass",
    ),
    (
        "over its values",
        "FOR_ITER_DICT_VALUES",
        "d = dict.fromkeys(range(100))",
        "for x in d.values(): pass",
    ),
    (
        "over its items",
        "FOR_ITER_DICT_ITEMS",
        "d = dict.fromkeys(range(100))",
        "for k, v in d.items(): pass",
    ),
    ("over a set", "FOR_ITER_SET", "s = set(range(100))", "for x in s: pass"),
    (
        "over `enumerate`",
        "FOR_ITER_ENUMERATE",
        "x = list(range(100))",
        "for i, v in enumerate(x): pass",
    ),
    ("over `zip`", "FOR_ITER_ZIP", "x = list(range(100))", "for a, b in zip(x, x): pass"),
    (
        "over `map`",
        "FOR_ITER_MAP",
        "x, f = list(range(100)), lambda v: v",
        "for a in map(f, x): pass",
    ),
    ("over a str", "FOR_ITER_STR", "s = 'abcdefghij' * 10", "for c in s: pass"),
    ("over `reversed`", "FOR_ITER_REVERSED", "x = list(range(100))", "for a in reversed(x): pass"),
    ("`<` of strs", "COMPARE_OP_STR_ORDER", "a, b = 'hello', 'help'", "r = a < b"),
    ("`s[i]` of a str", "BINARY_OP_SUBSCR_STR_INT", "s, i = 'hello', 1", "r = s[i]"),
    ("of a tuple", "BINARY_OP_SUBSCR_TUPLE_INT", "s, i = (1, 2, 3), 1", "r = s[i]"),
    ("`+` of bytes", "BYTES_ADD", "a, b = b'hello', b'!'", "r = a + b"),
    ("of bytes", "BYTES_SUBSCRIPT", "s, i = b'hello', 1", "r = s[i]"),
    (
        "of a `defaultdict`",
        "BINARY_OP_SUBSCR_DICT_SUBCLASS",
        "from collections import defaultdict; s = defaultdict(int, a=1)",
        "r = s['a']",
    ),
    (
        "of a `Counter`",
        "BINARY_OP_SUBSCR_DICT_SUBCLASS",
        "from collections import Counter; s = Counter('aab')",
        "r = s['a']",
    ),
    (
        "of a `deque`",
        "DEQUE_SUBSCRIPT",
        "from collections import deque; s = deque([1, 2, 3])",
        "r = s[1]",
    ),
    ("`isinstance(a, int)`", "CALL_ISINSTANCE", "a = 7", "r = isinstance(a, int)"),
    ("`len(x)`", "CALL_LEN", "x = [1, 2]", "r = len(x)"),
    ("`min(a, b)`", "CALL_MIN", "a, b = 7, 3", "r = min(a, b)"),
    ("`max(a, b)`", "CALL_MAX", "a, b = 7, 3", "r = max(a, b)"),
    ("`abs(a)`", "CALL_ABS", "a = -7", "r = abs(a)"),
    ("`ord(c)`", "CALL_ORD", "c = 'a'", "r = ord(c)"),
    ("`chr(n)`", "CALL_CHR", "n = 97", "r = chr(n)"),
    ("`int(x)` of a float", "CALL_INT", "x = 2.5", "r = int(x)"),
    ("`float(n)`", "CALL_FLOAT", "n = 7", "r = float(n)"),
    ("`bool(n)`", "CALL_BOOL", "n = 7", "r = bool(n)"),
    ("a call by keyword", "CALL_KW_PY", "def f(a, b): return a", "r = f(1, b=2)"),
    ("a call with a default", "CALL_PY_GENERAL", "def f(a, b=2): return a", "r = f(1)"),
    (
        "a call of `*args`",
        "CALL_FUNCTION_EX_PY",
        "def f(a, b): return a\nargs = (1, 2)",
        "r = f(*args)",
    ),
    (
        "`C(x)` with `__init__`",
        "CALL_ALLOC_AND_ENTER_INIT",
        "class C:\n    def __init__(self, x): self.x = x",
        "r = C(1)",
    ),
    ("`C()` without", "CALL_ALLOC", "class C: pass", "r = C()"),
    (
        "`o.x` of a dataclass",
        "LOAD_ATTR_INSTANCE_VALUE",
        "from dataclasses import make_dataclass\no = make_dataclass('C', ['x'])(1)",
        "r = o.x",
    ),
    (
        "`o.x` in `__slots__`",
        "LOAD_ATTR_SLOT",
        "class C: __slots__ = ('x',)\no = C(); o.x = 1",
        "r = o.x",
    ),
    (
        "`super().m()`",
        "LOAD_SUPER_ATTR_METHOD",
        "class B:\n    def m(self): return 1\nclass C(B):\n    def m(self): return super().m()\no = C()",
        "r = o.m()",
    ),
    (
        "a property",
        "LOAD_ATTR_PROPERTY",
        "class C:\n    @property\n    def x(self): return 1\no = C()",
        "r = o.x",
    ),
    (
        "a method as a value",
        "LOAD_ATTR_BOUND_METHOD",
        "class C:\n    def m(self): return 1\no = C()",
        "r = o.m",
    ),
    ("`getattr(o, 'x')`", "CALL_GETATTR", "class C: x = 1\no = C()", "r = getattr(o, 'x')"),
    ("storing a global", "STORE_GLOBAL_MODULE", "G = 0", "G = 1"),
    (
        "truth of an object or None",
        "TO_BOOL_OBJECT_OR_NONE",
        "class C: pass\nx = [C(), None] * 50",
        "for a in x:\n            if a: pass",
    ),
];

/// Processes with and without the switch, alternating.
const ROUNDS: usize = 7;

/// The program of a row: it prints how long the loop took.
fn program(row: &Row) -> String {
    let (_, _, setup, statement) = row;
    // A loop over a hundred items is the work of twenty statements.
    let (loops, copies) = if statement.starts_with("for") { (4000, 1) } else { (40_000, 5) };
    let body = format!("        {statement}\n").repeat(copies);
    let first = if statement.starts_with("G =") { "    global G\n" } else { "" };
    format!(
        "from time import perf_counter\n{setup}\nnames = [n for n in dir() if n[0] != '_' and n not in \
         ('G', 'perf_counter')]\nsource = '''def run({{}}):\n{first}    start = perf_counter()\n    \
         for _ in range({loops}):\n{body}    return perf_counter() - start\n'''\nscope = globals()\n\
         exec(source.format(', '.join(names)), scope)\nvalues = [scope[n] for n in names]\n\
         print(min(scope['run'](*values) for _ in range(5)))\n"
    )
}

fn seconds(taipan: &Path, file: &Path, switch: Option<&str>) -> Result<f64, String> {
    let mut command = Command::new(taipan);
    command.args(["-X", "tier=adaptive"]);
    if let Some(name) = switch {
        command.args(["-X".to_owned(), format!("families=-{name}")]);
    }
    let out = command.arg(file).output().map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&out.stdout);
    text.trim().parse().map_err(|_| String::from_utf8_lossy(&out.stderr).trim().to_owned())
}

fn median(mut samples: Vec<f64>) -> f64 {
    samples.sort_by(f64::total_cmp);
    samples[samples.len() / 2]
}

/// Runs every row whose words or switch are wanted; the page.
pub fn page(taipan: &Path, wanted: impl Fn(&str) -> bool, words: &str) -> Result<String, String> {
    let file = std::env::temp_dir().join(format!("taipan-ablation-{}.py", std::process::id()));
    let mut page = format!(
        "# What each specialization brings\n\nThis page is written by the runner; do not edit it.\n\n\
         - Machine: {}.\n- Date: {}; commit {}.\n- Command: `cargo run --release -p taipan-benches -- {words}`.\n\
         - Method: the statement in a loop of the adaptive tier, and the same with `-X families=-SWITCH`; {ROUNDS} \
         processes each, alternating; of the best of 5 loops per process, the median. The gain is how many times \
         faster the loop is, its own cost included.\n\n| statement | switch | ns | without | gain |\n\
         |---|---|---:|---:|---:|\n",
        machine::describe(),
        machine::date(),
        machine::commit(),
    );
    for row in ROWS.iter().filter(|row| wanted(row.1)) {
        std::fs::write(&file, program(row)).map_err(|error| error.to_string())?;
        let (mut on, mut off) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let failed = |why: String| format!("{}: {why}", row.1);
            on.push(seconds(taipan, &file, None).map_err(failed)?);
            off.push(seconds(taipan, &file, Some(row.1)).map_err(failed)?);
        }
        let (on, off) = (median(on), median(off));
        let runs = if row.3.starts_with("for") { 400_000.0 } else { 200_000.0 };
        let nanoseconds = |s: f64| s * 1e9 / runs;
        eprintln!("{:<28} {:.2}", row.1, off / on);
        let _ = writeln!(
            page,
            "| {} | `{}` | {:.1} | {:.1} | {:.2} |",
            row.0.replace('|', "\\|"),
            row.1,
            nanoseconds(on),
            nanoseconds(off),
            off / on
        );
    }
    let _ = std::fs::remove_file(&file);
    Ok(page)
}
