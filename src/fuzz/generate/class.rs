//! The classes of a program: a base, a subclass that overrides and calls `super()`, one with slots.

use super::Writer;

impl Writer<'_> {
    pub(super) fn classes(&mut self) {
        self.block("class C0:", |w| {
            w.line("k = 5");
            w.block("def __init__(self, a, b):", |w| {
                w.line("self.a = a");
                w.line("self.b = b");
            });
            w.methods("C0");
            w.line("@property");
            w.block("def p(self):", |w| {
                let e = w.member_int();
                w.line(&format!("return {e}"));
            });
            w.line("@staticmethod");
            w.block("def st(n):", |w| w.line("return n ^ 3"));
            w.line("@classmethod");
            w.block("def cm(cls, n):", |w| w.line("return n + cls.k"));
            w.block("def __repr__(self):", |w| {
                w.line("return f'{type(self).__name__}({self.a!r}, {self.b!r})'")
            });
            w.block("def __len__(self):", |w| w.line("return 4"));
            w.block("def __getitem__(self, i):", |w| w.line("return self.a + i"));
            w.block("def __eq__(self, other):", |w| {
                w.line("return isinstance(other, C0) and self.a == other.a")
            });
            w.block("def __lt__(self, other):", |w| w.line("return self.a < other.a"));
            w.line("__hash__ = None");
            w.block("def __add__(self, other):", |w| {
                w.block("if type(other) is int:", |w| w.line("return type(self)(self.a, self.b)"));
                w.line("return NotImplemented");
            });
        });
        self.block("class C1(C0):", |w| {
            let k = w.source.below(9);
            w.line(&format!("k = {k}"));
            if w.source.one_in(2) {
                w.block("def __init__(self, a, b):", |w| {
                    w.line("super().__init__(a, b)");
                    w.line("self.c = 1");
                });
            }
            w.block("def m0(self, n):", |w| {
                let e = w.member_int();
                w.line(&format!("return super().m0(n) + {e}"));
            });
            w.block("def __bool__(self):", |w| w.line("return self.b > 0"));
        });
        self.block("class C2(C0):", |w| {
            w.line("__slots__ = ('s', 't')");
            w.block("def __init__(self, a, b):", |w| {
                w.line("self.s = a");
                w.line("self.t = b");
                w.line("self.a = self.s");
                w.line("self.b = self.t");
            });
            w.block("def q(self, x):", |w| {
                let e = w.member_float();
                w.line(&format!("return {e}"));
            });
        });
        self.block("def other_m0(self, n):", |w| w.line("return n - self.a"));
        self.block("def bad_m0(self, n):", |w| w.line("return n // (self.a - self.a)"));
    }

    fn methods(&mut self, class: &str) {
        debug_assert_eq!(class, "C0");
        self.block("def m0(self, n):", |w| {
            let e = w.member_int();
            w.line(&format!("return {e}"));
        });
        self.block("def m1(self, n):", |w| {
            match w.source.below(4) {
                0 => w.line("self.a += 1"),
                1 => w.line("self.b = self.b * 0.5"),
                2 => w.line("self.d = n"),
                _ => w.block("if n > 20:", |w| w.line("self.a = n & 255")),
            }
            let e = w.member_int();
            w.line(&format!("return {e}"));
        });
        self.block("def q(self, x):", |w| {
            let e = w.member_float();
            w.line(&format!("return {e}"));
        });
    }

    fn member_int(&mut self) -> String {
        let other =
            self.source.pick(&["self.a", "self.k", "G0", "3", "(1 << 61)", "len(self)", "-1"]);
        match self.source.below(7) {
            0 | 1 => format!("self.a + {other}"),
            2 => format!("self.a - {other}"),
            3 => format!("(self.a & 1023) * {other}"),
            4 => format!("self.a % ({other} or 2)"),
            5 => format!("(self.a if self.a > {other} else {other})"),
            _ => format!("self.a // {other}"),
        }
    }

    fn member_float(&mut self) -> String {
        let other = self.source.pick(&["x", "1.5", "self.a", "G1", "0.5"]);
        match self.source.below(4) {
            0 | 1 => format!("self.b + {other}"),
            2 => format!("self.b * {other}"),
            _ => format!("x - self.b if x > {other} else x"),
        }
    }
}
