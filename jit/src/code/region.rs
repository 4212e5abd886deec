//! A reserved region of code memory with a writable and an executable view.
//!
//! The region is shared anonymous memory; `mremap` with an old size of zero makes the second view. Where
//! that is not known (emulators of other machines), both are views of a file without a name.
//! Freed ranges are joined and used again.

use std::fs::File;
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::ptr::NonNull;

/// The address of compiled code, to be called with the context and the frame.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Entry(pub usize);

/// Machine code of one VM.
pub struct CodeMemory {
    write: NonNull<u8>,
    run: NonNull<u8>,
    size: usize,
    used: usize,
    /// Free ranges by offset, and their lengths; no two touch.
    free: Vec<(usize, usize)>,
}

// SAFETY: the mapping belongs to this value alone, and all changes take `&mut self`.
unsafe impl Send for CodeMemory {}

const ALIGN: usize = 32;

const READ_WRITE: i32 = libc::PROT_READ | libc::PROT_WRITE;

fn map(size: usize, flags: i32, file: i32) -> io::Result<NonNull<u8>> {
    // SAFETY: a mapping at an address of the kernel's choice touches no other memory.
    let p = unsafe { libc::mmap(std::ptr::null_mut(), size, READ_WRITE, flags, file, 0) };
    mapped(p)
}

fn mapped(p: *mut libc::c_void) -> io::Result<NonNull<u8>> {
    NonNull::new(p.cast::<u8>())
        .filter(|_| p != libc::MAP_FAILED)
        .ok_or_else(io::Error::last_os_error)
}

/// Two views of one anonymous mapping.
fn two_views(size: usize) -> io::Result<(NonNull<u8>, NonNull<u8>)> {
    let flags = libc::MAP_SHARED | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
    let first = map(size, flags, -1)?;
    // SAFETY: an old size of zero duplicates a shared mapping and leaves the old one.
    let second =
        mapped(unsafe { libc::mremap(first.as_ptr().cast(), 0, size, libc::MREMAP_MAYMOVE) });
    if second.is_err() {
        // SAFETY: the range was just mapped and nothing refers to it.
        unsafe { libc::munmap(first.as_ptr().cast(), size) };
    }
    Ok((first, second?))
}

/// Two views of one file in memory.
fn two_views_of_file(size: usize) -> io::Result<(NonNull<u8>, NonNull<u8>)> {
    // SAFETY: the name is a string that ends with zero; a descriptor that is returned is ours alone.
    let file = unsafe {
        let fd = libc::memfd_create(c"taipan-code".as_ptr(), libc::MFD_CLOEXEC);
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        File::from(OwnedFd::from_raw_fd(fd))
    };
    file.set_len(size as u64)?;
    let view = || map(size, libc::MAP_SHARED | libc::MAP_NORESERVE, file.as_raw_fd());
    Ok((view()?, view()?))
}

/// Has the processor fetch instructions that were just written: caches of x86-64 see to it themselves.
fn make_visible(code: *const u8, len: usize) {
    #[cfg(target_arch = "aarch64")]
    {
        unsafe extern "C" {
            fn __clear_cache(from: *const u8, to: *const u8);
        }
        // SAFETY: the range is mapped and readable.
        unsafe { __clear_cache(code, code.add(len)) };
    }
    #[cfg(not(target_arch = "aarch64"))]
    let _ = (code, len);
}

impl CodeMemory {
    /// Reserves `size` bytes (rounded to pages); they take memory only when written.
    pub fn new(size: usize) -> io::Result<CodeMemory> {
        let size = size.next_multiple_of(1 << 16);
        let (write, run) = two_views(size).or_else(|_| two_views_of_file(size))?;
        // SAFETY: the range was just mapped and nothing refers to it.
        if unsafe { libc::mprotect(run.as_ptr().cast(), size, libc::PROT_READ | libc::PROT_EXEC) }
            != 0
        {
            return Err(io::Error::last_os_error());
        }
        Ok(CodeMemory { write, run, size, used: 0, free: Vec::new() })
    }

