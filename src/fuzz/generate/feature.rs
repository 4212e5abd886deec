//! Statements that use a feature of the language as a whole: calls of every form, special methods, generators
//! driven by hand, coroutines, exceptions with notes and causes, collections that change while they are read.

use super::Writer;

/// What features lean on, behind the prelude.
pub(super) const HELPERS: &str = r#"
class D0:
    count = 0
    def __init__(self, n):
        self.n = n
    def __getattr__(self, name):
        if name.startswith('q'):
            return len(name)
        raise AttributeError(name)
    def __setattr__(self, name, value):
        object.__setattr__(self, name, value if name != 'odd' else value | 1)
    def __index__(self):
        return self.n & 7
    def __hash__(self):
        return self.n & 3
    def __eq__(self, other):
        D0.count += 1
        return type(other) is D0 and self.n == other.n
    def __contains__(self, v):
        return v == self.n
    def __iter__(self):
        return iter((self.n, self.n + 1))
    def __call__(self, *args, k=2, **kw):
        return len(args) * k + len(kw) + self.n
    def __getitem__(self, i):
        if type(i) is slice:
            return (i.start, i.stop, i.step)
        if i == 5:
            raise IndexError(i)
        return self.n * 2
    def __setitem__(self, i, v):
        self.n = v
    def __bool__(self):
        return self.n % 2 == 0
    def __len__(self):
        return self.n & 15
    def __radd__(self, other):
        return ('radd', other)
    def __iadd__(self, other):
        self.n += other
        return self
    def __lt__(self, other):
        return self.n < other.n
    def __matmul__(self, other):
        return self.n
    def __enter__(self):
        self.n += 1
        return self.n
    def __exit__(self, kind, value, tb):
        return kind is KeyError
    def __format__(self, spec):
        return f'<{self.n}|{spec}>'

class D1(D0):
    __slots__ = ('extra',)
    @property
    def half(self):
        return self.n // 2
    @half.setter
    def half(self, v):
        self.n = v * 2
    @classmethod
    def make(cls, n):
        return cls(n)
    @staticmethod
    def twice(n):
        return n * 2

class It:
    def __init__(self, n):
        self.n = n
    def __iter__(self):
        return self
    def __next__(self):
        self.n -= 1
        if self.n < 0:
            raise StopIteration
        return self.n

def va(a, b=3, *args, c=4, **kw):
    return (a, b, args, c, sorted(kw.items()))

def kwonly(*, a=1, b):
    return a - b

def gsend(n):
    total = 0
    while True:
        try:
            got = yield total
        except ValueError as e:
            got = len(e.args)
        if got is None:
            got = n
        total = (total + got) & 0xffff
        if total > 60000:
            return total

def gmiddle(n):
    return (yield from gsend(n))

def gouter(n):
    x = yield from gmiddle(n)
    yield x

class Pause:
    def __await__(self):
        return 1 if (yield self) is None else 2

async def co(n):
    if n & 3 == 2:
        n += await Pause()
    return n + 1

async def items(n):
    for i in range(n):
        yield await co(i)

async def twice(n):
    async for i in items(n):
        yield i + i

async def acc(n):
    t = 0
    async for i in twice(n):
        t += i - await co(n)
    return t

def drive(c):
    try:
        while True:
            c.send(None)
    except StopIteration as e:
        return e.value

def leave(n):
    for i in range(5):
        try:
            if i == n:
                return i
            if i == 3:
                break
            continue
        finally:
            if n == 9:
                return -1
    else:
        return -2
    return -3

def deep(n, f):
    return f() if n == 0 else deep(n - 1, f)

def notes(n):
    try:
        try:
            [1][n]
        except IndexError as e:
            e.add_note(f'n is {n}')
            raise ValueError(n) from e
    except ValueError as e:
        return (str(e), e.__cause__.__notes__, e.__context__ is e.__cause__, e.__traceback__.tb_lineno)
"#;

