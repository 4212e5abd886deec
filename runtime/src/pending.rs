//! Stand-ins for parts that other founders land; each line goes away with the real part.
use crate::ctx::{Ctx, PyResult};
use crate::heap::{Gc, GcVec};
use crate::object::slots::CmpOp;
use crate::ops::BinOp;
use crate::types::list::ListObj;
use crate::types::str::StrObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;

#[macro_export]
macro_rules! pending_object {
    ($name:ident, $layout:ident) => {
        #[repr(C)]
        pub struct $name { hdr: crate::heap::Header }
    };
}
fn no<T>(cx: &mut Ctx) -> PyResult<T> { Err(cx.raise(crate::Exc::SystemError, "pending")) }
pub fn class_getitem(cx: &mut Ctx, _: Value, _: Value) -> PyResult<Value> { no(cx) }
pub fn type_or(cx: &mut Ctx, _: Value, _: Value) -> PyResult<Value> { no(cx) }
pub struct ReprGuard;
// numbers
impl Ctx {
    pub fn eq(&mut self, a: Value, b: Value) -> PyResult<bool> { let _ = b; let _ = a; no(self) }
    pub fn compare(&mut self, a: Value, b: Value, op: CmpOp) -> PyResult<Value> { let _ = (a, b, op); no(self) }
    pub fn hash(&mut self, v: Value) -> PyResult<i64> { let _ = v; no(self) }
    pub fn hash_str(&mut self, v: Gc<StrObj>) -> i64 { if let Some(h) = v.cached_hash() { return h; } let mut h = 5381i64; for c in v.code_points() { h = h.wrapping_mul(33) ^ c as i64; } if h == 0 { h = 1; } v.set_hash(h); h }
    pub fn truth(&mut self, v: Value) -> PyResult<bool> { let _ = v; no(self) }
    pub fn binary(&mut self, op: BinOp, a: Value, b: Value) -> PyResult<Value> { let _ = (op, a, b); no(self) }
    pub fn index(&mut self, v: Value) -> PyResult<Value> { let _ = v; no(self) }
    pub fn index_i64(&mut self, v: Value) -> PyResult<i64> { let _ = v; no(self) }
}
// text
impl Ctx {
    pub fn repr(&mut self, v: Value) -> PyResult<Gc<StrObj>> { let _ = v; no(self) }
    pub fn str_of(&mut self, v: Value) -> PyResult<Gc<StrObj>> { let _ = v; no(self) }
    pub fn default_repr(&mut self, v: Value) -> PyResult<Gc<StrObj>> { let _ = v; no(self) }
    pub fn repr_enter(&mut self, v: Value) -> Option<ReprGuard> { let _ = v; None }
    pub fn repr_leave(&mut self, _: ReprGuard) {}
}
// containers
impl Ctx {
    pub fn iter(&mut self, v: Value) -> PyResult<Value> { let _ = v; no(self) }
    pub fn to_list(&mut self, v: Value) -> PyResult<Gc<ListObj>> { let _ = v; no(self) }
    pub fn to_tuple(&mut self, v: Value) -> PyResult<Gc<TupleObj>> { let _ = v; no(self) }
    pub fn collect(&mut self, v: Value) -> PyResult<GcVec> { let _ = v; no(self) }
    pub fn len(&mut self, v: Value) -> PyResult<usize> { let _ = v; no(self) }
    pub fn getitem(&mut self, v: Value, k: Value) -> PyResult<Value> { let _ = (v, k); no(self) }
    pub fn contains(&mut self, v: Value, k: Value) -> PyResult<bool> { let _ = (v, k); no(self) }
    pub fn contains_by_iteration(&mut self, v: Value, k: Value) -> PyResult<bool> { let _ = (v, k); no(self) }
}
