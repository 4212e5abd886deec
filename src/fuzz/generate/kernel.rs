//! Small programs about one thing: a function of few lines is made hot with usual arguments, then gets those at
//! the edges; then a fact that its machine code relies on changes, and all is done again.
//!
//! Where `program` writes long functions that use everything, these reach corners that chance rarely joins.

use super::expression::{FLOATS, INTS};
use super::prune::prune;
use super::source::Source;

/// What every kernel begins with.
const PRELUDE: &str = r#"import math
import gc
OUT = []

def drive(batch):
    for a, b in batch:
        try:
            r = k(a, b)
        except Exception as e:
            r = type(e).__name__, str(e)
        OUT.append(repr(r))

class P:
    k = 5
    text = 'ab'
    def __init__(self, a, b):
        self.a = a
        self.b = b
    def get(self, n):
        return self.a + n
    def two(self, n):
        return n, self.a
    def __add__(self, n):
        if n == 9:
            return NotImplemented
        return self.a + n
    @property
    def prop(self):
        return self.b
    @classmethod
    def make(cls, a):
        return cls(a, 0.5)
    @staticmethod
    def plus(a):
        return a + 1
    def __repr__(self):
        return f'{type(self).__name__}{sorted(self.__dict__.items())}'

class Q(P):
    def get(self, n):
        return super().get(n) * 2

class R:
    a = 'class attribute'
    def get(self, n):
        return n

KINDS = [P(1, 2.5), Q(2, 'b'), R(), P(3, None)]
SAME = [P(1, 2.5), P(2, 3.5)]

def f(n, x=1.5):
    return n + 1

def g(n, x=2):
    return n, x

def rec(n, v):
    if v & 1:
        y = v
    if n <= 0:
        return y
    return rec(n - 1, v + 1) + 1

def made(k):
    scope = {}
    exec(f'def f(n, x=1.5): return n + {k}', scope)
    return scope['f']

def one(x):
    return x
"#;

const SHIFTS: [&str; 7] = ["(b & 127)", "1", "3", "61", "62", "63", "70"];

/// Arguments that a kernel is made hot with, and those at the edges.
struct Batches {
    usual: String,
    edges: String,
}

/// One operation on two values, which bytes draw: a kernel as small as it can be.
pub fn operation(bytes: &[u8]) -> String {
    const OPERATORS: [&str; 26] = [
        "a + b",
        "a - b",
        "a * b",
        "a // b",
        "a % b",
        "a / b",
        "a ** (b & 3)",
        "a << (b & 127)",
        "a >> (b & 127)",
        "a & b",
        "a | b",
        "a ^ b",
        "a < b",
        "a <= b",
        "a == b",
        "a != b",
        "a > b",
        "a >= b",
        "a is b",
        "not a",
        "-a",
        "~a",
        "a and b",
        "a or b",
        "[a, b][b]",
        "(a, b)[b]",
    ];
    let mut kernel = Kernel { source: Source::new(bytes) };
    let op = kernel.source.pick(&OPERATORS);
    let is_float = kernel.source.one_in(2);
    let (usual, of) = if is_float { ("1.5, 2.5, -0.75", FLOATS) } else { ("1, 2, -3", INTS) };
    let usual = kernel.pairs(usual, usual);
    let other = if kernel.source.one_in(4) { INTS } else { of };
    let (x, y) = (kernel.some(of, 3), kernel.some(other, 3));
    let edges = kernel.pairs(&x, &y);
    let ends = "for _ in range(3): drive(USUAL)\ndrive(EDGES)\nprint('\\n'.join(OUT))\n";
    prune(&format!(
        "{PRELUDE}def k(a, b):\n    return {op}\nUSUAL = {usual}\nEDGES = {edges}\n{ends}"
    ))
}

const CLASS_EVENTS: &[&str] = &[
    "P.get = lambda self, n: n - 1",
    "P.k = 9",
    "del P.k",
    "Q.a = property(lambda self: 3)",
    "P.prop = 4",
    "P.make = staticmethod(lambda a: Q(a, 1))",
    "P.plus = lambda a: -a",
    "P.two = lambda self, n: (n, n)",
    "P.text = 7",
    "KINDS[0].__class__ = Q",
    "KINDS[0].get = lambda n: n",
    "del KINDS[0].a",
    "KINDS.reverse()",
    "P.__getattr__ = lambda self, name: 9",
    "P.__init__ = lambda self, a, b: setattr(self, 'a', -1)",
    "P.get.__code__ = (lambda self, n: n).__code__",
    "P.__init__.__code__ = (lambda self, a, b: setattr(self, 'a', b)).__code__",
    "EDGES.reverse()",
];

