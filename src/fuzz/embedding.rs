//! Calls of the embedding API, from bytes: programs are compiled and run, objects made, called, changed, compared and
//! converted, in VMs of every tier. Whatever is passed where: a value or an error, never a panic.
//!
//! A VM serves some inputs one after the other. With `TAIPAN_FUZZ_INPUTS=FILE` the inputs of the VM that runs are kept in
//! a file, each before it runs, so that whatever ends the process leaves them; `taipan fuzz --embedding --corpus FILE`
//! does them again.

use super::generate::Source;
use crate::embed::{Comparison, Object, Vm};
use crate::options::Options;
use std::cell::RefCell;
use std::fs::File;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// Inputs that a VM serves.
const INPUTS: usize = 64;
/// Objects that are held at once.
const HELD: usize = 24;

/// How the VMs differ, by the number of the one.
const TIERS: [&[&str]; 6] = [
    &["tier=generic"],
    &["tier=adaptive"],
    &["tier=jit", "jit=eager", "jit-quick"],
    &["tier=jit", "jit=eager", "jit-quick", "deopt-stress=3"],
    &["tier=jit", "jit=eager", "jit-quick", "plan=5"],
    &["tier=jit", "jit=eager", "jit-quick", "gc-stress=31"],
];

const BOUNDS: [&str; 5] =
    ["hash-seed=0", "fuel=20000", "time-limit=5", "heap-limit=64M", "thread-slice=50"];

struct Host {
    vm: Vm,
    held: Vec<Object>,
    served: usize,
    kept: Option<File>,
}

thread_local! {
    static HOST: RefCell<(usize, Option<Host>)> = const { RefCell::new((0, None)) };
}

/// What programs of a VM find.
const PRELUDE: &str = "
import math, itertools, functools, collections, operator, types, weakref, array, re, struct, marshal, copy
class C:
    k = 3
    def __init__(self, *a): self.a = a
    def __eq__(self, o): return self.a == getattr(o, 'a', o)
    def __hash__(self): return hash(self.a)
    def __lt__(self, o): return NotImplemented
    def __getattr__(self, name): return name if name < 'm' else len(self.a[0])
    def __repr__(self): return f'C{self.a}'
    def __len__(self): return self.a[0]
    def __index__(self): return self.a[0]
    def __bool__(self): return self.a[1]
    def __iter__(self): return iter(self.a)
    def __getitem__(self, key): return self.a[key]
    def __call__(self, *a): return self.a[0](*a)
    def __float__(self): return self.a[0]
    def __str__(self): return self.a[0]
class D(C):
    __slots__ = 's',
    def __del__(self): self.k = 4
def gen(*a):
    for x in a:
        try: yield x
        finally: a = a[:2]
def loop(f, *a):
    out = []
    for i in range(40): out.append(f(*a))
    return out[-1]
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
async def co(*a): return a
";

/// Expressions whose values calls begin with.
const VALUES: [&str; 64] = [
    "C",
    "D",
    "C(1)",
    "D(2, True)",
    "C([])",
    "C(C(3))",
    "gen",
    "gen(1, 2)",
    "loop",
    "fib",
    "co",
    "co(1)",
    "int",
    "float",
    "str",
    "bytes",
    "list",
    "dict",
    "set",
    "tuple",
    "type",
    "object",
    "super",
    "property",
    "staticmethod",
    "slice",
    "range",
    "enumerate",
    "zip",
    "map",
    "filter",
    "sorted",
    "sum",
    "max",
    "any",
    "len",
    "hash",
    "repr",
    "iter",
    "next",
    "getattr",
    "setattr",
    "isinstance",
    "issubclass",
    "vars",
    "dir",
    "memoryview",
    "bytearray(b'abc')",
    "{1: 2}.items()",
    "{1, 'a', 2.5}",
    "[0] * 9",
    "(1, 'b', None)",
    "range(10**20)",
    "10**40",
    "float('nan')",
    "1j",
    "NotImplemented",
    "...",
    "array.array('d', [1.5])",
    "re.compile('a(b)?')",
    "collections.deque([1])",
    "functools.partial(int, '7')",
    "itertools.count(3)",
    "weakref.ref(C)",
];

const NAMES: [&str; 56] = [
    "__class__",
    "__dict__",
    "__code__",
    "__bases__",
    "__init__",
    "__new__",
    "__call__",
    "__eq__",
    "__hash__",
    "__iter__",
    "__next__",
    "__len__",
    "__getitem__",
    "__setitem__",
    "__getattribute__",
    "__defaults__",
    "__name__",
    "__qualname__",
    "__mro__",
    "__doc__",
    "__closure__",
    "__globals__",
    "__reduce_ex__",
    "__format__",
    "__subclasses__",
    "__annotations__",
    "__set_name__",
    "__get__",
    "__init_subclass__",
    "__slots__",
    "__del__",
    "__index__",
    "append",
    "pop",
    "update",
    "keys",
    "join",
    "split",
    "format",
    "encode",
    "decode",
    "extend",
    "sort",
    "send",
    "throw",
    "close",
    "gi_frame",
    "cr_await",
    "co_consts",
    "replace",
    "bit_length",
    "real",
    "a",
    "k",
    "s",
    "",
];

