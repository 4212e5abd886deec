//! Executions of sites are counted in machine code as in the interpreter: the same program has the same
//! number at each site in every tier, wherever machine code leaves, raises, inlines or unrolls.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// Loops, inlined methods and properties, operands that change kind, integers that overflow, exceptions raised
/// in called and in inlined code, generators that are made and that are not, slices, keyword calls.
const PROGRAM: &str = "\
class P:
    def __init__(self, x): self.x = x
    def get(self): return self.x
    def __add__(self, other): return P(self.x + other.x)
    def __eq__(self, other): return self.x == other.x
    @property
    def twice(self): return self.x * 2

class Q:
    def __init__(self, x): self.y = 0; self.x = x
    def get(self): return self.x + self.y

def methods(n):
    total = P(0)
    for i in range(n):
        p = P(i) if i % 3 else Q(i)
        total = total + P(p.get())
        if i % 3 and P(i).twice == total.twice: total.x += 1
    return total.x

def kinds(values):
    total = 0
    for v in values: total = total + v * 2
    return total

def overflow(n):
    x = 1
    for i in range(n): x = x * 3 % (1 << 62)
    return x

def risky(i):
    if i % 7 == 0: raise ValueError(i)
    return [1, 2, 3][i % 4]

def caught(n):
    seen = 0
    for i in range(n):
        try: seen += risky(i)
        except ValueError as e: seen += len(e.args)
        except IndexError: seen -= 1
    return seen

def numbers(n):
    for i in range(n):
        if i % 2: yield i * 1.5
        else: yield i

def chained(n):
    yield from numbers(n)
    yield from (x for x in numbers(n) if x > 2)

def generators(n):
    return (sum(numbers(n)), sum(x * x for x in range(n)), [y for y in chained(n)][-1],
            any(x > n for x in numbers(n)), max(chained(n)), list(numbers(3)))

def slices(n):
    p = list(range(12))
    for k in range(n):
        q = p[:]
        q[:k % 10 + 2] = q[k % 10 + 1::-1]
        p[1:3] = q[2:0:-1]
    return p

def keywords(a, b=2, *, c=3): return a + b * c

def calls(n):
    d = {}
    for i in range(n):
        d[i % 5] = d.get(i % 5, 0) + keywords(i, c=i % 2) + keywords(i, 1)
        if i in d and not d[i]: del d[i]
    return sorted(d.items())

for round in range(4):
    print(methods(300), kinds([1, 2, 3] * 60), kinds([1, 2.5] * 60), kinds(['a']  if round == 9 else [True] * 9))
    print(overflow(200), caught(200), slices(100), calls(150))
    print(generators(120))
";

/// Executions by function and offset in this program, and how often machine code was entered.
fn counted(name: &str, options: &[&str]) -> (BTreeMap<(String, u64), u64>, u64, String) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("site_counts");
    fs::create_dir_all(&folder).expect("a new folder");
    fs::write(folder.join("program.py"), PROGRAM).expect("a new file");
    let stats = format!("stats-file={name}.json");
    let mut args = vec!["-X", "stats=json", "-X", &stats];
    options.iter().for_each(|option| args.extend(["-X", option]));
    args.push("program.py");
    let out = Command::new(env!("CARGO_BIN_EXE_taipan"))
        .current_dir(&folder)
        .args(args)
        .stdin(Stdio::null())
        .env_remove("PYTHONPATH")
        .output()
        .expect("the binary starts");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let text = fs::read_to_string(folder.join(format!("{name}.json"))).expect("a report");
    let report: Value = serde_json::from_str(&text).expect("JSON");
    let sites = report["sites"].as_array().expect("a list of sites").iter();
    let own = sites
        .filter(|site| site["file"].as_str().is_some_and(|f| f.ends_with("program.py")))
        .map(|site| {
            let place = (site["code"].as_str().unwrap_or("").to_owned(), site["offset"].as_u64());
            ((place.0, place.1.unwrap_or(0)), site["executions"].as_u64().unwrap_or(0))
        });
    let entries = report["machine_code"]["entries"].as_u64().unwrap_or(0);
    (own.collect(), entries, String::from_utf8_lossy(&out.stdout).into_owned())
}

#[test]
fn executions_are_the_same_in_every_tier() {
    let (expected, _, printed) = counted("generic", &["tier=generic"]);
    assert!(expected.len() > 60, "{expected:?}");
    let others: [(&str, &[&str]); 5] = [
        ("adaptive", &["tier=adaptive"]),
        ("eager", &["tier=jit", "jit=eager"]),
        ("sync", &["tier=jit", "jit=sync", "entry-threshold=20", "loop-threshold=20"]),
        ("background", &["tier=jit"]),
        ("stress", &["tier=jit", "jit=eager", "deopt-stress=7"]),
    ];
    for (name, options) in others {
        let (found, entries, output) = counted(name, options);
        assert_eq!(output, printed, "{name}");
        assert!(entries > 0 || name == "adaptive" || name == "background", "{name}");
        let differ: Vec<_> = expected
            .iter()
            .filter(|(site, n)| found.get(site) != Some(n))
            .map(|(site, n)| (site, n, found.get(site)))
            .collect();
        assert!(differ.is_empty() && found.len() == expected.len(), "{name}: {differ:#?}");
    }
}
