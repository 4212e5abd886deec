//! Sending to generators, coroutines and what behaves like them (PEP 342, PEP 380).

#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult, Raised};
use crate::exceptions::{Exc, ExceptionObj};
use crate::heap::Gc;
use crate::object::args::check_positional;
use crate::object::slots::Sent;
use crate::object::type_obj::{TypeFlags, TypeObj};
use crate::raise;
use crate::types::traceback::TracebackObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;

/// What an exception is thrown into; each has its own words for what is none.
#[derive(Copy, Clone, PartialEq, Eq)]
pub enum Thrower {
    /// A generator or coroutine.
    Generator,
    /// The iterator of a future.
    Future,
}

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

    /// The deprecated `throw(type, value, traceback)`, by the name of the method, is warned of.
    pub fn warn_of_throw(&mut self, name: &str, args: &[Value]) -> PyResult<()> {
        if args.len() < 2 {
            return Ok(());
        }
        self.warn_deprecated(&format!(
            "the (type, exc, tb) signature of {name}() is deprecated, \
             use the single-arg signature instead."
        ))
    }

    /// What `throw(value)` or the deprecated `throw(type, value, traceback)` throws, warned of.
    pub fn thrown(&mut self, args: &[Value], into: Thrower) -> PyResult<Gc<ExceptionObj>> {
        check_positional(self, "throw", args.len(), 1, 3)?;
        self.warn_of_throw("throw", args)?;
        self.exception_of_throw(args, into)
    }

    /// What one to three arguments of `throw` mean.
    pub fn exception_of_throw(
        &mut self,
        args: &[Value],
        into: Thrower,
    ) -> PyResult<Gc<ExceptionObj>> {
        let of_generator = into == Thrower::Generator;
        let traceback =
            match args.get(2).filter(|tb| !tb.is_none()).map(|tb| tb.cast::<TracebackObj>()) {
                Some(None) => {
                    let word = if of_generator { " object" } else { "" };
                    raise!(self, TypeError, "throw() third argument must be a traceback{word}")
                }
                given => given.flatten(),
            };
        let value = args.get(1).copied().filter(|v| !v.is_none());
        let class = args[0].cast::<TypeObj>().filter(|t| t.has(TypeFlags::EXCEPTION));
        let exception = match (class, args[0].cast::<ExceptionObj>()) {
            (Some(class), _) => self.normalized(class, value),
            (None, Some(_)) if value.is_some() => {
                raise!(self, TypeError, "instance exception may not have a separate value")
            }
            (None, Some(exception)) => exception,
            (None, None) if of_generator => {
                let got = self.type_name(args[0]);
                raise!(
                    self,
                    TypeError,
                    "exceptions must be classes or instances deriving from BaseException, not {got}"
                )
            }
            (None, None) => raise!(
                self,
                TypeError,
                "exceptions must be classes deriving BaseException or instances of such a class"
            ),
        };
        if let Some(traceback) = traceback {
            exception.traceback.set(Some(traceback));
        }
        Ok(exception)
    }

    /// The exception of a class with this value; where making it fails, what that raised.
    fn normalized(&mut self, class: Gc<TypeObj>, value: Option<Value>) -> Gc<ExceptionObj> {
        if let Some(exception) = value.and_then(|v| v.cast::<ExceptionObj>())
            && self.type_of(exception.into()).is_subtype(class)
        {
            return exception;
        }
        let made = match value {
            None => self.call0(class.into()),
            Some(value) => match value.cast::<TupleObj>() {
                Some(args) => self.call(class.into(), args.items()),
                None => self.call(class.into(), &[value]),
            },
        };
        let made = made.and_then(|made| match made.cast::<ExceptionObj>() {
            Some(exception) => Ok(exception),
            None => {
                let (class, got) = (self.repr(class.into())?, self.type_name(made));
                raise!(
                    self,
                    TypeError,
                    "calling {class} should have returned an instance of BaseException, not {got}"
                )
            }
        });
        made.unwrap_or_else(|_| self.take_exception())
    }
}

/// `exc.value` of a `StopIteration`.
pub fn stop_iteration_value(exc: Value) -> Value {
    exc.cast::<ExceptionObj>().and_then(|e| e.args.get().get(0)).unwrap_or(Value::NONE)
}
