//! Sending to generators, coroutines and what behaves like them (PEP 342, PEP 380).

#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult, Raised};
use crate::exceptions::{Exc, ExceptionObj};
use crate::object::slots::Sent;
use crate::value::Value;

impl Ctx {
    /// `receiver.send(value)`, or `next(receiver)` for None; a `StopIteration` is a return.
    pub fn send(&mut self, receiver: Value, value: Value) -> PyResult<Sent> {
        if let Some(send) = self.type_of(receiver).slots.send.get() {
            return send(self, receiver, value);
        }
        match self.send_by_name(receiver, value) {
            Err(raised) => self.stop_value(raised).map(Sent::Returned),
            sent => sent,
        }
    }

    /// As [`send`](Ctx::send), to what has no slot for it; a `StopIteration` stays in flight.
    pub fn send_by_name(&mut self, receiver: Value, value: Value) -> PyResult<Sent> {
        let ty = self.type_of(receiver);
        match ty.slots.next.get() {
            // A Python `__next__` is called itself: the slot would lose the value of its StopIteration.
            Some(_) if value.is_none() && ty.is_mutable() => {
                let name = self.names.__next__;
                self.call_special(receiver, name, &[]).map(Sent::Yielded)
            }
            // The slot itself, since `Ctx::next` drops the value of a StopIteration too.
            Some(next) if value.is_none() => Ok(match next(self, receiver)? {
                Some(v) => Sent::Yielded(v),
                None => Sent::Returned(Value::NONE),
            }),
            _ => {
                let name = self.names.send;
                self.call_method(receiver, name, &[value]).map(Sent::Yielded)
            }
        }
    }

    /// Takes a `StopIteration` out of flight and gives its value; other exceptions stay.
    pub fn stop_value(&mut self, raised: Raised) -> PyResult<Value> {
        if !self.exception_is(Exc::StopIteration) {
            return Err(raised);
        }
        Ok(stop_iteration_value(self.take_exception().into()))
    }
}

/// `exc.value` of a `StopIteration`.
pub fn stop_iteration_value(exc: Value) -> Value {
    exc.cast::<ExceptionObj>().and_then(|e| e.args.get().get(0)).unwrap_or(Value::NONE)
}
