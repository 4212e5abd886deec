//! The native allocator of the binary: the system's, but that a thread which asks again and again, as one that
//! compiles does, keeps what it frees, in lists by size.
//!
//! Blocks are the system's in any case, and of a size that the system has no waste in, so that a block may come
//! from here and go there, also when its thread begins or ends to keep any.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::UnsafeCell;
use std::ptr::null_mut;

/// Sizes from 24 up to here are 16 bytes apart, larger ones a quarter of a power of two.
const FINE: usize = 1032;
/// How many there are of the former.
const FINE_CLASSES: usize = (FINE - 24) / 16;
/// How many there are of both.
const CLASSES: usize = FINE_CLASSES + 32;
/// The largest block that is kept.
const LARGEST: usize = class_size(CLASSES - 1);

/// What a thread keeps.
struct Lists {
    /// The first block of each size, whose first word is the address of the next one.
    first: [*mut u8; CLASSES],
    /// Bytes in all of them.
    bytes: usize,
    /// The most that they may be; 0: nothing is kept.
    most: usize,
}

thread_local! {
    static LISTS: UnsafeCell<Lists> =
        const { UnsafeCell::new(Lists { first: [null_mut(); CLASSES], bytes: 0, most: 0 }) };
}

/// The bytes of a block of this class.
const fn class_size(class: usize) -> usize {
    if class < FINE_CLASSES {
        return 24 + 16 * class;
    }
    let coarse = class - FINE_CLASSES;
    ((4 + coarse % 4) << (8 + coarse / 4)) + 8
}

/// The class of the smallest blocks that have so many bytes.
fn class_for(bytes: usize) -> usize {
    if bytes <= class_size(FINE_CLASSES - 1) {
        return bytes.saturating_sub(24).div_ceil(16);
    }
    let last = bytes - 9;
    let shift = last.ilog2() as usize - 2;
    FINE_CLASSES + 4 * shift + (last >> shift) + 1 - 36
}

/// The class of the largest blocks that have no more than so many bytes.
fn class_within(bytes: usize) -> usize {
    if bytes < FINE {
        return (bytes - 24) / 16;
    }
    let shift = (bytes - 8).ilog2() as usize - 2;
    FINE_CLASSES + 4 * shift + ((bytes - 8) >> shift) - 36
}

/// Bytes that a block of the system's really has.
///
/// # Safety
/// It is one, and in use.
unsafe fn bytes_of(block: *mut u8) -> usize {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: the contract is the same.
    return unsafe { libc::malloc_usable_size(block.cast()) };
    #[cfg(not(all(target_os = "linux", target_env = "gnu")))]
    unreachable!("nothing is kept: {block:?}")
}

/// From now on this thread keeps up to so many bytes of what it frees; with 0, nothing.
pub fn keep_freed_blocks(most: usize) {
    if cfg!(all(target_os = "linux", target_env = "gnu")) {
        // SAFETY: only this thread has the lists, and nothing below gives a reference to them away.
        LISTS.with(|lists| unsafe { (*lists.get()).most = most });
        if most == 0 {
            let_go();
        }
    }
}

/// Gives the system what this thread keeps.
pub(super) fn let_go() {
    LISTS.with(|lists| {
        let lists = lists.get();
        for class in 0..CLASSES {
            // SAFETY: as above; blocks in the lists are the system's, of at least their class's size.
            unsafe {
                while let Some(block) = (*lists).take(class) {
                    System.dealloc(block, layout_of(class_size(class)));
                }
            }
        }
    });
}

fn layout_of(bytes: usize) -> Layout {
    Layout::from_size_align(bytes, 8).expect("it is no more than the largest")
}

impl Lists {
    fn take(&mut self, class: usize) -> Option<*mut u8> {
        let block = self.first[class];
        if block.is_null() {
            return None;
        }
        // SAFETY: the first word of a block that is kept is the address of the next one.
        self.first[class] = unsafe { block.cast::<*mut u8>().read() };
        self.bytes -= class_size(class);
        Some(block)
    }

    /// Keeps a block, if there is room for it.
    ///
    /// # Safety
    /// It is the system's, of at least the class's size, and nobody uses it.
    unsafe fn put(&mut self, block: *mut u8, class: usize) -> bool {
        let bytes = self.bytes + class_size(class);
        if bytes > self.most {
            return false;
        }
        // SAFETY: by the contract; every class has room for a word.
        unsafe { block.cast::<*mut u8>().write(self.first[class]) };
        self.first[class] = block;
        self.bytes = bytes;
        true
    }
}

