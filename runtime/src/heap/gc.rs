//! `Gc<T>`: a pointer to a heap object. It is a plain word: copying it costs nothing and keeps
//! nothing alive by itself.
//!
//! The collector finds a `Gc` on the native stack, in registers, in the VM's value stack and in
//! traced fields of other objects. One that lies in a `Vec`, `Box`, `HashMap` or `static` is
//! invisible to it.

use super::header::{Header, LayoutId};
use crate::value::Value;
use std::num::NonZeroU64;
use std::ops::Deref;
use std::ptr::NonNull;

/// A struct that can be a heap object.
///
/// # Safety
/// The struct is `repr(C)`, its first field is a [`Header`], it has no drop glue, and no other
/// struct uses the same layout number.
pub unsafe trait HeapObject: Sized {
    /// The number in the header of such objects.
    const LAYOUT: LayoutId;
}

/// A pointer to a live heap object of struct `T`.
#[repr(transparent)]
pub struct Gc<T>(NonNull<T>);

const _: () = assert!(size_of::<Option<Gc<Header>>>() == 8);

impl<T> Copy for Gc<T> {}

impl<T> Clone for Gc<T> {
    #[inline(always)]
    fn clone(&self) -> Gc<T> {
        *self
    }
}

impl<T> Deref for Gc<T> {
    type Target = T;
    #[inline(always)]
    fn deref(&self) -> &T {
        // SAFETY: a `Gc` is made only from the address of an initialized object, and the object
        // lives as long as the `Gc` is where the collector sees it, which is the rule of this type.
        unsafe { self.0.as_ref() }
    }
}

impl<T> Gc<T> {
    /// The object at this address.
    ///
    /// # Safety
    /// An initialized object of struct `T` lives there.
    #[inline(always)]
    pub const unsafe fn from_addr(addr: usize) -> Gc<T> {
        // SAFETY: the caller vouches for an object, so the address is not null.
        Gc(unsafe { NonNull::new_unchecked(addr as *mut T) })
    }

    /// The object behind a pointer.
    ///
    /// # Safety
    /// An initialized object of struct `T` lives there.
    #[inline(always)]
    pub const unsafe fn from_ptr(ptr: NonNull<T>) -> Gc<T> {
        Gc(ptr)
    }

    /// The address; it never changes while the object lives.
    #[inline(always)]
    pub fn addr(self) -> usize {
        self.0.as_ptr() as usize
    }

    /// The address as a value word.
    #[inline(always)]
    pub fn addr_nonzero(self) -> NonZeroU64 {
        self.0.addr().try_into().expect("addresses have 64 bits")
    }

    /// The raw pointer.
    #[inline(always)]
    pub const fn as_ptr(self) -> *mut T {
        self.0.as_ptr()
    }

    /// Whether both are the same object.
    #[inline(always)]
    pub fn ptr_eq(self, other: Gc<T>) -> bool {
        self.0 == other.0
    }
}

impl<T: HeapObject> Gc<T> {
    /// The object as a value.
    #[inline(always)]
    pub fn as_value(self) -> Value {
        Value::from(self)
    }

    /// The object's header.
    #[inline(always)]
    pub fn header(&self) -> &Header {
        // SAFETY: every `HeapObject` begins with a header.
        unsafe { self.0.cast::<Header>().as_ref() }
    }
}

impl<T> std::fmt::Debug for Gc<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Gc@{:#x}", self.addr())
    }
}