impl Writer<'_> {
    /// A statement that uses one feature.
    pub(super) fn feature(&mut self) {
        let (a, b) = (self.int(1), self.int(0));
        let v = self.source.pick(&["n0", "n1", "n2"]);
        let w = self.source.pick(&["w0", "w1"]);
        let lines: &[&str] = match self.source.below(56) {
            0 => &["$w = va($a, $b)"],
            1 => &["$w = va($a, c=$b)"],
            2 => &["$w = va(*t0, z=$a)"],
            3 => &["$w = va(*l0[:4], **{'c': $a, 'y': $b})"],
            4 => &["$v = clip(kwonly(b=$a))"],
            5 => &["$v = clip(kwonly(a=$a, b=$b))"],
            6 => &["$w = kwonly($a)"],
            7 => &["g = gsend(n0 & 255)", "next(g)", "$v = g.send($a & 1023) + g.send(None)"],
            8 => &["g = gouter(3)", "next(g)", "$v = g.send(7)", "$v = g.throw(ValueError($a))"],
            9 => &["g = gsend(1)", "$w = [next(g), g.send(2), g.close()]"],
            10 => &["g = gsend(5)", "next(g)", "g.throw(KeyError, KeyError($b))"],
            11 => &["$v = drive(acc($b & 7))"],
            12 => &["$v = drive(co($a))"],
            13 => &["$w = leave($a % 11)"],
            14 => &["$w = notes($a & 3)"],
            15 => &["$v = deep(n1 & 15, lambda: len(s0))"],
            16 => &["q0 = D0($a & 255)", "$v = q0($a, k=3) + q0.qqq + len(q0)"],
            17 => &["q0 = D0(n0 & 255)", "$w = q0.missing"],
            18 => &["q0 = D1.make(n1 & 255)", "q0.half = 3", "$v = q0.half + D1.twice(q0.n)"],
            19 => &["q0 = D0(3)", "q0.odd = $a", "$v = q0.odd"],
            20 => &["$v = [5, 6, 7, 8, 9, 10, 11, 12][D0($a)]"],
            21 => &["d1 = {D0(1): 1, D0(5): 2, D0($a & 15): 3}", "$w = (len(d1), d1.get(D0(5)))"],
            22 => &["$v = ($a) in D0($b)", "$v += 1"],
            23 => &["$w = [*D0($a)]", "$v, n2 = D0(n1)"],
            24 => &["q0 = D0(2)", "$w = q0[$a & 7], q0[1:n1], q0[::2]"],
            25 => &["q0 = D0($a & 15)", "$v = 1 if q0 else 2", "q0[0] = $b", "$v += not q0"],
            26 => &["$w = $a + D0(1)"],
            27 => &["q0 = D0(1)", "q0 += $a", "$v = clip(q0.n)", "$w = q0 @ 3"],
            28 => &["with D0($a & 15) as $v:", "    d0[$a]", "$v += 1"],
            29 => &["with D0(1) as n2, D0(2) as n1:", "    l0[$a]"],
            30 => &["s0 = f'{D0($a & 255):>4}{n1:>5}{x0!r:.3}'"],
            31 => &["$w = sorted([D0($a & 15), D0(3), D0($b & 15)])[0].n"],
            32 => &["$v = sum(It($a & 15))", "$w = list(zip(It(4), l0))"],
            33 => &[
                "for n2 in It(n1 & 7):",
                "    if n2 == 3: break",
                "else:",
                "    $v = clip($v + n2)",
            ],
            34 => &["fs = [lambda: i for i in range(3)]", "$w = [f() for f in fs]"],
            35 => &["fs = [lambda k=i: k + n1 for i in range(3)]", "$v = fs[2]()"],
            36 => &["$w = [(p, r) for p in l0[:4] if p for r in range(2) if r != p]"],
            37 => &["$w = sorted({k: k * 2 for k in l0[:4]}.items())"],
            38 => &["$w = sorted({k % 5 for k in l0})"],
            39 => &["$w = any(k > n1 for k in l0), all((n2 := k) for k in l0)"],
            40 => &["for n2 in l0:", "    if len(l0) < 9: l0.append(n2 & 7)"],
            41 => &["for n2 in d0:", "    d0[n2 + 1] = 1"],
            42 => &["l0.sort(key=lambda k: l0.append(1) or k)"],
            43 => &["del n2", "$w = n2"],
            44 => &[
                "try:",
                "    raise KeyError($a) from None",
                "except* KeyError as e:",
                "    $v = len(e.exceptions)",
            ],
            45 => &["try:", "    n0 // (n1 - n1)", "finally:", "    $w = sys.exception()"],
            46 => &["$w = (n0, x0, s0) < (n0, x1, s0), (1, 2) == t0, [n0] < l0"],
            47 => &["$v = ($a) ** ($b & 7) % 1000003", "$w = (-2) ** ($a & 63)"],
            48 => &["$v = pow($a, ($b & 15), 1009)", "$w = ($a) >> 70, ($a) >> ($b & 63)"],
            49 => &["$w = s0[::-1] + s0 * ($a & 3)", "$w = $w.find('a'), $w.split('b')"],
            50 => &["a, *r = l0", "$w = (a, r)", "*r, a = s0", "$w = $w, a"],
            51 => {
                &["class L:", "    k = n1", "    def m(self): return self.k", "$v = clip(L().m())"]
            }
            52 => &["f0.__kwdefaults__ = None", "$v = (lambda *p, **k: len(p) + len(k))(*t0, a=1)"],
            53 => &["$w = sys._getframe().f_locals['n1'], sorted(plain(locals()))[:2]"],
            54 => {
                &["$v = int.from_bytes(str($a).encode()[-6:], 'big')", "$w = bytes([n1 & 255]) * 2"]
            }
            _ => &["o1.__dict__['z'] = $a", "$w = o1.z", "o1.__dict__.pop('a', None)", "o1.a = $b"],
        };
        for line in lines {
            let text = line.replace("$a", &a).replace("$b", &b).replace("$v", v).replace("$w", w);
            self.line(&text);
        }
        self.line("if type(n0) is not int or type(n1) is not int: n0 = n1 = 5");
    }
}