/// The lists of this thread, if it keeps blocks like this one.
#[inline(always)]
fn lists(layout: Layout) -> Option<*mut Lists> {
    let lists = LISTS.with(UnsafeCell::get);
    // SAFETY: only this thread has the lists.
    let keeps = unsafe { (*lists).most } > 0;
    (keeps && layout.align() <= 16 && layout.size() <= LARGEST).then_some(lists)
}

/// For `#[global_allocator]`.
pub struct NativeAllocator;

// SAFETY: every block is one of the system's allocator, of at least the size that was asked for and of the
// alignment that it gives all blocks, and is in one list or in use.
unsafe impl GlobalAlloc for NativeAllocator {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the lists are this thread's; the caller keeps the contract.
        unsafe {
            let Some(lists) = lists(layout) else { return System.alloc(layout) };
            let class = class_for(layout.size());
            match (*lists).take(class) {
                Some(block) => block,
                None => System.alloc(layout_of(class_size(class))),
            }
        }
    }

    #[inline]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe {
            if let Some(lists) = lists(layout) {
                let bytes = bytes_of(block);
                if bytes <= LARGEST && (*lists).put(block, class_within(bytes)) {
                    return;
                }
            }
            System.dealloc(block, layout);
        }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as above.
        unsafe {
            let Some(lists) = lists(layout) else { return System.alloc_zeroed(layout) };
            let class = class_for(layout.size());
            match (*lists).take(class) {
                Some(block) => {
                    block.write_bytes(0, layout.size());
                    block
                }
                None => System.alloc_zeroed(layout_of(class_size(class))),
            }
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as above; old and new block have room for what is copied, and do not overlap.
        unsafe {
            if lists(layout).is_none() || size > LARGEST {
                return System.realloc(block, layout, size);
            }
            let bytes = bytes_of(block);
            if size <= bytes && size >= bytes / 2 {
                return block;
            }
            let moved = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            if !moved.is_null() {
                moved.copy_from_nonoverlapping(block, layout.size().min(size));
                self.dealloc(block, layout);
            }
            moved
        }
    }
}

#[cfg(all(test, target_os = "linux", target_env = "gnu"))]
mod tests {
    use super::*;

    #[test]
    fn a_class_has_room_for_what_it_is_for() {
        for bytes in 0..=LARGEST {
            let class = class_for(bytes);
            assert!(class_size(class) >= bytes && (class == 0 || class_size(class - 1) < bytes));
            if bytes >= 24 {
                let within = class_within(bytes);
                assert!(class_size(within) <= bytes, "{bytes}");
                assert!(within + 1 == CLASSES || class_size(within + 1) > bytes, "{bytes}");
            }
        }
        assert_eq!((class_for(LARGEST), class_within(LARGEST)), (CLASSES - 1, CLASSES - 1));
    }

    #[test]
    fn blocks_are_kept_and_hold_what_they_held_when_they_grow() {
        let layout = |size| Layout::from_size_align(size, 8).expect("it is small");
        keep_freed_blocks(1 << 20);
        // SAFETY: each block is used within its size and freed once, with the layout that it has then.
        unsafe {
            for size in [1, 24, 25, 500, 1032, 1033, 5000, 100_000, LARGEST] {
                let block = NativeAllocator.alloc(layout(size));
                block.write_bytes(7, size);
                let grown = NativeAllocator.realloc(block, layout(size), size * 3);
                assert!((0..size).all(|at| grown.add(at).read() == 7), "{size}");
                NativeAllocator.dealloc(grown, layout(size * 3));
                let zeroed = NativeAllocator.alloc_zeroed(layout(size * 3));
                assert!((0..size * 3).all(|at| zeroed.add(at).read() == 0), "{size}");
                if size * 3 <= LARGEST {
                    assert_eq!(zeroed, grown, "it was kept");
                }
                NativeAllocator.dealloc(zeroed, layout(size * 3));
            }
        }
        keep_freed_blocks(0);
        LISTS.with(|lists| {
            // SAFETY: only this thread has the lists.
            assert_eq!(unsafe { (*lists.get()).bytes }, 0);
        });
    }
}
