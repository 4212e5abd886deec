//! Writing an object: which way each kind of object takes, and what the memo says about it.
//!
//! The order is CPython's: a persistent id, then what has no identity (None, bools, ints, floats),
//! the memo, the builtin containers and texts, `reducer_override`, and only then the tables and
//! methods by which classes say how they are reduced.
#![forbid(unsafe_code)]

mod atoms;
mod buffers;
mod containers;
pub(super) mod globals;
mod object;
mod reduce;
mod text;

use super::output::Output;
use super::pickler::PicklerObj;
use super::{errors, memo, opcode};
use crate::ctx::{Ctx, PyResult};
use crate::heap::{Gc, GcVec};
use crate::object::type_id::TypeId;
use crate::stdlib::types as ty;
use crate::value::Value;

/// One call of `dump`. It lives on the native stack, where the collector sees its values.
pub(super) struct Saver {
    pub(super) pickler: Gc<PicklerObj>,
    pub(super) out: Output,
    /// The protocol.
    proto: u8,
    /// Whether opcodes with binary arguments may be written.
    bin: bool,
    persistent_id: Option<Value>,
    reducer: Option<Value>,
    /// In fast mode: how deep the containers nest, and those beyond a depth that no sane program reaches.
    fast_depth: usize,
    fast_open: GcVec,
}

impl Saver {
    pub(super) fn new(
        pickler: Gc<PicklerObj>,
        out: Output,
        persistent_id: Option<Value>,
        reducer: Option<Value>,
    ) -> Saver {
        let (proto, bin) = (pickler.proto.get(), pickler.bin.get() != 0);
        let fast_open = GcVec::new();
        Saver { pickler, out, proto, bin, persistent_id, reducer, fast_depth: 0, fast_open }
    }

    /// Writes an object.
    #[inline(always)]
    pub(super) fn save(&mut self, cx: &mut Ctx, v: Value) -> PyResult<()> {
        match v.as_small() {
            // Most ints are that small, and there are many.
            Some(n @ 0..=0xff) if self.bin && self.persistent_id.is_none() => {
                self.out.op1(opcode::BININT1, n as u8);
                self.boundary(cx)
            }
            _ => self.save_any(cx, v),
        }
    }

    #[inline(never)]
    fn save_any(&mut self, cx: &mut Ctx, v: Value) -> PyResult<()> {
        match self.persistent_id {
            None => self.save_value(cx, v)?,
            Some(hook) => {
                let id = cx.call(hook, &[v])?;
                if id.is_none() { self.save_value(cx, v)? } else { self.save_persistent(cx, id)? }
            }
        }
        self.boundary(cx)
    }

    /// Writes an object that has no persistent id.
    fn save_plain(&mut self, cx: &mut Ctx, v: Value) -> PyResult<()> {
        self.save_value(cx, v)?;
        self.boundary(cx)
    }

    /// Between two objects a full frame ends.
    #[inline(always)]
    fn boundary(&mut self, cx: &mut Ctx) -> PyResult<()> {
        if self.out.is_full() {
            let write = self.pickler.write.get();
            self.out.commit(cx, write)?;
        }
        Ok(())
    }

    #[inline]
    fn save_value(&mut self, cx: &mut Ctx, v: Value) -> PyResult<()> {
        if let Some(n) = v.as_small() {
            return self.save_small(cx, n);
        }
        let Some(shape) = v.heap_shape() else { return self.save_immediate(cx, v) };
        if shape == TypeId::INT.shape() {
            return self.save_int(cx, v);
        }
        if shape == TypeId::FLOAT.shape() {
            return self.save_float(v.as_float().unwrap_or(0.0));
        }
        if let Some(number) = self.pickler.memo_get(v) {
            self.get(number);
            return Ok(());
        }
        if shape == TypeId::STR.shape() {
            return self.save_str(cx, v);
        }
        if shape == TypeId::BYTES.shape() {
            return self.save_bytes(cx, v);
        }
        cx.check_stack()?;
        if shape == TypeId::DICT.shape() {
            self.save_dict(cx, v)
        } else if shape == TypeId::LIST.shape() {
            self.save_list(cx, v)
        } else if shape == TypeId::TUPLE.shape() {
            self.save_tuple(cx, v)
        } else if shape == TypeId::SET.shape() {
            self.save_set(cx, v)
        } else if shape == TypeId::FROZENSET.shape() {
            self.save_frozenset(cx, v)
        } else if shape == TypeId::BYTEARRAY.shape() {
            self.save_bytearray(cx, v)
        } else if shape == ty::PICKLE_BUFFER.shape() {
            self.save_buffer(cx, v)
        } else {
            self.save_object(cx, v)
        }
    }

    fn save_immediate(&mut self, cx: &mut Ctx, v: Value) -> PyResult<()> {
        if v.is_none() {
            self.out.byte(opcode::NONE);
            return Ok(());
        }
        if let Some(b) = v.as_bool() {
            self.save_bool(b);
            return Ok(());
        }
        if let Some(f) = v.as_float() {
            return self.save_float(f);
        }
        // `...` and `NotImplemented`.
        match self.pickler.memo_get(v) {
            Some(number) => {
                self.get(number);
                Ok(())
            }
            None => self.save_object(cx, v),
        }
    }

    fn save_persistent(&mut self, cx: &mut Ctx, id: Value) -> PyResult<()> {
        if self.bin {
            self.save_plain(cx, id)?;
            self.out.byte(opcode::BINPERSID);
            return Ok(());
        }
        let text = cx.str_of(id)?;
        let Some(ascii) = text.as_ascii_bytes() else {
            let message = "persistent IDs in protocol 0 must be ASCII strings";
            return Err(errors::pickling(cx, message));
        };
        self.out.op(opcode::PERSID, ascii);
        self.out.byte(b'\n');
        Ok(())
    }

    /// Fetches an object that was written before.
    fn get(&mut self, number: usize) {
        if !self.bin {
            self.out.op(opcode::GET, format!("{number}\n").as_bytes());
        } else if number < 256 {
            self.out.op1(opcode::BINGET, number as u8);
        } else {
            self.out.op(opcode::LONG_BINGET, &(number as u32).to_le_bytes());
        }
    }

    /// Gives the object on top of the reader's stack the next number, so that it can be fetched.
    #[inline]
    fn memoize(&mut self, cx: &mut Ctx, v: Value) -> PyResult<()> {
        if self.pickler.fast.get() != 0 {
            return Ok(());
        }
        let number = self.pickler.memo_len.get();
        memo::put(cx, self.pickler, v, number)?;
        if self.proto >= 4 {
            self.out.byte(opcode::MEMOIZE);
        } else if !self.bin {
            self.out.op(opcode::PUT, format!("{number}\n").as_bytes());
        } else if number < 256 {
            self.out.op1(opcode::BINPUT, number as u8);
        } else {
            self.out.op(opcode::LONG_BINPUT, &(number as u32).to_le_bytes());
        }
        Ok(())
    }
}