const FUNCTION_EVENTS: &[&str] = &[
    "f.__code__ = (lambda n, x: n * x).__code__",
    "f.__code__ = (lambda n, x=1: n - 2).__code__",
    "f.__defaults__ = (7,)",
    "f.__defaults__ = None",
    "g.__code__ = f.__code__",
    "f = lambda n, x=0: n - 1",
    "f = g",
    "abs = len = lambda v: 3",
    "del f, g",
    "del f",
    "del f; drive(USUAL); f = one",
    "del one; drive(USUAL); one = abs",
    "del g; drive(EDGES); g = f",
    "def f(n, *rest): return rest",
    "for j in range(12): f = made(j); drive(USUAL)",
    "def g(n, x=4, *, y=5): return y, x",
    "one = lambda x: -x",
    "max = min",
    "abs = 5; drive(USUAL); del abs",
    "abs = 5; del abs",
    "USUAL, EDGES = EDGES, USUAL",
];

struct Kernel<'a> {
    source: Source<'a>,
}

/// The kernel that these bytes stand for.
pub fn program(source: Source<'_>) -> String {
    let mut kernel = Kernel { source };
    let kind = kernel.source.below(8);
    let (body, batches) = match kind {
        0 | 1 => kernel.ints(),
        2 => kernel.floats(),
        3 => kernel.mixed(),
        4 => kernel.items(),
        5 => kernel.objects(),
        6 => kernel.callees(),
        _ => kernel.values(),
    };
    let mut out = format!("{PRELUDE}def k(a, b):\n");
    let body: String = body.iter().map(|line| format!("    {line}\n")).collect();
    out += &body;
    let Batches { usual, edges } = batches;
    out += &format!("USUAL = {usual}\nEDGES = {edges}\n");
    out += "for _ in range(5): drive(USUAL)\ndrive(EDGES)\ndrive(USUAL)\ndrive(EDGES)\n";
    for _ in 0..1 + kernel.source.below(3) {
        let event = kernel.event(kind == 5 || kind == 7, &body);
        out += &format!("{event}\ndrive(USUAL)\ndrive(EDGES)\n");
    }
    prune(&(out + "print('\\n'.join(OUT))\n"))
}

