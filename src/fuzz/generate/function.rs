//! Function definitions: leaves (no loops), recursive ones, generators, and hot ones that hold the loops.

use super::Writer;
use super::prune::words;

/// The locals of a hot function besides its parameters, and what they begin with.
const LOCALS: [(&str, &str); 11] = [
    ("n1", "3"),
    ("n2", "0"),
    ("x1", "0.5"),
    ("x2", "2.0"),
    ("s0", "'ab'"),
    ("w1", "None"),
    ("l0", "[1, 2, 3]"),
    ("t0", "(4, 5)"),
    ("d0", "{1: 2}"),
    ("o1", "C0(2, 0.5)"),
    ("a0", "array('d', [1.0, 2.0, 3.0])"),
];

impl Writer<'_> {
    /// A small function that others call in loops.
    pub(super) fn leaf(&mut self) {
        let head = format!("def f{}(n, x=1.5):", self.leaves);
        self.block(&head, |w| {
            match w.source.below(6) {
                0 => {}
                1 => w.block("if n > 30:", |w| w.line("return n - 30")),
                2 => w.block("if n == 13:", |w| w.line("raise ValueError(n)")),
                3 => {
                    w.block("try:", |w| w.line("n = 100 // n"));
                    let kind = w.source.pick(&["ZeroDivisionError", "ArithmeticError", "KeyError"]);
                    w.block(&format!("except {kind} as e:"), |w| w.line("n = -1"));
                }
                4 => w.line("n, x = n + 1, x * 0.5"),
                _ => w.block("for i in range(3):", |w| w.line("n += i")),
            }
            let form = w.source.pick(&[
                "n + 1",
                "n * 3 % 1001",
                "n - G0",
                "n if x > 1.0 else -n",
                "int(x) + n",
                "(n & 0xff) << 3",
                "n // 2",
                "clip(n) ^ 5",
                "clip(n) + sys._getframe().f_lineno",
                "n + len(sys._getframe(1).f_code.co_name)",
            ]);
            // An int must come out: `x` may be infinite.
            let form = if form.contains("int(x)") {
                "(int(x) if -1e6 < x < 1e6 else 4) + n"
            } else {
                form
            };
            w.line(&format!("return {form}"));
        });
        self.leaves += 1;
    }

    /// Two recursive functions, bounded by their first argument.
    pub(super) fn recursion(&mut self) {
        let base = self.source.pick(&["a", "1", "a // (G0 - 7 or 1)"]);
        let step = self.source.pick(&["a + n", "a - 1", "clip(a * 3)", "a ^ n"]);
        self.block("def r0(n, a):", |w| {
            w.block("if n <= 0:", |w| w.line(&format!("return {base}")));
            w.line(&format!("return r0(n - 1, {step}) + 1"));
        });
        self.block("def r1(n, a):", |w| {
            w.block("if n < 2:", |w| w.line("return n"));
            w.block("if n > 7:", |w| w.line("n = 7"));
            w.line("return r1(n - 1, a) + r1(n - 2, a)");
        });
    }

    /// A generator.
    pub(super) fn generator(&mut self) {
        let head = format!("def g{}(n0, l0):", self.generators);
        self.block(&head, |w| match w.source.below(4) {
            0 => w.block("for i in range(n0 & 15):", |w| w.line("yield i * 2")),
            1 => {
                w.block("try:", |w| {
                    w.block("for v in l0:", |w| {
                        w.line("n0 = (yield v + n0) or n0 & 63");
                    });
                });
                w.block("finally:", |w| w.line("log('closed', n0)"));
            }
            2 => {
                w.line("i = 0");
                w.block("while i < 12:", |w| {
                    w.line("i += 1");
                    w.block("if i == n0:", |w| w.line("raise KeyError(i)"));
                    w.line("yield i - n0");
                });
            }
            _ => {
                w.line("yield n0");
                w.line("yield from (v ^ 1 for v in l0[:10])");
                w.line("return 5");
            }
        });
        self.generators += 1;
    }

    /// A function with hot loops, called with arguments of several types.
    pub(super) fn hot_function(&mut self) {
        let head = format!("def h{}(n0, x0, o0, w0):", self.hot);
        self.block(&head, |w| {
            w.line("global G0, G1, G2");
            let before = std::mem::take(&mut w.out);
            w.closures = 0;
            if w.source.one_in(3) {
                w.block("def k0(a):", |w| {
                    if w.source.one_in(2) {
                        w.line("nonlocal n2");
                        w.line("n2 += 1");
                    }
                    let e = w.source.pick(&["a + n1", "a - n2", "clip(a) * 2 % 77", "a + len(s0)"]);
                    w.line(&format!("return {e}"));
                });
                w.closures = 1;
            }
            w.budget = w.source.pick(&[8, 5, 3, 14, 24]);
            w.may_loop = true;
            w.loop_statement(0);
            for _ in 0..w.source.below(4) {
                w.statement(0);
            }
            if w.source.one_in(2) {
                w.loop_statement(0);
            }
            let body = std::mem::replace(&mut w.out, before);
            let used = |(name, _): &&(&str, &str)| words(&body).any(|word| word == *name);
            let mut results = "return n0, x0, o0, w0".to_owned();
            for &(name, value) in LOCALS.iter().filter(used) {
                // A float may begin as an int.
                let is_int = name.starts_with('x') && w.source.one_in(4);
                w.line(&format!("{name} = {}", if is_int { "0" } else { value }));
                results +=
                    &if name == "a0" { ", list(a0)".to_owned() } else { format!(", {name}") };
            }
            w.out.push_str(&body);
            w.line(&results);
        });
        self.hot += 1;
    }
}
