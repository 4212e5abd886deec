//! `heap_object!`: declares the struct of a heap object, how it is made and how it is traced.
//!
//! Traced fields come first and are [`Field`](crate::heap::Field)s; plain fields hold no values.
//! `flags` of the header stay free for the type's own use.

/// Declares a struct with its layout, constructor (`new(shape, fields..)`) and tracing.
#[macro_export]
macro_rules! heap_object {
    (
        $(#[$doc:meta])*
        pub struct $name:ident: $layout:ident {
            $($(#[$fdoc:meta])* $kind:ident $field:ident: $ty:ty,)*
        }
    ) => {
        $(#[$doc])*
        #[repr(C)]
        pub struct $name {
            pub(crate) hdr: $crate::heap::Header,
            $(
                $(#[$fdoc])*
                #[allow(missing_docs)]
                pub $field: $crate::heap_field!(type $kind $ty),
            )*
        }

        // SAFETY: the struct is `repr(C)`, begins with a `Header`, has no drop glue (fields and
        // cells of `Copy` words), and layout numbers are given to one struct each.
        #[allow(unsafe_code)]
        unsafe impl $crate::heap::HeapObject for $name {
            const LAYOUT: $crate::heap::LayoutId = $crate::object::layouts::$layout;
        }

        impl $name {
            /// The struct with this shape, for `alloc` and `alloc_instance`.
            #[allow(clippy::too_many_arguments)]
            pub fn new(shape: $crate::heap::ShapeId $(, $field: $ty)*) -> $name {
                $name {
                    hdr: $crate::heap::Header::new(shape, $crate::object::layouts::$layout),
                    $($field: $crate::heap_field!(new $kind $field),)*
                }
            }
        }

        impl $crate::heap::Trace for $name {
            fn trace(&self, m: &mut $crate::heap::Marker) {
                let _ = &m;
                $($crate::heap_field!(trace $kind (self.$field) m);)*
            }
        }
    };
}

/// What [`heap_object!`] does for each kind of field.
#[doc(hidden)]
#[macro_export]
macro_rules! heap_field {
    (type traced $ty:ty) => { $crate::heap::Field<$ty> };
    (type plain $ty:ty) => { std::cell::Cell<$ty> };
    (new traced $x:ident) => { $crate::heap::Field::new($x) };
    (new plain $x:ident) => { std::cell::Cell::new($x) };
    (trace traced ($x:expr) $m:ident) => { $x.trace($m) };
    (trace plain ($x:expr) $m:ident) => {};
}

/// The receiver of a slot or method as its struct: descriptors let no other object through.
#[macro_export]
macro_rules! this {
    ($v:expr, $ty:ty) => {
        match $v.cast::<$ty>() {
            Some(object) => object,
            None => unreachable!("a slot or method runs on instances of its own type"),
        }
    };
}