impl Kernel<'_> {
    /// Pairs of everything in a list with everything in another.
    fn pairs(&mut self, a: &str, b: &str) -> String {
        format!("[(a, b) for a in [{a}] for b in [{b}]]")
    }

    fn some(&mut self, of: &[&str], count: usize) -> String {
        let drawn: Vec<&str> = (0..count).map(|_| self.source.pick(of)).collect();
        drawn.join(", ")
    }

    fn int(&mut self, depth: usize) -> String {
        if depth == 0 {
            let constant = self.source.pick(INTS);
            return self.source.pick(&["a", "b", "a", "b", "c", constant]).to_owned();
        }
        let (x, y) = (self.int(depth - 1), self.int(depth.saturating_sub(2)));
        match self.source.below(12) {
            0..=5 => {
                let op = self.source.pick(&["+", "-", "*", "&", "|", "^"]);
                format!("({x} {op} {y})")
            }
            6 | 7 => format!("({x} {} {y})", self.source.pick(&["//", "%"])),
            8 => format!("({x} << {})", self.source.pick(&SHIFTS)),
            9 => format!("({x} >> {})", self.source.pick(&SHIFTS)),
            10 => format!("({}{x})", self.source.pick(&["-", "~", "+"])),
            _ => format!(
                "({x} if {y} {} b else {y})",
                self.source.pick(&["<", "<=", "==", "!=", ">"])
            ),
        }
    }

    fn ints(&mut self) -> (Vec<String>, Batches) {
        let (first, second) = (self.int(2), self.int(2));
        let top = self.source.pick(&[
            "a + b",
            "a - b",
            "a * b",
            "a // b",
            "a % b",
            "a << (b & 127)",
            "a >> (b & 127)",
        ]);
        let body = vec![
            format!("c = {top}"),
            format!("d = {first}"),
            "e = a + 0, a - 0, a * 1, a - 1, 0 - a, a ^ a, a // 1, a % 1, -a".to_owned(),
            format!("return c, d, e, {second}"),
        ];
        let (x, y) = (self.some(INTS, 5), self.some(INTS, 5));
        let usual = self.pairs("5, -7, 1000, 12", "3, 2, -4, 9");
        (body, Batches { usual, edges: self.pairs(&format!("-9, {x}"), &format!("0, -2, {y}")) })
    }

    fn float(&mut self, depth: usize) -> String {
        if depth == 0 {
            let constant = self.source.pick(FLOATS);
            return self.source.pick(&["a", "b", "a", "b", "c", "0.0", constant]).to_owned();
        }
        let (x, y) = (self.float(depth - 1), self.float(depth.saturating_sub(2)));
        match self.source.below(8) {
            0..=4 => format!("({x} {} {y})", self.source.pick(&["+", "-", "*", "/", "+"])),
            5 => format!("(-{x})"),
            6 => format!("{}({x})", self.source.pick(&["abs", "float", "one"])),
            _ => format!(
                "({x} if {y} {} b else {y})",
                self.source.pick(&["<", "<=", "==", "!=", ">"])
            ),
        }
    }

    fn floats(&mut self) -> (Vec<String>, Batches) {
        let (first, second) = (self.float(2), self.float(2));
        let body = vec![
            format!("c = a {} b", self.source.pick(&["+", "-", "*"])),
            format!("d = {first}"),
            "z = a + 0.0, 0.0 + a, a - 0.0, a * 1.0, 0.0 - a, -a, a * 0.0".to_owned(),
            "e = [a < b, a <= b, a == b, a != b, a > b, a >= b]".to_owned(),
            format!("return c, d, e, z, {second}, bool(c)"),
        ];
        let (x, y) = (self.some(FLOATS, 4), self.some(FLOATS, 4));
        let usual = self.pairs("5.5, -7.25, 1000.0", "3.5, 2.0, -4.125");
        let edges = self.pairs(&format!("-0.0, {x}"), &format!("math.nan, -0.0, {y}"));
        (body, Batches { usual, edges })
    }

    fn mixed(&mut self) -> (Vec<String>, Batches) {
        const THINGS: [&str; 12] = [
            "1", "2.5", "'ab'", "None", "True", "(1, 2)", "[3]", "{1: 2}", "10 ** 20", "math.nan",
            "''", "0",
        ];
        let op = self.source.pick(&["+", "*", "-", "==", "!=", "<", "%", "is", "in", "and", "or"]);
        let body = vec![
            "c = 1 if a else 2".to_owned(),
            "d = a is None, not b".to_owned(),
            format!("return c, d, a {op} b"),
        ];
        let like = self.source.pick(&["1, 2, 3", "1.5, 2.5", "'a', 'b'", "[1], []", "None, None"]);
        let things = self.some(&THINGS, 6);
        let usual = self.pairs(like, like);
        (body, Batches { usual, edges: self.pairs(&format!("1, {things}"), &things) })
    }

    fn items(&mut self) -> (Vec<String>, Batches) {
        let store =
            self.source.pick(&["c[b] = a", "c[b] += 1", "c[-1] = a", "c.append(b)", "pass"]);
        let load = self.source.pick(&[
            "c[b]",
            "c[-1], c[-2]",
            "c[0] + c[b]",
            "t[b], t[-1]",
            "s[b], s[-2]",
            "t[b]",
        ]);
        let body = vec![
            "c, t, s = [a, 2, 3, 4], (a, 6, 7), 'xyzw'".to_owned(),
            store.to_owned(),
            "x, y = (b, a)".to_owned(),
            "for i, j in [(a, b), (b, a)]: x += j - i".to_owned(),
            "p = (x, y)".to_owned(),
            "z, w = p".to_owned(),
            format!("return {load}, c, x, y, z, w, [v for v in c[b:]]"),
        ];
        let usual = self.pairs("10, 20, 30", "0, 1, 2");
        (
            body,
            Batches {
                usual,
                edges: self.pairs("5, 1 << 61", "-1, -2, -3, 3, 4, -4, -5, 1 << 62, True"),
            },
        )
    }

    fn objects(&mut self) -> (Vec<String>, Batches) {
        let line = self.source.pick(&[
            "o.a += b; c = o.a",
            "o.zz = b; c = o.zz, o.a",
            "c = o.get(b)",
            "c = o.prop",
            "c = o.k",
            "c = o.make(b).a, P.plus(b)",
            "o.a, o.b = o.b, o.a; c = o.a",
            "n, c = o.two(b); c += n",
            "u = o if b == 3 else P(1, 2); u.k = b; c = o.a, o.k",
            "u = o; u.a = b; c = o.a; o.a = 7; c = c, u.a",
            "u, v = SAME[0], SAME[b & 1]; c = u.a; v.a = b; c = c, u.a",
            "u = P(b, 2); v = [P(3, 4), u][b // 9]; c = u.k; v.k = 8; c = c, u.k, v.k, u.a",
            "t = o.text; c = t + 'x', t[0]; d = b + 1; c = c, d, t, len(t)",
            "u = P(b, 2); u.zz = b; c = u.zz, u.k; u.k = 3; c = c, u.k",
            "c = o + b",
            "u = o; u += b; c = u, o.a",
        ]);
        let other =
            self.source.pick(&["o.get(1)", "o.a", "o.k", "o.prop", "getattr(o, 'zz', None)"]);
        let body =
            vec!["o = KINDS[a]".to_owned(), line.to_owned(), format!("return c, {other}, repr(o)")];
        let edges = self.pairs("0, 1, 2, 3, 0", "3, 9, 1 << 62, 0.5, 'x'");
        // Of the class that changes, of its subclass, or of both.
        let owners = self.source.pick(&["0, 0", "0, 0", "1, 1", "0, 1"]);
        (body, Batches { usual: self.pairs(owners, "1, 2, 3, 4, 5"), edges })
    }

    fn callees(&mut self) -> (Vec<String>, Batches) {
        let call = self.source.pick(&[
            "f(b)",
            "f(b)",
            "f(b) + f(b)",
            "f(b, 2)",
            "f(n=b)",
            "a(b)",
            "rec(b & 7, b)",
            "abs(b)",
            "len(str(b))",
            "g(b)[1]",
            "a(b), f(b)",
            "rec(3, b), rec(2, b)",
            "P(b, a).a",
            "max(b, 3)",
        ]);
        let body = vec![
            format!("c = {call}"),
            format!("return c, {}", self.source.pick(&["f(b)", "g(b)", "0"])),
        ];
        let edges = self.pairs("g, f, abs, P.plus, Q.make, 3", "1, 3, 8, 1 << 62, -1, 0.5");
        (body, Batches { usual: self.pairs("f, f", "0, 1, 2, 4, 6"), edges })
    }

    fn values(&mut self) -> (Vec<String>, Batches) {
        let inner = self.source.pick(&[
            "pass",
            "pass",
            "pass",
            "q = (x, b); y = q[0] + b; y = one(q)[1], y; q = None",
            "q = (i, x); y = q[1]; x = q[1] + q[0]; q = None",
            "y = x > 3; x += y",
            "if i == 2: del y",
            "y = (lambda: x)()",
            "u = [x, [b]]; v = lambda: u; u = [i, [b]]; gc.collect(); y = [v()[1], [b]][0]; u = None",
            "y = sorted([x, i, 3])",
            "y = 'ab' if i < 3 else one(x); y = y + 'c' if i < 3 else x + y",
            "y = None; x = x + (i * 0.5); y = x if b else None",
        ]);
        let start = self.source.pick(&["0", "0", "1", "0.0", "a"]);
        let step = self.source.pick(&["0.5", "b", "a * 0.5", "i", "one(b)", "float(i)"]);
        let op = self.source.pick(&["+=", "-=", "*=", "+="]);
        // A `while` loop's first iteration may be peeled off.
        let head =
            self.source.pick(&["for i in range(6):", "i = 0\n    while i < 6:\n        i += 1"]);
        let body = vec![
            format!("x = {start}; y, z = None, 0"),
            head.to_owned(),
            "    z += b".to_owned(),
            format!("    x {op} {step}"),
            format!("    {inner}"),
            "return x, y, z, locals()['i']".to_owned(),
        ];
        let usual = self.pairs("1.5, 2.0", "2.5, 0.25, 1.0");
        let edges =
            self.pairs("3, 1e308, -0.0, 1 << 61", "-0.0, 1 << 61, math.nan, 4611686018427387904.0");
        (body, Batches { usual, edges })
    }

    /// Something changes that machine code may rely on, of classes or of functions; often what the kernel uses.
    fn event(&mut self, classes: bool, body: &str) -> &'static str {
        let of = if classes { CLASS_EVENTS } else { FUNCTION_EVENTS };
        let is_used = |event: &&&str| {
            let changed = changed(event);
            body.contains(&if classes { format!(".{changed}") } else { format!("{changed}(") })
        };
        let used: Vec<&str> = of.iter().filter(is_used).copied().collect();
        if !used.is_empty() && self.source.one_in(2) {
            return self.source.pick(&used);
        }
        self.source.pick(of)
    }
}

/// The name whose meaning an event changes: of an attribute without its class.
fn changed(event: &str) -> &str {
    let target = event.trim_start_matches("del ").split([' ', ';', ',', '=']).next().unwrap_or("");
    let target = target.strip_prefix("P.").or(target.strip_prefix("Q.")).unwrap_or(target);
    target.split('.').next().unwrap_or(target)
}

#[cfg(test)]
mod tests {
    use super::changed;

    #[test]
    fn what_an_event_changes() {
        let events = ["P.get.__code__ = f", "del P.k", "f = g", "del f; drive(USUAL)", "del f, g"];
        assert_eq!(events.map(changed), ["get", "k", "f", "f", "f"]);
    }
}
