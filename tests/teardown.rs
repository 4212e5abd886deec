//! A VM that ends gives its memory back. Alone in its process, whose memory it looks at.

#![cfg(target_os = "linux")]

use taipan::fuzz::plan;

fn on_large_stack(work: impl FnOnce() + Send + 'static) {
    let stack = taipan::Options::default().runtime.native_stack + (2 << 20);
    std::thread::Builder::new().stack_size(stack).spawn(work).unwrap().join().unwrap();
}

/// Many VMs, one after the other, take no more memory than a few.
#[test]
fn a_vm_that_ends_gives_everything_back() {
    let resident = || {
        let status = std::fs::read_to_string("/proc/self/statm").unwrap();
        let pages: usize = status.split(' ').nth(1).unwrap().parse().unwrap();
        pages * 4096
    };
    let mappings = || std::fs::read_to_string("/proc/self/maps").unwrap().lines().count();
    on_large_stack(move || {
        let program = taipan::compile(
            "class C:\n    def __init__(self, a): self.a = a\n\ndef f(n):\n    t = 0\n    for i in range(n): t \
             += C(i).a\n    return t\n\nprint(f(100), [f'{i}' for i in range(200)], 1 << 2000)\n",
        );
        let options = plan::eager().options;
        let many = |n: usize| {
            for _ in 0..n {
                let run = taipan::run_here(&program, &options).unwrap();
                assert!(run.machine.entries > 0 && run.exception.is_none());
            }
        };
        many(40);
        let (memory, maps) = (resident(), mappings());
        many(300);
        let (more, more_maps) = (resident().saturating_sub(memory), mappings());
        assert!(more < 8 << 20, "300 VMs left {more} bytes");
        assert!(more_maps <= maps + 8, "{maps} mappings became {more_maps}");
    });
}
