//! Expressions by the type that is wanted. Depth bounds them; form 0 of each is a leaf.

use super::Writer;

/// Ints at the edges of representations.
pub const INTS: &[&str] = &[
    "1",
    "0",
    "-1",
    "2",
    "3",
    "7",
    "10",
    "-5",
    "255",
    "1000",
    "(1 << 30)",
    "(1 << 62) - 1",
    "(1 << 62)",
    "-(1 << 62)",
    "-(1 << 62) - 1",
    "(1 << 61) + 3",
    "(1 << 63)",
    "(1 << 64) + 5",
    "10 ** 20",
    "-(10 ** 20)",
    "True",
];

/// Floats at the edges.
pub const FLOATS: &[&str] = &[
    "1.5",
    "0.0",
    "-0.0",
    "0.5",
    "-2.25",
    "3.0",
    "1e16",
    "1e308",
    "-1e308",
    "5e-324",
    "1e-300",
    "math.inf",
    "-math.inf",
    "math.nan",
    "9007199254740993.0",
    "4611686018427387904.0",
];

impl Writer<'_> {
    fn loop_name(&mut self) -> Option<String> {
        let n = self.loops.len();
        (n > 0).then(|| {
            let at = self.source.below(n);
            self.loops[at].clone()
        })
    }

    pub(super) fn int(&mut self, depth: usize) -> String {
        if depth == 0 || self.source.is_empty() {
            return self.int_leaf();
        }
        let d = depth - 1;
        match self.source.below(26) {
            0 | 1 => self.int_leaf(),
            2..=9 => {
                let (a, b) = (self.int(d), self.int(d));
                let op = self.source.pick(&["+", "-", "+", "-", "*", "&", "|", "^"]);
                format!("({a} {op} {b})")
            }
            10 | 11 => {
                let (a, b) = (self.int(d), self.divisor(d));
                let op = self.source.pick(&["//", "%"]);
                format!("({a} {op} {b})")
            }
            12 => {
                let (a, k) = (self.int(d), self.source.below(70));
                let op = self.source.pick(&[">>", "<<"]);
                format!("({a} {op} {k})")
            }
            13 => {
                let a = self.int(d);
                let op = self.source.pick(&["-", "~", "+"]);
                format!("({op}{a})")
            }
            14 => {
                let (c, a, b) = (self.condition(d), self.int(d), self.int(d));
                format!("({a} if {c} else {b})")
            }
            15 => {
                let (a, b) = (self.int(d), self.int(d));
                let f = self.source.pick(&["min", "max"]);
                format!("{f}({a}, {b})")
            }
            16 | 17 if self.leaves > 0 => self.leaf_call(d),
            18 | 19 => {
                let n = self.int(d);
                let m = self.source.pick(&["m0", "m1", "m0", "st", "cm"]);
                let o = self.source.pick(&["o0", "o0", "o1", "C1"]);
                if o == "C1" { format!("C1.cm({n})") } else { format!("{o}.{m}({n})") }
            }
            20 => {
                let i = self.int(0);
                format!("l0[{i}]")
            }
            21 => {
                let (k, v) = (self.int(d), self.int(0));
                format!("d0.get({k}, {v})")
            }
            22 => {
                let x = self.float(d);
                format!("int(({x}) % 1000.0)")
            }
            23 if self.closures > 0 => {
                let a = self.int(d);
                format!("k0({a})")
            }
            24 => {
                let k = self.source.below(12);
                let a = self.int(d);
                self.source
                    .pick(&["r0(K, A)", "r1(K, A)"])
                    .replace('K', &k.to_string())
                    .replace('A', &a)
            }
            _ => {
                let v = self.int(0);
                self.source
                    .pick(&[
                        "sum(l0)",
                        "abs(A)",
                        "len(str(A))",
                        "sum(v for v in l0)",
                        "len([v for v in l0 if v > A])",
                    ])
                    .replace('A', &v)
            }
        }
    }

    fn divisor(&mut self, d: usize) -> String {
        match self.source.below(4) {
            0 => self.source.pick(&["3", "7", "2", "-4", "10"]).to_owned(),
            1 | 2 => format!("({} or 5)", self.int(d)),
            _ => self.int(d),
        }
    }

    fn int_leaf(&mut self) -> String {
        match self.source.below(14) {
            0..=2 => self.source.pick(&["n0", "n1", "n2"]).to_owned(),
            3..=5 => self.loop_name().unwrap_or_else(|| "n0".to_owned()),
            6 | 7 => self.source.pick(INTS).to_owned(),
            8 => "G0".to_owned(),
            9 => "len(l0)".to_owned(),
            10 => self.source.pick(&["o0.a", "o0.p", "o1.a", "o0.k"]).to_owned(),
            11 => self.source.pick(&["t0[0]", "t0[1]", "t0[-1]"]).to_owned(),
            12 => self.source.pick(&["l0[0]", "l0[-1]", "l0[2]", "a0[1]"]).to_owned(),
            _ => self.source.pick(&["len(s0)", "len(d0)", "len(o0)", "o0[1]"]).to_owned(),
        }
    }

    fn leaf_call(&mut self, d: usize) -> String {
        let f = self.source.below(self.leaves);
        let (a, x) = (self.int(d), self.float(d));
        match self.source.below(4) {
            0 | 1 => format!("f{f}({a}, {x})"),
            2 => format!("f{f}({a}, x={x})"),
            _ => format!("f{f}({a})"),
        }
    }

    pub(super) fn float(&mut self, depth: usize) -> String {
        if depth == 0 || self.source.is_empty() {
            return match self.source.below(8) {
                0..=3 => self.source.pick(&["x0", "x1", "x2"]).to_owned(),
                4 => self.source.pick(FLOATS).to_owned(),
                5 => "G1".to_owned(),
                6 => self.source.pick(&["o0.b", "o1.b", "a0[0]", "a0[-1]"]).to_owned(),
                _ => self.source.pick(&["0.25", "2.0", "1.0"]).to_owned(),
            };
        }
        let d = depth - 1;
        match self.source.below(14) {
            0..=5 => {
                let (a, b) = (self.float(d), self.float(d));
                let op = self.source.pick(&["+", "-", "*", "+", "*"]);
                format!("({a} {op} {b})")
            }
            6 => {
                let (a, b) = (self.float(d), self.int(d));
                let op = self.source.pick(&["+", "-", "*"]);
                if self.source.one_in(2) {
                    format!("({a} {op} {b})")
                } else {
                    format!("({b} {op} {a})")
                }
            }
            7 => {
                let (a, b) = (self.float(d), self.float(d));
                format!("({a} / ({b} or 1.25))")
            }
            8 => {
                let (a, b) = (self.int(d), self.divisor(d));
                format!("({a} / {b})")
            }
            9 => format!("(-{})", self.float(d)),
            10 => {
                let a = self.float(d);
                self.source
                    .pick(&["abs(A)", "math.sqrt(abs(A))", "float(A)", "math.floor(A % 9.0)"])
                    .replace('A', &a)
            }
            11 => {
                let (c, a, b) = (self.condition(d), self.float(d), self.float(d));
                format!("({a} if {c} else {b})")
            }
            12 => {
                let (a, b) = (self.float(d), self.float(d));
                let op = self.source.pick(&["//", "%"]);
                format!("({a} {op} ({b} or 0.75))")
            }
            _ => {
                let x = self.float(d);
                format!("o0.q({x})")
            }
        }
    }

    pub(super) fn text(&mut self, depth: usize) -> String {
        match self.source.below(if depth == 0 { 3 } else { 11 }) {
            0 | 1 => "s0".to_owned(),
            2 => self.source.pick(&["'ab'", "''", "'xyz'", "'\\xe9t'", "'\\u4e2d'"]).to_owned(),
            3 => format!("({} + {})", self.text(depth - 1), self.text(0)),
            4 => format!("str({})", self.int(depth - 1)),
            5 => format!("f'{{{}}}:{{n1}}'", self.source.pick(&["n0", "x0", "s0!r", "w0", "t0"])),
            6 => format!("s0[{}:{}]", self.int(0), self.source.pick(&["", "-1", "5", "n0"])),
            7 => format!("s0[{}]", self.source.pick(&["0", "-1", "n0 % 3", "1"])),
            8 => format!("chr(97 + ({}) % 26)", self.int(depth - 1)),
            9 => format!("('k' * (({}) & 3))", self.int(0)),
            _ => self
                .source
                .pick(&[
                    "s0.upper()",
                    "s0.replace('a', 'bc')",
                    "'-'.join([s0, 'z'])",
                    "s0.strip('a')",
                ])
                .to_owned(),
        }
    }

    pub(super) fn list(&mut self, depth: usize) -> String {
        match self.source.below(if depth == 0 { 3 } else { 10 }) {
            0 => "l0[:]".to_owned(),
            1 | 2 => format!("[{}, {}, {}]", self.int(0), self.int(0), self.int(0)),
            3 => format!("l0[{}:{}]", self.int(0), self.source.pick(&["", "-1", "4", "n0"])),
            4 => format!("[v + {} for v in l0]", self.int(0)),
            5 => format!(
                "[v for v in range({}) if v % 3 != {}]",
                2 + self.source.below(12),
                self.source.below(3)
            ),
            6 => "sorted(l0)".to_owned(),
            7 => format!("(l0 + [{}])", self.int(depth - 1)),
            8 => "l0[::-1]".to_owned(),
            _ => "list(d0)".to_owned(),
        }
    }

    pub(super) fn pair(&mut self, depth: usize) -> String {
        match self.source.below(6) {
            0..=2 => format!("({}, {})", self.int(depth), self.int(0)),
            3 => "(t0[1], t0[0])".to_owned(),
            4 => format!("divmod({}, {})", self.int(0), self.source.pick(&["7", "-3", "n1 or 1"])),
            _ => "tuple(l0[:2])".to_owned(),
        }
    }

    pub(super) fn object(&mut self, depth: usize) -> String {
        match self.source.below(5) {
            0 | 1 => "o0".to_owned(),
            2 => "o1".to_owned(),
            _ => {
                let class = self.source.pick(&["C0", "C1", "C2"]);
                let (a, b) = (self.int(depth.min(1)), self.float(depth.min(1)));
                format!("{class}({a}, {b})")
            }
        }
    }

    pub(super) fn anything(&mut self, depth: usize) -> String {
        let d = depth.saturating_sub(1);
        match self.source.below(12) {
            0 | 1 => self.int(d),
            2 => self.float(d),
            3 => self.text(d),
            4 => self.source.pick(&["None", "True", "False"]).to_owned(),
            5 => self.pair(d),
            6 => self.object(d),
            7 => self.source.pick(&["w0", "w1", "G2"]).to_owned(),
            8 | 9 => {
                let (a, b) = (self.source.pick(&["w0", "w1"]), self.anything(0));
                let op = self.source.pick(&["+", "-", "*", "==", "<", "%"]);
                // A product of anything may be long text.
                if op == "*" {
                    format!("({a} * 2 if type({a}) in (int, float) else {b})")
                } else {
                    format!("({a} {op} {b})")
                }
            }
            10 => self.list(d),
            _ => self.condition(d),
        }
    }

    pub(super) fn condition(&mut self, depth: usize) -> String {
        if depth == 0 {
            let a = self.int_leaf();
            return format!(
                "{a} {} {}",
                self.source.pick(&["<", ">", "=="]),
                self.source.pick(&["3", "n1", "0"])
            );
        }
        let d = depth - 1;
        match self.source.below(14) {
            0..=2 => {
                let (a, b) = (self.int(d), self.int(d));
                format!("{a} {} {b}", self.source.pick(&["<", "<=", "==", "!=", ">", ">="]))
            }
            3 | 4 => {
                let (a, b) = (self.float(d), self.float(d));
                format!("{a} {} {b}", self.source.pick(&["<", "<=", "==", "!=", ">", ">="]))
            }
            5 => format!("{} < {} <= {}", self.int(d), self.int(d), self.int(0)),
            6 => format!("not ({})", self.condition(d)),
            7 => format!("({} and {})", self.condition(d), self.condition(d)),
            8 => format!("({} or {})", self.condition(d), self.condition(d)),
            9 => format!("{} in l0", self.int(d)),
            10 => self
                .source
                .pick(&[
                    "w0 is None",
                    "w1 is not None",
                    "isinstance(w0, int)",
                    "isinstance(o0, C1)",
                    "type(w1) is float",
                ])
                .to_owned(),
            11 => format!(
                "{} {} {}",
                self.text(0),
                self.source.pick(&["==", "<", "in", "!="]),
                self.text(0)
            ),
            12 => self.source.pick(&["l0", "w0", "s0", "o0", "d0", "n0", "x0"]).to_owned(),
            _ => format!("o0 {} o1", self.source.pick(&["==", "<", "is"])),
        }
    }
}
