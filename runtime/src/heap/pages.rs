//! Memory given back to the system while the process lives.
//!
//! Starting, importing and compiling touch megabytes of code, constants and native blocks that running
//! does not need again. Pages that come from a file and were never written can go at any time: the system
//! maps them again as they are needed.

/// Lets go of the pages that lie wholly within constant data of the program.
pub(super) fn forget(bytes: &'static [u8]) {
    let range = bytes.as_ptr_range();
    // SAFETY: constant data of the program is mapped from its file and never written.
    unsafe { drop_pages(range.start.addr(), range.end.addr()) };
}

/// Returns what the native allocator holds unused (for this thread, or for none), and lets go of code and constants of the program and
/// its libraries.
pub fn give_back_native_memory() {
    super::native::let_go();
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        // SAFETY: `malloc_trim` may be called at any time, by any thread.
        unsafe { libc::malloc_trim(0) };
        // A debugger's breakpoints are changes of these pages, which would be lost.
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        if status.contains("TracerPid:\t0\n") {
            // SAFETY: the function fits the type that is called; it is called with valid descriptions.
            unsafe { libc::dl_iterate_phdr(Some(forget_object), std::ptr::null_mut()) };
        }
    }
}

/// Has the native allocator give large blocks back as they are freed, whatever size it saw before. For
/// a process that is this program's own: the setting is the process's.
pub fn return_large_native_blocks() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: `mallopt` changes a setting of the allocator; it is called before other threads run.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, 24 << 10);
    }
}

/// Has the native allocator keep what is freed, for a process that needs it again soon.
pub fn keep_native_blocks() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: `mallopt` changes settings of the allocator; it is called before other threads run.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, 32 << 20);
        libc::mallopt(libc::M_TRIM_THRESHOLD, 256 << 20);
    }
}

/// Lets go of the segments of one loaded file that nothing can have written: those that are mapped without
/// the right to. What is protected only after relocation lies in a segment with that right.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
unsafe extern "C" fn forget_object(
    object: *mut libc::dl_phdr_info,
    _: usize,
    _: *mut libc::c_void,
) -> libc::c_int {
    // SAFETY: the caller gives a valid description, whose headers are as many as it says.
    let (base, name, headers) = unsafe {
        let object = &*object;
        let headers = std::slice::from_raw_parts(object.dlpi_phdr, object.dlpi_phnum as usize);
        (object.dlpi_addr as usize, std::ffi::CStr::from_ptr(object.dlpi_name), headers)
    };
    // The kernel's own object has no file.
    if name.to_bytes().starts_with(b"linux-") {
        return 0;
    }
    for h in headers {
        if h.p_type == libc::PT_LOAD && h.p_flags & libc::PF_W == 0 {
            let from = base + h.p_vaddr as usize;
            // SAFETY: see above; position-independent code has no relocations in such segments.
            unsafe { drop_pages(from, from + h.p_memsz as usize) };
        }
    }
    0
}

/// Drops the whole pages between two addresses.
///
/// # Safety
/// They are mapped from a file and were not changed since.
#[cfg(target_os = "linux")]
unsafe fn drop_pages(from: usize, to: usize) {
    // SAFETY: a question without arguments that point anywhere.
    let page = unsafe { libc::sysconf(libc::_SC_PAGESIZE) } as usize;
    let (from, to) = (from.next_multiple_of(page), to & !(page - 1));
    if from < to {
        // SAFETY: by the contract, a page that is dropped is read from the file again.
        unsafe { libc::madvise(from as *mut _, to - from, libc::MADV_DONTNEED) };
    }
}

#[cfg(not(target_os = "linux"))]
unsafe fn drop_pages(_: usize, _: usize) {}
