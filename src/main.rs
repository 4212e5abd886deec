//! The binary: what the command line asks for is done here.

#![forbid(unsafe_code)]

mod bench;
mod cli;

use cli::Request;

#[global_allocator]
static ALLOCATOR: taipan_runtime::heap::NativeAllocator = taipan_runtime::heap::NativeAllocator;

/// Bytes of freed native blocks that a campaign keeps: it compiles all the time.
const CAMPAIGN_KEEPS: usize = 64 << 20;

fn main() {
    let status = match cli::parse(std::env::args_os().skip(1).collect()) {
        Ok(Request::Print(text)) => {
            // Nobody reads a text whose pipe is closed.
            let _ = std::io::Write::write_all(&mut std::io::stdout(), text.as_bytes());
            0
        }
        Ok(Request::Run(program, args, options)) => {
            taipan_runtime::heap::return_large_native_blocks();
            on_large_stack(options.runtime.native_stack, move || {
                taipan::run(&program, &args, &options)
            })
        }
        Ok(Request::Bench(plan)) => bench::run(&plan),
        Ok(Request::Fuzz(command)) => {
            taipan_runtime::heap::keep_native_blocks();
            on_large_stack(taipan::Options::default().runtime.native_stack, move || {
                taipan_runtime::heap::keep_freed_blocks(CAMPAIGN_KEEPS);
                command.run()
            })
        }
        Ok(Request::Compare(before, after, fail_on)) => {
            match taipan::compare::compare(&before, &after, &fail_on) {
                Ok(verdict) => {
                    // Nobody reads a table whose pipe is closed.
                    let _ =
                        std::io::Write::write_all(&mut std::io::stdout(), verdict.table.as_bytes());
                    verdict.failed as i32
                }
                Err(message) => {
                    eprintln!("{message}");
                    2
                }
            }
        }
        Err(message) => {
            eprintln!("{message}");
            2
        }
    };
    if status == taipan::INTERRUPTED {
        // As CPython: whoever waits for the process sees that a signal ended it.
        let _ = signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGINT);
    }
    std::process::exit(status);
}

/// Python code may nest deeply in native frames (comparisons, repr, imports); the main thread's
/// stack is as large as the system says, this one as large as the limit needs.
fn on_large_stack(limit: usize, work: impl FnOnce() -> i32 + Send + 'static) -> i32 {
    let process = std::process::id();
    let work = move || {
        let status = work();
        if std::process::id() != process {
            // A child of a fork: there is nobody who waits for this thread.
            std::process::exit(status);
        }
        status
    };
    let worker = std::thread::Builder::new().stack_size(limit + (2 << 20)).spawn(work);
    match worker.map(|w| w.join()) {
        Ok(Ok(status)) => status,
        // A panic, whose message is printed.
        Ok(Err(_)) => 70,
        Err(e) => {
            eprintln!("taipan: cannot start a thread: {e}");
            1
        }
    }
}
