//! The native stack of the current thread, scanned conservatively.

use super::mark::Marker;
use std::arch::asm;
use std::cell::Cell;

thread_local! {
    static STACK_TOP: Cell<usize> = const { Cell::new(0) };
}

/// The highest address of the current thread's stack (stacks grow downwards).
pub fn top() -> usize {
    let known = STACK_TOP.get();
    if known != 0 {
        return known;
    }
    let top = query_top();
    STACK_TOP.set(top);
    top
}

/// From now on the stack that is run on ends there. The system's threads need not say so.
pub fn set_top(top: usize) {
    STACK_TOP.set(top);
}

#[cfg(target_os = "linux")]
fn query_top() -> usize {
    let mut attr = std::mem::MaybeUninit::<libc::pthread_attr_t>::uninit();
    let (mut low, mut size) = (std::ptr::null_mut(), 0);
    // SAFETY: `attr` is initialized by the first call (checked) before the others read it.
    let ok = unsafe {
        libc::pthread_getattr_np(libc::pthread_self(), attr.as_mut_ptr()) == 0 && {
            let ok = libc::pthread_attr_getstack(attr.as_ptr(), &mut low, &mut size) == 0;
            libc::pthread_attr_destroy(attr.as_mut_ptr());
            ok
        }
    };
    assert!(ok, "the bounds of the native stack are known");
    low as usize + size
}

#[cfg(target_vendor = "apple")]
fn query_top() -> usize {
    // SAFETY: the current thread exists.
    unsafe { libc::pthread_get_stackaddr_np(libc::pthread_self()) as usize }
}

/// How many registers a call preserves, rounded up.
const SAVED: usize = 16;

/// Calls `f` with the address of the lowest stack word that can hold a pointer of a caller: all
/// callee-saved registers lie above it.
#[inline(never)]
pub fn with_spilled_registers(f: &mut dyn FnMut(*const usize)) {
    let mut saved = [0usize; SAVED];
    spill(&mut saved);
    f(saved.as_ptr());
    // The array must not be optimized away or die before `f` returns.
    std::hint::black_box(&saved);
}

#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn spill(saved: &mut [usize; SAVED]) {
    // SAFETY: stores six registers into the array.
    unsafe {
        asm!(
            "mov [{0}], rbx", "mov [{0} + 8], rbp", "mov [{0} + 16], r12",
            "mov [{0} + 24], r13", "mov [{0} + 32], r14", "mov [{0} + 40], r15",
            in(reg) saved.as_mut_ptr(), options(nostack, preserves_flags)
        );
    }
}

#[cfg(target_arch = "aarch64")]
#[inline(always)]
fn spill(saved: &mut [usize; SAVED]) {
    // SAFETY: stores eleven registers into the array.
    unsafe {
        asm!(
            "stp x19, x20, [{0}]", "stp x21, x22, [{0}, 16]", "stp x23, x24, [{0}, 32]",
            "stp x25, x26, [{0}, 48]", "stp x27, x28, [{0}, 64]", "str x29, [{0}, 80]",
            in(reg) saved.as_mut_ptr(), options(nostack, preserves_flags)
        );
    }
}

/// Reads a word that may belong to a live frame of the compiler's making, between whose variables an address
/// sanitizer lays what must not be read: what assembly reads, it does not check.
///
/// # Safety
/// The word is mapped.
#[inline(always)]
pub(super) unsafe fn read(at: *const usize) -> usize {
    #[cfg(not(sanitized))]
    // SAFETY: the caller's promise.
    let word = unsafe { at.read_volatile() };
    #[cfg(sanitized)]
    let word: usize;
    #[cfg(all(sanitized, target_arch = "x86_64"))]
    // SAFETY: the caller's promise.
    unsafe {
        asm!("mov {0}, [{1}]", out(reg) word, in(reg) at, options(nostack, readonly, preserves_flags));
    }
    #[cfg(all(sanitized, target_arch = "aarch64"))]
    // SAFETY: the caller's promise.
    unsafe {
        asm!("ldr {0}, [{1}]", out(reg) word, in(reg) at, options(nostack, readonly, preserves_flags));
    }
    word
}

/// Marks everything that the native stack from `low` upwards seems to point to.
pub fn mark_native(low: *const usize, m: &mut Marker) {
    // SAFETY: from an address in a live frame of this thread to the top of its stack, all is mapped.
    unsafe { m.mark_words(low, (top() & !7) as *const usize) };
}
