//! A thread with the native stack that Python code is told it has.

use std::cell::RefCell;
use std::sync::mpsc::{Receiver, Sender, channel};

type Work = Box<dyn FnOnce() + Send>;

thread_local! {
    static WORKER: RefCell<Option<(Sender<Work>, Receiver<bool>)>> = const { RefCell::new(None) };
}

/// Runs the work on a large stack and waits for it; a thread is kept for further work.
///
/// # Panics
/// When the work does.
pub fn large(work: impl FnOnce() + Send + 'static) {
    let ok = WORKER.with_borrow_mut(|worker| {
        let (send, done) = worker.get_or_insert_with(start);
        send.send(Box::new(work)).is_ok() && done.recv().unwrap_or(false)
    });
    assert!(ok, "the work on the large stack failed");
}

fn start() -> (Sender<Work>, Receiver<bool>) {
    let (send, todo) = channel::<Work>();
    let (finished, done) = channel();
    let size = crate::options::Options::default().runtime.native_stack + (2 << 20);
    let run = move || {
        for work in todo {
            let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).is_ok();
            if finished.send(ended).is_err() {
                return;
            }
        }
    };
    // Without a thread the receivers are gone, which `large` reports.
    drop(std::thread::Builder::new().name("taipan-fuzz".to_owned()).stack_size(size).spawn(run));
    (send, done)
}
