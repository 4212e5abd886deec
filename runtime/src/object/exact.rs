//! Exact builtin types whose structs the interpreter reads: one comparison of the shape tells both
//! the type and the struct, where [`Value::cast`] would read the layout too.

use crate::heap::{Gc, HeapObject, ShapeId};
use crate::object::type_id::TypeId;
use crate::types as t;
use crate::value::Value;

/// An exact builtin type.
///
/// # Safety
/// Every object of this shape is an `Object`.
pub unsafe trait Exact {
    /// The struct of its instances.
    type Object: HeapObject;
    /// The shape of its instances (not of subclasses).
    const SHAPE: ShapeId;
}

macro_rules! exact_types {
    ($($(#[$doc:meta])* $name:ident = $id:ident $object:ty;)*) => {
        $(
            $(#[$doc])*
            pub struct $name;

            // SAFETY: constructors of this builtin type make this struct and no other.
            unsafe impl Exact for $name {
                type Object = $object;
                const SHAPE: ShapeId = TypeId::$id.shape();
            }
        )*
    };
}

exact_types! {
    /// `list`.
    List = LIST t::list::ListObj;
    /// `tuple`.
    Tuple = TUPLE t::tuple::TupleObj;
    /// `str`.
    Str = STR t::str::StrObj;
    /// `dict`.
    Dict = DICT t::dict::DictObj;
    /// `list_iterator`.
    ListIter = LIST_ITER t::seq_iter::SeqIterObj;
    /// `tuple_iterator`.
    TupleIter = TUPLE_ITER t::seq_iter::SeqIterObj;
    /// `range_iterator`.
    RangeIter = RANGE_ITER t::range::RangeIterObj;
    /// `range`.
    Range = RANGE t::range::RangeObj;
    /// `dict_keyiterator`.
    DictKeyIter = DICT_KEY_ITER t::dict::DictIterObj;
    /// `dict_valueiterator`.
    DictValueIter = DICT_VALUE_ITER t::dict::DictIterObj;
    /// `dict_itemiterator`.
    DictItemIter = DICT_ITEM_ITER t::dict::DictIterObj;
    /// `set_iterator`.
    SetIter = SET_ITER t::set::SetIterObj;
    /// `enumerate`.
    Enumerate = ENUMERATE t::enumerate::EnumerateObj;
    /// `zip`.
    Zip = ZIP t::zip::ZipObj;
    /// `map`.
    Map = MAP t::map::MapObj;
    /// `str_iterator`.
    StrIter = STR_ITER t::seq_iter::SeqIterObj;
    /// `list_reverseiterator`.
    ListReverseIter = LIST_REVERSE_ITER t::seq_iter::SeqIterObj;
    /// `bytes`.
    Bytes = BYTES t::bytes::BytesObj;
}

impl Value {
    /// The object, if it is one of exactly this type.
    #[inline(always)]
    pub fn exact<E: Exact>(self) -> Option<Gc<E::Object>> {
        // SAFETY: the shape says so (contract of `Exact`).
        self.has_shape(E::SHAPE).then(|| unsafe { Gc::from_addr(self.bits() as usize) })
    }
}
