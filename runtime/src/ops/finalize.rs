//! What the collector left to be done in Python: callbacks of weak references, and `__del__`.
//!
//! The VM calls `run_finalizers` at a safe point after `breaker::FINALIZERS` was set; `gc.collect()`
//! and interpreter exit call it too.

#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::object::type_obj::{TypeFlags, TypeObj};
use crate::value::Value;
use std::collections::HashSet;

/// Finalizers can make further garbage with finalizers; a full collection follows them this often.
const MAX_ROUNDS: usize = 8;

impl Ctx {
    /// Calls everything that waits; returns how many calls that were. Exceptions are reported and
    /// dropped; one in flight is kept.
    pub fn run_finalizers(&mut self) -> usize {
        if !self.heap.has_pending() {
            return 0;
        }
        let in_flight = self.exception_in_flight().map(|_| self.take_exception());
        let mut calls = 0;
        loop {
            // A weak reference that had a target with `__del__` is cleared after that has run, so
            // the order of the two queues does not matter.
            if let Some(weak) = self.heap.take_cleared_weak() {
                self.run_weak_callback(weak);
            } else if let Some(object) = self.heap.take_pending_finalizer() {
                self.run_del(object);
            } else {
                break;
            }
            calls += 1;
        }
        if let Some(e) = in_flight {
            let _ = self.reraise(e);
        }
        calls
    }

    fn run_weak_callback(&mut self, weak: Value) {
        let callback = weak.cast::<crate::types::weakref::WeakRefObj>().and_then(|w| w.callback());
        if let Some(callback) = callback
            && self.call(callback, &[weak]).is_err()
        {
            self.write_unraisable("Exception ignored while calling weakref callback", callback);
        }
    }

    fn run_del(&mut self, object: Value) {
        if let Some(del) = self.type_of(object).slots.del.get()
            && del(self, object).is_err()
        {
            let name = self.intern("__del__").ok();
            let class = self.type_of(object);
            let method = name.and_then(|n| self.type_lookup(class, n)).unwrap_or(object);
            self.write_unraisable("Exception ignored while calling deallocator", method);
        }
    }

    /// A full collection with all finalizers it brings about, as `gc.collect()` does.
    pub fn collect_fully(&mut self) -> PyResult<()> {
        for _ in 0..MAX_ROUNDS {
            while !self.heap.collect_or_give_up() {
                self.give_way()?;
            }
            if self.run_finalizers() == 0 {
                break;
            }
        }
        Ok(())
    }

    /// The program ends: calls `__del__` of every object that has one and was not found dead, whoever refers to it.
    /// In the order in which they were made, but what others of them refer to comes last: the buffer of a file after
    /// the file.
    pub fn finalize_all(&mut self) {
        self.run_finalizers();
        let all = self.heap.finalizable();
        if all.is_empty() {
            return;
        }
        // No Python code runs before they are queued, so nothing is collected.
        let mut reached = HashSet::new();
        let mut pending = Vec::new();
        for &object in &all {
            self.heap.referents(object, &mut pending);
            while let Some(v) = pending.pop() {
                if self.is_part(v) && reached.insert(v.bits()) {
                    self.heap.referents(v, &mut pending);
                }
            }
        }
        self.heap.queue_all_finalizers(|object| reached.contains(&object));
        self.run_finalizers();
    }

    /// Whether what refers to this object may own it: it is an instance of a class, or a container. Everything can
    /// be reached from classes, modules and functions.
    fn is_part(&mut self, v: Value) -> bool {
        let ty = self.type_of(v);
        v.cast::<TypeObj>().is_none() && ty.has(TypeFlags::HEAP)
            || ty.has(TypeFlags::DICT)
            || ty.has(TypeFlags::LIST)
            || ty.has(TypeFlags::TUPLE)
    }

    /// Reports the exception in flight, which nobody can catch, through `sys.unraisablehook`.
    pub fn write_unraisable(&mut self, message: &str, object: Value) {
        let e = self.take_exception();
        if self.call_unraisable_hook(Value::from(e), message, object).is_err() {
            self.clear_exception();
            let (what, error) = (self.repr_lossy(object), self.repr_lossy(e.into()));
            eprintln!("{message} {what}: {error}");
        }
    }

    fn call_unraisable_hook(&mut self, e: Value, message: &str, object: Value) -> PyResult<()> {
        let sys = (self.hooks.import)(self, "sys")?;
        let hook = self.intern("unraisablehook")?;
        let hook = self.getattr(sys, hook)?;
        let class = self.type_of(e);
        let traceback = self.intern("__traceback__")?;
        let traceback = self.getattr(e, traceback)?;
        let message = self.str(message)?;
        let fields: [(&str, Value); 5] = [
            ("exc_type", class.into()),
            ("exc_value", e),
            ("exc_traceback", traceback),
            ("err_msg", message.into()),
            ("object", object),
        ];
        let namespace = self.ty(crate::object::type_id::TypeId::NAMESPACE);
        let args = self.call(namespace.into(), &[])?;
        for (name, value) in fields {
            let name = self.intern(name)?;
            self.setattr(args, name, value)?;
        }
        self.call(hook, &[args]).map(|_| ())
    }
}
