//! Statements. Sizes are kept small where they are assigned: ints that were multiplied are reduced, text and
//! lists are cut.

use super::Writer;

/// Loops nest at most this deeply.
const MAX_LOOPS: usize = 2;
/// Blocks nest at most this deeply.
const MAX_DEPTH: usize = 4;

impl Writer<'_> {
    /// A few statements, in a block of their own.
    fn body(&mut self, depth: usize, most: usize) {
        for _ in 0..1 + self.source.below(most) {
            self.statement(depth);
        }
    }

    pub(super) fn statement(&mut self, depth: usize) {
        if self.budget == 0 {
            return;
        }
        self.budget -= 1;
        let deep = depth >= MAX_DEPTH;
        match self.source.below(46) {
            0..=5 => self.assign_int(),
            36..=45 => self.feature(),
            32..=34 => self.use_binding(),
            6..=8 => self.assign_float(),
            9 => {
                let e = self.text(2);
                let op = self.source.pick(&["=", "+="]);
                self.line(&format!("s0 {op} {e}"));
                self.line("s0 = s0[-24:]");
            }
            10 => {
                let e = self.list(2);
                self.line(&format!("l0 = {e}[:24]"));
            }
            11 => self.change_list(),
            12 => self.unpack(),
            13 => self.change_dict(),
            14 | 15 => self.change_object(),
            16 => {
                let (w, e) = (self.source.pick(&["w0", "w1"]), self.anything(2));
                self.line(&format!("{w} = {e}"));
            }
            17 => {
                let e = self.source.pick(&[
                    "n0",
                    "x0",
                    "w0",
                    "t0",
                    "o0",
                    "l0",
                    "s0",
                    "sys._getframe().f_lineno",
                    "plain(locals())",
                ]);
                self.line(&format!("log({e})"));
            }
            18..=20 if !deep => self.branch(depth),
            21..=23 if !deep => self.attempt(depth),
            24..=26 if !deep && self.loops.len() < MAX_LOOPS => self.loop_statement(depth),
            27 => self.change_world(),
            28 if !deep => {
                let kind = self.source.pick(&["ArithmeticError", "LookupError", "Exception"]);
                self.block(&format!("with Swallow({kind}):"), |w| w.body(depth + 1, 3));
            }
            29 => self.change_array(),
            30 if self.generators > 0 && self.loops.len() < MAX_LOOPS => self.use_generator(),
            _ => {
                let o = self.object(1);
                let v = self.source.pick(&["o0", "o1"]);
                self.line(&format!("{v} = {o}"));
            }
        }
    }

    fn assign_int(&mut self) {
        let v = self.source.pick(&["n0", "n1", "n2"]);
        let e = self.int(3);
        if self.source.one_in(4) && !e.contains(['*', '<']) {
            let op = self.source.pick(&["+=", "-=", "^=", "|=", "&="]);
            return self.line(&format!("{v} {op} {e}"));
        }
        let grows = e.contains(['*', '<']) || self.source.one_in(4);
        let e = match self.source.below(4) {
            _ if !grows => e,
            0 => format!("({e}) % 1000003"),
            1 => format!("clip({e})"),
            2 => format!("({e}) & 0xffffffffffffffff"),
            _ => format!("({e}) % (1 << 62)"),
        };
        self.line(&format!("{v} = {e}"));
    }

    fn assign_float(&mut self) {
        let (v, e) = (self.source.pick(&["x0", "x1", "x2"]), self.float(3));
        let op = self.source.pick(&["=", "=", "+=", "-=", "*="]);
        self.line(&format!("{v} {op} {e}"));
    }

    fn change_list(&mut self) {
        let e = self.int(1);
        let form = match self.source.below(8) {
            0 | 1 => format!("l0.append({e})"),
            2 => format!("l0[{}] = {e}", self.source.pick(&["0", "-1", "n1", "n0 % 3"])),
            3 => "l0.pop()".to_owned(),
            4 => format!("l0[{}] += {e}", self.source.pick(&["0", "-1", "1"])),
            5 => "l0.insert(0, n1)".to_owned(),
            6 => "l0[1:2] = [n0, n1]".to_owned(),
            _ => "del l0[0]".to_owned(),
        };
        self.line(&form);
        self.line("if len(l0) > 24: del l0[4:]");
    }

    fn unpack(&mut self) {
        let pair = self.pair(1);
        let form = match self.source.below(8) {
            0 => "n0, n1 = n1, n0".to_owned(),
            1 => format!("t0 = {pair}"),
            2 => format!("n0, n2 = {pair}"),
            3 => "x0, x1 = x1, x0".to_owned(),
            4 => "n0, *l0 = l0".to_owned(),
            5 => "(n0, n1), x0 = t0, x1".to_owned(),
            6 => "w0, w1 = w1, w0".to_owned(),
            _ => "n0, n1, n2 = n1, n2, n0".to_owned(),
        };
        self.line(&form);
    }

    fn change_dict(&mut self) {
        let (k, v) = (self.int(1), self.int(1));
        match self.source.below(5) {
            0 | 1 => self.line(&format!("d0[{k}] = {v}")),
            2 => self.line(&format!("d0[{k}] = d0.get({k}, 0) + 1")),
            3 => self.line(&format!("n1 = d0[{k}]")),
            _ => self.line("for n2 in d0.values(): n1 ^= n2"),
        }
        self.line("if len(d0) > 24: d0.clear()");
    }

    fn change_object(&mut self) {
        let (o, e, x) = (self.source.pick(&["o0", "o0", "o1"]), self.int(2), self.float(1));
        let e = if e.contains(['*', '<']) { format!("clip({e})") } else { e };
        let form = match self.source.below(9) {
            0 | 1 => format!("{o}.a = {e}"),
            2 => format!("{o}.a += 1"),
            3 => format!("{o}.b = {x}"),
            4 => format!("{o}.c = {e}"),
            5 => format!("n1 = {o}.c"),
            6 => format!("{o}.b += {x}"),
            7 => format!("{o}.a, {o}.b = {e}, {x}"),
            _ => format!("n1 = {o}.m1({e})"),
        };
        self.line(&form);
    }

    fn branch(&mut self, depth: usize) {
        let c = self.condition(2);
        self.block(&format!("if {c}:"), |w| w.body(depth + 1, 3));
        if self.source.one_in(3) {
            let c = self.condition(1);
            self.block(&format!("elif {c}:"), |w| w.body(depth + 1, 2));
        }
        if self.source.one_in(2) {
            self.block("else:", |w| w.body(depth + 1, 2));
        }
    }

    fn attempt(&mut self, depth: usize) {
        self.block("try:", |w| {
            w.body(depth + 1, 3);
            if w.source.one_in(4) {
                let c = w.condition(1);
                w.block(&format!("if {c}:"), |w| w.line("raise KeyError(n0)"));
            }
        });
        let finally = self.source.one_in(4);
        if !finally || self.source.one_in(2) {
            let kind = self.source.pick(&[
                "Exception",
                "(ArithmeticError, LookupError)",
                "ZeroDivisionError",
                "Exception",
            ]);
            self.block(&format!("except {kind} as e:"), |w| match w.source.below(5) {
                0 => w.line("n2 = e.__traceback__.tb_lineno"),
                1 => w.line("log(type(e).__name__, str(e), e.__traceback__.tb_lineno)"),
                2 => w.line("n1 += 1"),
                3 => w.body(depth + 1, 2),
                _ => w.line("log(plain(locals()))"),
            });
            if self.source.one_in(4) {
                self.block("else:", |w| w.body(depth + 1, 1));
            }
        }
        if finally {
            self.block("finally:", |w| w.body(depth + 1, 2));
        }
    }

    pub(super) fn loop_statement(&mut self, depth: usize) {
        let nested = self.loops.len();
        let trips = if nested == 0 { 12 + self.source.below(60) } else { 1 + self.source.below(9) };
        let i = format!("i{nested}");
        let mut names = vec![i.clone()];
        let head = match self.source.below(12) {
            9 => format!("for {i} in l0[:]:"),
            10 => {
                names.push(format!("v{nested}"));
                format!("for {i}, v{nested} in list(d0.items()):")
            }
            11 => {
                names.push(format!("v{nested}"));
                format!("for {i}, v{nested} in [(k, k * 0.5) for k in range({trips})]:")
            }
            0..=3 => format!("for {i} in range({trips}):"),
            4 => {
                self.line(&format!("{i} = 0"));
                format!("while {i} < {trips}:")
            }
            5 => {
                names.push(format!("v{nested}"));
                format!("for {i}, v{nested} in enumerate(range(3, {} + 3)):", trips)
            }
            6 => {
                names.push(format!("v{nested}"));
                let step = self.source.pick(&["1", "-1", "3", "7"]);
                format!(
                    "for {i}, v{nested} in zip(range({trips}), range(0, {step} * {trips}, {step})):"
                )
            }
            7 => format!("for {i} in list(range({trips})):"),
            _ => format!("for {i} in range({trips}, 0, -1):"),
        };
        let is_while = head.starts_with("while");
        let before = self.loops.len();
        // One name per loop in `loops` keeps its length the nesting.
        self.loops.push(names[self.source.below(names.len())].clone());
        self.block(&head, |w| {
            if is_while {
                w.line(&format!("{i} += 1"));
            }
            if nested == 0 && w.source.one_in(2) {
                w.block("try:", |w| w.body(depth + 2, 6));
                w.block("except Exception as e:", |w| {
                    w.line("log(type(e).__name__, str(e), e.__traceback__.tb_lineno)")
                });
            } else {
                w.body(depth + 1, 6);
            }
            if w.source.one_in(5) {
                let leave = w.source.pick(&["break", "continue", "break"]);
                let at = w.source.below(50);
                w.block(&format!("if {i} == {at}:"), |w| w.line(leave));
            }
            if nested == 0 && w.source.one_in(6) {
                w.block(&format!("if {i} == 40:"), |w| w.line("return n0, x0, l0, w0"));
            }
        });
        if self.source.one_in(6) {
            self.block("else:", |w| w.line("n1 += 1"));
        }
        self.loops.truncate(before);
    }

    /// Facts that machine code relies on change, once, in the middle of a loop.
    fn change_world(&mut self) {
        let e = self.int(1);
        let form = match self.source.below(24) {
            0 => format!("G0 = {e}"),
            1 => "G1 = x0".to_owned(),
            2 => "G2 = w0".to_owned(),
            3 => "C0.m0 = other_m0".to_owned(),
            4 => "C1.m0 = bad_m0".to_owned(),
            5 => "C0.k = 11".to_owned(),
            6 => "o0.__class__ = C1".to_owned(),
            7 => "del o0.b".to_owned(),
            8 => "o0.m0 = lambda n: n + 100".to_owned(),
            9 => "C0.p = property(lambda self: self.a + 1)".to_owned(),
            10 => "del n2".to_owned(),
            11 => "f0.__defaults__ = (x0,)".to_owned(),
            12 => "f0.__code__ = (lambda n, x=1.5: n + 7).__code__".to_owned(),
            13 => "C1.k = 2.5".to_owned(),
            14 => "globals()['f0'] = lambda n, x=1.5: n - 1".to_owned(),
            15 => "globals()['abs'] = lambda v: v".to_owned(),
            16 => "globals().pop('abs', None)".to_owned(),
            17 => "n1 = 0.5".to_owned(),
            18 => "x1 = 3".to_owned(),
            19 => "l0 = [0.5, 'a', None, 2]".to_owned(),
            20 => "o1 = w1".to_owned(),
            21 => "C0.cm = staticmethod(lambda n: n)".to_owned(),
            22 => "C1.__init__ = C0.__init__".to_owned(),
            _ => "C0.__getattr__ = lambda self, name: 9".to_owned(),
        };
        match self.loops.first().cloned() {
            Some(i) => {
                let at = 5 + self.source.below(30);
                self.line(&format!("if {i} == {at}: {form}"));
            }
            None => self.line(&form),
        }
    }

    /// Calls of other forms, bindings in expressions, patterns.
    fn use_binding(&mut self) {
        let (e, v) = (self.int(1), self.source.pick(&["n0", "n1", "n2"]));
        let form = match self.source.below(16) {
            0 => "n1 = f0(*t0)".to_owned(),
            1 => format!("{v} = f0(n={e})"),
            2 => format!("b0 = o0.m0; {v} = clip(b0({e}))"),
            3 => format!("{v} = C0.m0(o0, {e})"),
            4 => format!("{v} = (n2 := {e}) + n2"),
            5 => "n1 = n2 = clip(n0 - 1)".to_owned(),
            6 => "w0 = w0 + 1 if type(w0) in (int, float) else 1".to_owned(),
            7 => "w1 = [w0, n0, x0]".to_owned(),
            8 => "l0 = sorted(l0, key=lambda v: -v)".to_owned(),
            9 => format!("{v} = sum(v + n1 for v in l0)"),
            10 => format!("{v} = max((v ^ {e} for v in l0), default=0)"),
            11 => "a, (b, *c) = n0, [n1, n2, 3]; n2 = a - b + len(c)".to_owned(),
            12 => format!("{v} = getattr(o0, 'a') - getattr(o0, 'zz', 1)"),
            13 => format!("{v} = {{1, 2, n0}} == {{n0, 2, 1}}"),
            14 => "setattr(o0, 'a', n1 & 1023)".to_owned(),
            _ => {
                self.block("match w0:", |w| {
                    w.block("case int(n1) | [n1, *_]:", |w| w.line("n2 = 1"));
                    w.block("case C0(a=n1):", |w| w.line("n2 = 2"));
                    w.block("case None | 'ab':", |w| w.line("n2 = 3"));
                    w.block("case _:", |w| w.line("n2 = 4"));
                });
                return;
            }
        };
        self.line(&form);
    }

    fn change_array(&mut self) {
        let x = self.float(2);
        let form = match self.source.below(4) {
            0 | 1 => format!("a0[{}] = {x}", self.source.pick(&["0", "-1", "n1 % 3", "n0"])),
            2 => format!("a0[1] += {x}"),
            _ => "x0 = a0[n1]".to_owned(),
        };
        self.line(&form);
    }

    fn use_generator(&mut self) {
        let g = self.source.below(self.generators);
        match self.source.below(4) {
            0 => self.block(&format!("for n2 in g{g}(n0, l0):"), |w| w.line("n1 = clip(n1 + n2)")),
            1 => self.line(&format!("n1 = sum(g{g}(n1, l0))")),
            2 => {
                self.line(&format!("it = g{g}(n0, l0)"));
                self.line("n1 = next(it, 3)");
                self.line("n2 = next(it, 4)");
                self.line("it.close()");
            }
            _ => self.line(&format!("l0 = list(g{g}(n0, l0))[:24]")),
        }
    }
}