/// Statements; `{}` is a name.
const STATEMENTS: [&str; 16] = [
    "x = [loop(len, v) for v in ('', [], {})]",
    "loop(lambda: fib(6))",
    "print(list(gen(*range(5))))",
    "for v in list(globals().values()): str(v)[:9]",
    "{}.{} = 5",
    "del {}",
    "raise {}",
    "try: {}()\nfinally: print(1)",
    "def {}(a, *b, k=1): return a",
    "class {}({}): pass",
    "while True: x = {}",
    "{} = {}",
    "import {}",
    "with {}: pass",
    "exec(compile('{} = 1', '', 'exec'))",
    "match {}:\n case [a, *b]: pass\n case {{'k': v}}: pass\n case C(a=1): pass",
];

/// Does what the bytes say.
///
/// # Panics
/// When the VM does.
pub fn check(bytes: &[u8]) {
    with_host(bytes, |host| {
        let mut source = Source::new(bytes);
        for _ in 0..40 {
            if source.is_empty() {
                break;
            }
            host.step(&mut source);
        }
    });
}

/// Compiles any bytes as source.
///
/// # Panics
/// When the compiler does.
pub fn compile(bytes: &[u8]) {
    with_host(bytes, |host| {
        // An error is fine.
        let _ = host.vm.compile(&String::from_utf8_lossy(bytes));
    });
}

/// Hands any bytes to `marshal.loads`; what is a code object is run.
///
/// # Panics
/// When the VM does.
pub fn unmarshal(bytes: &[u8]) {
    with_host(bytes, |host| {
        let vm = &mut host.vm;
        let mut all = || {
            let loads = vm.eval("marshal.loads")?;
            let content = vm.bytes(bytes)?;
            let value = vm.call(&loads, &[&content])?;
            vm.repr(&value)?;
            vm.exec(&value)
        };
        // An error is fine.
        let _ = all();
        vm.output();
    });
}

/// Does the inputs of a file that `TAIPAN_FUZZ_INPUTS` has kept, in a VM like the one that they were for.
///
/// # Errors
/// One line, when the file is none of these.
///
/// # Panics
/// When the VM does.
pub fn again(text: &str) -> Result<usize, String> {
    let wrong = || "no file of kept inputs".to_owned();
    let mut lines = text.lines();
    let number = lines.next().and_then(|line| line.strip_prefix("vm ")).ok_or_else(wrong)?;
    let number: usize = number.parse().map_err(|_| wrong())?;
    let inputs: Vec<Vec<u8>> =
        lines.map(|line| parsed(line).ok_or_else(wrong)).collect::<Result<_, _>>()?;
    HOST.set((number * INPUTS, None));
    inputs.iter().for_each(|input| check(input));
    Ok(inputs.len())
}

fn parsed(line: &str) -> Option<Vec<u8>> {
    let pairs = (0..line.len()).step_by(2);
    pairs.map(|at| u8::from_str_radix(line.get(at..at + 2)?, 16).ok()).collect()
}

fn with_host(bytes: &[u8], work: impl FnOnce(&mut Host)) {
    let (number, host) = HOST.take();
    let host = host.filter(|host| host.served < INPUTS);
    let mut host = host.unwrap_or_else(|| Host::new(number / INPUTS));
    host.served += 1;
    host.keep(bytes);
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| work(&mut host))) {
        // Its VM is not used again, nor ended: who knows in which state it is.
        std::mem::forget(host);
        HOST.set((number + 1, None));
        resume_unwind(panic);
    }
    HOST.set((number + 1, Some(host)));
}

impl Host {
    fn new(number: usize) -> Host {
        let mut options = Options::default();
        for setting in BOUNDS.iter().chain(TIERS[number % TIERS.len()]) {
            options.set(setting).expect("the tables hold valid options");
        }
        // What the VM before was given is no longer asked for.
        let kept = std::env::var_os("TAIPAN_FUZZ_INPUTS").and_then(|path| File::create(path).ok());
        let mut vm = Vm::new(&options).expect("there is memory for a VM");
        vm.run(PRELUDE).expect("the prelude is a program");
        let mut host = Host { vm, held: Vec::new(), served: 0, kept };
        host.write(&format!("vm {}\n", number % TIERS.len()));
        host
    }

    /// Keeps an input, so that a crash leaves it.
    fn keep(&mut self, input: &[u8]) {
        if self.kept.is_some() {
            let line: String = input.iter().map(|byte| format!("{byte:02x}")).collect();
            self.write(&(line + "\n"));
        }
    }

