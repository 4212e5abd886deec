//! Programs from bytes: `program` turns any byte string into Python source that is valid, ends soon, prints
//! the same on every run, and reaches the tiers (each function has hot loops and is called several times).
//!
//! Every function has the same locals, and the letter of a name is its type: `n` int, `x` float, `s` str, `l`
//! list of int, `t` pair of int, `d` dict from int to int, `o` object, `w` anything. Expressions may raise;
//! `report` prints where, and the plain locals of each frame.

mod class;
mod expression;
mod feature;
mod function;
mod kernel;
mod prune;
mod source;
mod statement;

pub use kernel::operation;
pub use source::{Source, seeded, word};

/// What every program begins with.
const PRELUDE: &str = r#"import sys
import math
from array import array

G0, G1, G2 = 7, 2.5, None
PLAIN = (int, float, str, list, tuple, dict, bool, type(None))
LOG = []

def plain(scope):
    return [(k, v) for k, v in sorted(scope.items()) if type(v) in PLAIN and not k.startswith('_')]

def report(e):
    tb, frames = e.__traceback__.tb_next, []
    while tb is not None:
        frames.append((tb.tb_frame.f_code.co_name, tb.tb_lineno, plain(tb.tb_frame.f_locals)))
        tb = tb.tb_next
    print('raised', type(e).__name__, e, frames)

def log(*values):
    if len(LOG) < 400:
        LOG.append(repr(values))

def clip(n):
    return n if -(1 << 80) < n < 1 << 80 else n % 1000003

class Swallow:
    def __init__(self, kind):
        self.kind = kind
    def __enter__(self):
        return self
    def __exit__(self, kind, value, tb):
        return kind is not None and issubclass(kind, self.kind)
"#;

/// The writer of one program: where it is, and what may be said there.
struct Writer<'a> {
    source: Source<'a>,
    out: String,
    indent: usize,
    /// Statements that may still be written in this function.
    budget: usize,
    /// Names of the loop variables in scope.
    loops: Vec<String>,
    /// Whether loops are allowed here; calls of functions that loop are not, inside loops.
    may_loop: bool,
    /// Leaf functions, generators and hot functions written so far.
    leaves: usize,
    generators: usize,
    hot: usize,
    /// Whether closures exist in the function being written.
    closures: usize,
}

/// The program that these bytes stand for.
pub fn program(bytes: &[u8]) -> String {
    let mut source = Source::new(bytes);
    if source.below(2) == 1 {
        return kernel::program(source);
    }
    let mut w = Writer {
        source,
        out: format!("{PRELUDE}{}", feature::HELPERS),
        indent: 0,
        budget: 0,
        loops: Vec::new(),
        may_loop: false,
        leaves: 0,
        generators: 0,
        hot: 0,
        closures: 0,
    };
    w.classes();
    for _ in 0..1 + w.source.below(3) {
        w.leaf();
    }
    w.recursion();
    for _ in 0..w.source.below(3) {
        w.generator();
    }
    for _ in 0..w.source.pick(&[1, 1, 1, 2, 3]) {
        w.hot_function();
    }
    w.main();
    prune::prune(&w.out)
}

impl Writer<'_> {
    fn line(&mut self, text: &str) {
        for _ in 0..self.indent {
            self.out.push_str("    ");
        }
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn block(&mut self, head: &str, body: impl FnOnce(&mut Self)) {
        self.line(head);
        self.indent += 1;
        let before = self.out.len();
        body(self);
        if self.out.len() == before {
            self.line("pass");
        }
        self.indent -= 1;
    }

    /// Calls of every hot function, with arguments of changing types.
    fn main(&mut self) {
        let calls = 2 + self.source.below(5);
        for f in 0..self.hot {
            for _ in 0..calls {
                let (n, x) =
                    (self.source.pick(expression::INTS), self.source.pick(expression::FLOATS));
                let w = match self.source.below(6) {
                    0 => "3".to_owned(),
                    1 => "0.5".to_owned(),
                    2 => "'ab'".to_owned(),
                    3 => "None".to_owned(),
                    4 => "[1, 2]".to_owned(),
                    _ => "C1(2, 1.5)".to_owned(),
                };
                let class = self.source.pick(&["C0", "C0", "C1", "C2"]);
                self.block("try:", |b| {
                    b.line(&format!("print(h{f}({n}, {x}, {class}({n}, {x}), {w}))"))
                });
                self.block("except Exception as e:", |b| b.line("report(e)"));
            }
        }
        self.line("print(G0, G1, G2)");
        self.line("print(*LOG, sep='\\n')");
        if self.source.one_in(3) {
            // The traceback of this one is the host's to print.
            self.line("h0(1, 1.0, None, None)");
        }
    }
}
