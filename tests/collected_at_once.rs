//! `gc.collect()` finds what nobody refers to, in every tier: words that nobody cleared, on the operand stack or in
//! machine code's frames, keep nothing alive that the program let go of.
//!
//! A word on the native stack may, since that is scanned conservatively: how many do depends on how the runtime was
//! compiled. Without clearing, six of the eight forms keep theirs.

use std::path::Path;
use std::process::Command;

const PROGRAM: &str = "\
import gc, weakref

class Node:
    def __init__(self, x): self.x = x
    def linked(self):
        self.me = self
        return self

def deleted(i):
    o = Node(i)
    r = weakref.ref(o)
    total = sum([o.x, len([o, [o, o]])])
    del o
    gc.collect()
    return r() is None and total == i + 2

def takes(*args, key): return repr(args), key

def overwritten(i):
    o = Node(i)
    r = weakref.ref(o)
    takes(str, o, o.x, key=[o])
    o = None
    gc.collect(2)
    return r() is None

def linked(i): return weakref.ref(Node(i).linked())

def in_callee(i):
    r = linked(i)
    gc.collect(generation=1)
    return r() is None

def clean(): gc.collect()

def collects_in_callee(i):
    o = Node(i)
    r = weakref.ref(o)
    o = o.linked().x
    clean()
    return r() is None

def in_container(i):
    held = [Node(i).linked() for _ in range(3)]
    refs = [weakref.ref(o) for o in held]
    held.pop()
    gc.collect()
    return [r() is None for r in refs] == [False, False, True]

def generator(i):
    o = Node(i)
    r = weakref.ref(o)
    yield o.x
    o = None
    gc.collect()
    yield r() is None

def suspended(i): return list(generator(i))[1]

def captured(i):
    o = Node(i)
    r = weakref.ref(o)
    f = lambda: o
    gc.collect()
    return r() is f()

for f in deleted, overwritten, in_callee, collects_in_callee, in_container, suspended, captured:
    print(f.__name__, sum(not f(i) for i in range(200)))

kept = 0
for i in range(200):
    o = Node(i).linked()
    r = weakref.ref(o)
    p = (o, o.x)[1]
    del o
    gc.collect()
    kept += r() is not None
print('module', kept)
";

#[test]
fn what_is_dead_is_found_in_every_tier() {
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join("collected_at_once.py");
    std::fs::write(&program, PROGRAM).unwrap();
    let modes: [&[&str]; 4] = [
        &["tier=generic"],
        &["tier=adaptive"],
        &["tier=jit", "loop-threshold=50", "jit=sync"],
        &["tier=jit", "entry-threshold=50", "loop-threshold=60", "jit=sync"],
    ];
    for mode in modes {
        let mut command = Command::new(env!("CARGO_BIN_EXE_taipan"));
        for option in mode {
            command.args(["-X", option]);
        }
        let ended = command.arg(&program).output().unwrap();
        let output = String::from_utf8(ended.stdout).unwrap();
        assert!(ended.status.success(), "{mode:?}: {output}");
        assert_eq!(output.lines().count(), 8, "{mode:?}: {output}");
        let kept_none = output.lines().filter(|line| line.ends_with(" 0")).count();
        assert!(kept_none >= 5, "{mode:?}: kept alive: {output}");
    }
}