    fn write(&mut self, text: &str) {
        if let Some(file) = &mut self.kept {
            // A file that takes no more is not what is looked for.
            let _ = file.write_all(text.as_bytes());
        }
    }

    fn hold(&mut self, object: Object, source: &mut Source<'_>) {
        match self.held.len() < HELD {
            true => self.held.push(object),
            false => self.held[source.below(HELD)] = object,
        }
    }

    fn held(&self, source: &mut Source<'_>) -> Object {
        self.held[source.below(self.held.len())].clone()
    }

    /// Text of a program: a statement with names, or bytes.
    fn text(&self, source: &mut Source<'_>) -> String {
        if source.one_in(8) {
            let bytes: Vec<u8> = (0..source.below(40)).map(|_| source.below(256) as u8).collect();
            return String::from_utf8_lossy(&bytes).into_owned();
        }
        let mut text = source.pick(&STATEMENTS).to_owned();
        while text.contains("{}") {
            let of = if source.one_in(2) { source.pick(&NAMES) } else { source.pick(&VALUES) };
            text = text.replacen("{}", of, 1);
        }
        text
    }

    /// One call of the API. Errors are as good as values.
    fn step(&mut self, source: &mut Source<'_>) {
        while self.held.len() < 3 {
            if let Ok(object) = self.vm.eval(source.pick(&VALUES)) {
                self.held.push(object);
            }
        }
        let (a, b, c) = (self.held(source), self.held(source), self.held(source));
        let name = source.pick(&NAMES);
        let vm = &mut self.vm;
        let made = match source.below(34) {
            0 | 1 => vm.eval(source.pick(&VALUES)).ok(),
            2 => vm
                .int(source.pick(&[0, 1, -1, 7, i64::MAX, i64::MIN, 1 << 62, -(1 << 62), 300]))
                .ok(),
            3 => vm
                .float(source.pick(&[0.0, -0.0, 1.5, f64::NAN, f64::INFINITY, 1e308, 5e-324]))
                .ok(),
            4 => {
                vm.str(source.pick(&["", "a", "aé", "\u{1f600}", "\0", "k", "{0.a}", "%s%d"])).ok()
            }
            5 => vm.bytes(&[source.below(256) as u8; 3][..source.below(4)]).ok(),
            6 => vm.list(&[&a, &b, &c][..source.below(4)]).ok(),
            7 => vm.tuple(&[&a, &b, &c][..source.below(4)]).ok(),
            8 => vm.dict(&[(&a, &b), (&b, &c)]).ok(),
            9..=12 => vm.call(&a, &[&b, &c][..source.below(3)]).ok(),
            13..=15 => vm.call_method(&a, name, &[&b, &c][..source.below(3)]).ok(),
            16 | 17 => vm.attribute(&a, name).ok(),
            18 => vm.item(&a, &b).ok(),
            19 => vm.iter(&a).ok(),
            20 => vm.next(&a).ok().flatten(),
            21 => vm.global(name).ok().flatten(),
            22 => vm
                .import(source.pick(&["math", "sys", "json", "", "a.b", "gc", "enum", "string"]))
                .ok(),
            23 => {
                let text = self.text(source);
                self.vm.compile(&text).ok()
            }
            _ => {
                self.effect(source, [a, b, c], name);
                None
            }
        };
        if let Some(object) = made {
            self.hold(object, source);
        }
    }

    /// A call of the API that gives no object.
    fn effect(&mut self, source: &mut Source<'_>, [a, b, c]: [Object; 3], name: &str) {
        use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
        let program = self.text(source);
        let vm = &mut self.vm;
        // Errors are as good as values.
        let _ = match source.below(20) {
            0..=2 => vm.run(&program).map(drop),
            3 => vm.exec(&a),
            4 => vm.set_global(name, &a),
            5 => vm.set_attribute(&a, name, Some(&b)),
            6 => vm.set_attribute(&a, name, None),
            7 => vm.set_item(&a, &b, Some(&c)),
            8 => vm.set_item(&a, &b, None),
            9 => {
                let how = [Less, LessOrEqual, Equal, NotEqual, Greater, GreaterOrEqual];
                vm.compare(&a, source.pick(&how), &b).map(drop)
            }
            10 => vm.truth(&a).and(vm.is_same(&a, &b)).map(drop),
            11 => vm.int_of(&a).map(drop),
            12 => vm.float_of(&a).map(drop),
            13 => vm.text_of(&a).map(drop),
            14 => vm.bytes_of(&a).map(drop),
            15 => vm.to_str(&a).map(drop),
            16 => vm.repr(&a).map(drop),
            17 => vm.hash(&a).map(drop),
            18 => vm.len(&a).and(vm.type_name(&a)).map(drop),
            _ if source.one_in(4) => vm.collect(),
            _ => {
                vm.output();
                self.held.pop();
                Ok(())
            }
        };
    }
}