    /// Copies position-independent code in; `None` when the region is full.
    pub fn install(&mut self, bytes: &[u8]) -> Option<Entry> {
        let size = bytes.len().next_multiple_of(ALIGN);
        let at = match self.free.iter().position(|&(_, s)| s >= size) {
            Some(i) => {
                let (at, room) = self.free[i];
                if room > size {
                    self.free[i] = (at + size, room - size);
                } else {
                    self.free.remove(i);
                }
                at
            }
            None if self.size - self.used >= size => {
                self.used += size;
                self.used - size
            }
            None => return None,
        };
        // SAFETY: `at..at + size` lies within the region and no installed code occupies it.
        unsafe {
            std::ptr::copy_nonoverlapping(bytes.as_ptr(), self.write.as_ptr().add(at), bytes.len())
        };
        self.forget_written(at, at + bytes.len());
        // SAFETY: `at` lies within the region.
        let entry = unsafe { self.run.as_ptr().add(at) };
        make_visible(entry, bytes.len());
        Some(Entry(entry as usize))
    }

    /// Lets go of the pages through which code was written: the mapping that runs it keeps them.
    fn forget_written(&self, from: usize, to: usize) {
        const PAGE: usize = 1 << 16;
        let (from, to) = (from / PAGE * PAGE, to.next_multiple_of(PAGE).min(self.size));
        // SAFETY: the range lies within the writable mapping, which is shared, so that its content stays.
        unsafe {
            libc::madvise(self.write.as_ptr().add(from).cast(), to - from, libc::MADV_DONTNEED)
        };
    }

    /// Gives code back. The caller knows that no frame is inside it or will return into it.
    pub fn free(&mut self, entry: Entry, len: usize) {
        let at = entry.0 - self.run.as_ptr() as usize;
        let next = self.free.partition_point(|&(other, _)| other < at);
        self.free.insert(next, (at, len.next_multiple_of(ALIGN)));
        // With what is free on both sides.
        for first in [next, next.saturating_sub(1)] {
            if let [(a, len), (b, more), ..] = self.free[first..]
                && a + len == b
            {
                self.free[first].1 = len + more;
                self.free.remove(first + 1);
            }
        }
        if let Some((_, len)) = self.free.pop_if(|(at, len)| *at + *len == self.used) {
            self.used -= len;
        }
    }

    /// Gives all code back; as with [`CodeMemory::free`], no frame is inside any of it.
    pub fn clear(&mut self) {
        self.used = 0;
        self.free.clear();
    }

    /// The same code in memory of its own.
    pub fn copy(&self) -> io::Result<CodeMemory> {
        let copy = CodeMemory::new(self.size)?;
        // SAFETY: both regions have this size, and they are two.
        unsafe { std::ptr::copy_nonoverlapping(self.run.as_ptr(), copy.write.as_ptr(), self.used) };
        copy.forget_written(0, self.used);
        Ok(copy)
    }

    /// Has the memory of a copy take the place of this one's, at its addresses.
    pub fn move_in(&mut self, copy: CodeMemory) -> io::Result<()> {
        let copy = std::mem::ManuallyDrop::new(copy);
        let flags = libc::MREMAP_MAYMOVE | libc::MREMAP_FIXED;
        for (from, to) in [(copy.write, self.write), (copy.run, self.run)] {
            let (from, to) = (from.as_ptr().cast(), to.as_ptr().cast::<libc::c_void>());
            // SAFETY: both are whole mappings of this size; code stays where frames will return to.
            mapped(unsafe { libc::mremap(from, self.size, self.size, flags, to) })?;
        }
        make_visible(self.run.as_ptr(), self.used);
        Ok(())
    }

    /// Bytes handed out so far.
    pub fn used(&self) -> usize {
        self.used - self.free.iter().map(|f| f.1).sum::<usize>()
    }
}

impl Drop for CodeMemory {
    fn drop(&mut self) {
        // SAFETY: both ranges are this value's own mappings; code in them is not run after the VM.
        unsafe {
            libc::munmap(self.write.as_ptr().cast(), self.size);
            libc::munmap(self.run.as_ptr().cast(), self.size);
        }
    }
}

#[cfg(test)]
impl CodeMemory {
    /// Runs code of this region on raw words, without a VM; for the harness that proves lowering, whose
    /// frames have all slots that their code names.
    pub(crate) fn run_bare(&self, entry: Entry, frame: &mut [u64], local_0: usize) -> u64 {
        // SAFETY: installed code has this signature (`lower::entry_signature`) and lives as long as `self`.
        let f: extern "C" fn(*mut u8, *mut u64) -> u64 = unsafe { std::mem::transmute(entry.0) };
        f(std::ptr::null_mut(), frame[..].as_mut_ptr().wrapping_add(local_0))
    }
}
