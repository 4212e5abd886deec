//! Objects of all other classes: who says how one is reduced.
#![forbid(unsafe_code)]

use super::super::errors::{self, noted};
use super::super::registry::{self, Registry};
use super::Saver;
use crate::ctx::{Ctx, PyResult};
use crate::exceptions::Exc;
use crate::heap::Gc;
use crate::object::type_id::TypeId;
use crate::object::type_obj::{TypeFlags, TypeObj};
use crate::types::dict::DictObj;
use crate::types::str::StrObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;

/// Whether this is the class of Python functions (which the layer above defines).
fn is_function(class: Gc<TypeObj>) -> bool {
    !class.has(TypeFlags::HEAP) && class.name.get().eq_str("function")
}

impl Saver {
    pub(super) fn save_object(&mut self, cx: &mut Ctx, v: Value) -> PyResult<()> {
        let class = cx.type_of(v);
        let mut reduced = None;
        if let Some(reducer) = self.reducer {
            let answer = cx.call(reducer, &[v])?;
            reduced = Some(answer).filter(|a| !a.is(Value::NOT_IMPLEMENTED));
        }
        let reduced = match reduced {
            Some(reduced) => reduced,
            None if class.ptr_eq(cx.ty(TypeId::TYPE)) => return self.save_type(cx, v),
            None if is_function(class) => return self.save_global(cx, v, None),
            None => match self.find_reducer(cx, class)? {
                Some(reducer) => cx.call(reducer, &[v])?,
                None if class.is_subtype(cx.ty(TypeId::TYPE)) => {
                    return self.save_global(cx, v, None);
                }
                None => self.ask_object(cx, v)?,
            },
        };
        if reduced.cast::<StrObj>().is_some() {
            return self.save_global(cx, v, Some(reduced));
        }
        let saved = match reduced.cast::<TupleObj>() {
            Some(parts) => self.save_reduced(cx, parts, Some(v)),
            None => {
                let name = errors::type_text(cx, reduced);
                let message = format!("__reduce__ must return a string or tuple, not {name}");
                Err(errors::pickling(cx, &message))
            }
        };
        noted(cx, saved, v, |_| Ok("object".to_owned()))
    }

    /// What the dispatch table has for a class: the pickler's own one, or that of `copyreg`.
    fn find_reducer(&mut self, cx: &mut Ctx, class: Gc<TypeObj>) -> PyResult<Option<Value>> {
        let table = match self.pickler.dispatch_table.get() {
            Some(table) => table,
            None => registry::get(cx, Registry::DispatchTable)?.into(),
        };
        match table.cast::<DictObj>().filter(|_| table.has_shape(TypeId::DICT.shape())) {
            Some(dict) if dict.is_empty() => Ok(None),
            Some(dict) => cx.dict_get(dict, class.into()),
            None => {
                let found = cx.getitem(table, class.into());
                cx.catch(Exc::KeyError, found)
            }
        }
    }

    /// `__reduce_ex__`, or `__reduce__`.
    fn ask_object(&mut self, cx: &mut Ctx, v: Value) -> PyResult<Value> {
        let (reduce_ex, reduce) = (cx.names.__reduce_ex__, cx.names.__reduce__);
        if let Some(method) = cx.getattr_opt(v, reduce_ex)? {
            return cx.call(method, &[Value::small(self.proto.into())]);
        }
        if let Some(method) = cx.getattr_opt(v, reduce)? {
            return cx.call0(method);
        }
        let name = errors::type_text(cx, v);
        Err(errors::pickling(cx, &format!("Can't pickle {name} object")))
    }

    /// A class; the classes of the singletons have no name to be found by.
    fn save_type(&mut self, cx: &mut Ctx, v: Value) -> PyResult<()> {
        for singleton in [Value::NONE, Value::ELLIPSIS, Value::NOT_IMPLEMENTED] {
            if Value::from(cx.type_of(singleton)).is(v) {
                let (class, args) = (cx.ty(TypeId::TYPE), cx.tuple(&[singleton])?);
                let reduced = cx.tuple(&[class.into(), args.into()])?;
                return self.save_reduced(cx, reduced, Some(v));
            }
        }
        self.save_global(cx, v, None)
    }
}
