//! Guards on the classes of operands. They read the stack and nothing else.

use crate::bytecode::Site;
use crate::interp::arith;
use crate::interp::regs::Interp;
use crate::types::generator::{GenState, GeneratorObj};
use taipan_runtime::heap::ShapeId;
use taipan_runtime::object::exact::Range;
use taipan_runtime::object::type_id::TypeId;
use taipan_runtime::value::Value;

/// Whether the value is a heap object of exactly this builtin type.
#[inline(always)]
pub(crate) fn is_exact(v: Value, ty: TypeId) -> bool {
    v.has_shape(ty.shape())
}

macro_rules! exact_guards {
    ($($name:ident: $depth:literal is $ty:ident;)*) => {
        impl Interp<'_> {
            $(
                #[inline(always)]
                pub fn $name(&mut self, _: Site) -> bool {
                    is_exact(self.peek($depth), TypeId::$ty)
                }
            )*
        }
    };
}

exact_guards! {
    guard_tos_str: 0 is STR;
    guard_tos_list: 0 is LIST;
    guard_tos_tuple: 0 is TUPLE;
    guard_tos_dict: 0 is DICT;
    guard_tos_slice: 0 is SLICE;
    guard_nos_list: 1 is LIST;
    guard_nos_tuple: 1 is TUPLE;
    guard_nos_dict: 1 is DICT;
    guard_nos_str: 1 is STR;
    guard_tos_list_iter: 0 is LIST_ITER;
    guard_tos_tuple_iter: 0 is TUPLE_ITER;
}

impl Interp<'_> {
    #[inline(always)]
    pub fn guard_tos_bool(&mut self, _: Site) -> bool {
        self.peek(0).as_bool().is_some()
    }

    #[inline(always)]
    pub fn guard_tos_int(&mut self, _: Site) -> bool {
        self.peek(0).is_small()
    }

    #[inline(always)]
    pub fn guard_tos_none(&mut self, _: Site) -> bool {
        self.peek(0).is_none()
    }

    #[inline(always)]
    pub fn guard_tos_set(&mut self, _: Site) -> bool {
        let v = self.peek(0);
        is_exact(v, TypeId::SET) || is_exact(v, TypeId::FROZENSET)
    }

    #[inline(always)]
    pub fn guard_both_int(&mut self, _: Site) -> bool {
        Value::both_small(self.peek(1), self.peek(0))
    }

    #[inline(always)]
    pub fn guard_both_float(&mut self, _: Site) -> bool {
        arith::is_float(self.peek(1)) && arith::is_float(self.peek(0))
    }

    #[inline(always)]
    pub fn guard_both_str(&mut self, _: Site) -> bool {
        is_exact(self.peek(1), TypeId::STR) && is_exact(self.peek(0), TypeId::STR)
    }

    /// Whether `v` has this shape and its class has not changed since the shape was made.
    #[inline(always)]
    pub fn has_fresh_shape(&self, v: Value, shape: u32) -> bool {
        v.has_shape(self.cx.shapes.get(ShapeId(shape)).live())
    }

    #[inline(always)]
    pub fn guard_tos_shape(&mut self, at: Site) -> bool {
        self.has_fresh_shape(self.peek(0), at.pair(1))
    }

    #[inline(always)]
    pub fn guard_tos_shape_or_none(&mut self, at: Site) -> bool {
        self.peek(0).is_none() || self.guard_tos_shape(at)
    }

    #[inline(always)]
    pub fn guard_tos_float(&mut self, _: Site) -> bool {
        arith::is_float(self.peek(0))
    }

    #[inline(always)]
    pub fn guard_nos_int(&mut self, _: Site) -> bool {
        self.peek(1).is_small()
    }

    #[inline(always)]
    pub fn guard_int_and_float(&mut self, _: Site) -> bool {
        let (a, b) = (self.peek(1), self.peek(0));
        a.is_small() && b.is_inline_float() || a.is_inline_float() && b.is_small()
    }

    #[inline(always)]
    pub fn guard_both_bool_or_int(&mut self, _: Site) -> bool {
        arith::int_or_bool(self.peek(1)).is_some() && arith::int_or_bool(self.peek(0)).is_some()
    }

    #[inline(always)]
    pub fn guard_tos_small_range(&mut self, _: Site) -> bool {
        self.peek(0).exact::<Range>().is_some_and(|r| r.small().is_some())
    }

    #[inline(always)]
    pub fn guard_nos_shape(&mut self, at: Site) -> bool {
        self.has_fresh_shape(self.peek(1), crate::specialize::packed::shape(at.word(1)))
    }

    #[inline(always)]
    pub fn guard_tos_range_iter(&mut self, _: Site) -> bool {
        is_exact(self.peek(0), TypeId::RANGE_ITER)
    }

    #[inline(always)]
    fn is_resumable(&self, v: Value) -> bool {
        v.cast::<GeneratorObj>().is_some_and(|g| {
            use GenState::*;
            matches!(g.state.get(), Created | Suspended | Delegating)
                && !crate::types::generator::is_async(g)
                && self.has_room(g.code.get())
        })
    }

    #[inline(always)]
    pub fn guard_tos_generator(&mut self, _: Site) -> bool {
        self.is_resumable(self.peek(0))
    }

    #[inline(always)]
    pub fn guard_nos_generator(&mut self, _: Site) -> bool {
        self.is_resumable(self.peek(1))
    }
}
