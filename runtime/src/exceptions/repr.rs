//! `ExceptionObj`: arguments, traceback, cause and context, and a few words for the attributes of
//! particular exceptions (`attrs.rs` names them).

use super::Exc;
use crate::ctx::{Ctx, PyResult};
use crate::heap::{Field, Gc, Header, HeapObject, LayoutId, Marker, ShapeId, Trace};
use crate::object::layouts;
use crate::types::list::ListObj;
use crate::types::traceback::TracebackObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;
use std::cell::Cell;

/// Words for attributes of particular exceptions.
pub const EXTRA: usize = 7;

/// An exception.
#[repr(C)]
pub struct ExceptionObj {
    pub(crate) hdr: Header,
    /// `args`.
    pub args: Field<Gc<TupleObj>>,
    /// `__traceback__`.
    pub traceback: Field<Option<Gc<TracebackObj>>>,
    /// `__cause__`.
    pub cause: Field<Option<Value>>,
    /// `__context__`.
    pub context: Field<Option<Value>>,
    /// `__suppress_context__`.
    pub suppress_context: Cell<bool>,
    extra: [Field<Option<Value>>; EXTRA],
}

// SAFETY: `ExceptionObj` is `repr(C)`, begins with a `Header`, and only it uses this layout id.
unsafe impl HeapObject for ExceptionObj {
    const LAYOUT: LayoutId = layouts::EXCEPTION;
}

impl Trace for ExceptionObj {
    fn trace(&self, m: &mut Marker) {
        self.args.trace(m);
        self.traceback.trace(m);
        self.cause.trace(m);
        self.context.trace(m);
        self.extra.iter().for_each(|f| f.trace(m));
    }
}

impl ExceptionObj {
    /// The struct, for `alloc_instance`.
    pub fn new(shape: ShapeId, args: Gc<TupleObj>) -> ExceptionObj {
        ExceptionObj {
            hdr: Header::new(shape, layouts::EXCEPTION),
            args: Field::new(args),
            traceback: Field::new(None),
            cause: Field::new(None),
            context: Field::new(None),
            suppress_context: Cell::new(false),
            extra: std::array::from_fn(|_| Field::new(None)),
        }
    }

    /// The word `i` of the particular attributes.
    pub fn extra(&self, i: usize) -> Option<Value> {
        self.extra[i].get()
    }

    /// Sets the word `i` of the particular attributes.
    pub fn set_extra(&self, i: usize, v: Option<Value>) {
        self.extra[i].set(v);
    }

    /// Forgets the past of the preallocated `MemoryError`.
    pub fn reset_for_reuse(&self) {
        self.traceback.set(None);
        self.cause.set(None);
        self.context.set(None);
        self.suppress_context.set(false);
    }
}

impl Gc<ExceptionObj> {
    /// Makes `handled` the context of this exception, cutting a cycle as CPython does.
    pub fn link_context(self, handled: Value) {
        let Some(handled) = handled.cast::<ExceptionObj>() else { return };
        if handled.ptr_eq(self) {
            return;
        }
        let mut at = handled;
        let mut steps = 0u32;
        while let Some(next) = at.context.get().and_then(|c| c.cast::<ExceptionObj>()) {
            if next.ptr_eq(self) {
                at.context.set(None);
                break;
            }
            at = next;
            steps += 1;
            // A cycle that somebody made by hand, not through `self`.
            if steps > 100_000 {
                break;
            }
        }
        self.context.set(Some(handled.into()));
    }
}

impl Ctx {
    /// A new builtin exception, not raised; its constructor's attributes are set as
    /// `exc(*args)` would.
    pub fn new_exception(&mut self, exc: Exc, args: &[Value]) -> PyResult<Gc<ExceptionObj>> {
        let ty = self.exc_ty(exc);
        let args = self.tuple(args)?;
        let e = self.alloc_instance(ty, |shape| ExceptionObj::new(shape, args))?;
        super::attrs::set_from_args(self, exc, e);
        Ok(e)
    }

    /// Raises an exception object, or an instance made from an exception class: `raise v`.
    pub fn raise_value(&mut self, v: Value) -> crate::ctx::Raised {
        match self.exception_from(v) {
            Ok(e) => self.raise_object(e),
            Err(raised) => raised,
        }
    }

    /// The exception that `raise v` means.
    pub fn exception_from(&mut self, v: Value) -> PyResult<Gc<ExceptionObj>> {
        if let Some(e) = v.cast::<ExceptionObj>() {
            return Ok(e);
        }
        let base = self.exc_ty(Exc::BaseException);
        if let Some(class) = v.cast::<crate::object::type_obj::TypeObj>()
            && class.is_subtype(base)
        {
            let made = self.call0(v)?;
            return match made.cast::<ExceptionObj>() {
                Some(e) => Ok(e),
                None => {
                    let (c, got) = (self.repr(v)?, self.type_of(made));
                    let got = self.repr(got.into())?;
                    Err(self.raise(
                            Exc::TypeError,
                            format!("calling {c} should have returned an instance of BaseException, not {got}"),
                        ))
                }
            };
        }
        Err(self.raise(Exc::TypeError, "exceptions must derive from BaseException"))
    }

    /// Adds to `__notes__`.
    pub fn add_note(&mut self, e: Gc<ExceptionObj>, note: Value) -> PyResult<()> {
        let name = self.names.__notes__;
        let list = match self.getattr_opt(e.into(), name)? {
            Some(notes) => match notes.cast::<ListObj>() {
                Some(list) => list,
                None => {
                    return Err(
                        self.raise(Exc::TypeError, "Cannot add note: __notes__ is not a list")
                    );
                }
            },
            None => {
                let list = self.list(&[])?;
                self.setattr(e.into(), name, list.into())?;
                list
            }
        };
        self.list_append(list, note)
    }
}
