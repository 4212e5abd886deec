//! The embedding API: a VM in a host program, its objects, calls and errors.
//!
//! What a program does wrong is an [`Error`]; nothing that a program or the host passes in is a panic. A VM stays on
//! its thread, whose native stack bounds how deep Python code may call. Each call of the API has the limits of the
//! options anew. Functions of the host cannot be called by Python code.
//!
//! ```
//! let mut vm = taipan::Vm::new(&taipan::Options::default())?;
//! vm.run("def area(w, h): return w * h")?;
//! let area = vm.global("area")?.expect("the program defines it");
//! let sides = [vm.int(6)?, vm.float(0.5)?];
//! let result = vm.call(&area, &[&sides[0], &sides[1]])?;
//! assert_eq!(vm.float_of(&result)?, 3.0);
//! assert_eq!(vm.run("area(1)").unwrap_err().kind, "TypeError");
//! # Ok::<(), taipan::Error>(())
//! ```

mod error;
mod object;
mod values;

pub use error::Error;
pub use object::Object;
pub use values::Comparison;

use crate::capture::FILENAME;
use crate::options::Options;
use object::Handles;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::heap::Gc;
use taipan_runtime::limits::Limits;
use taipan_runtime::types::dict::DictObj;
use taipan_runtime::types::list::ListObj;
use taipan_runtime::value::Value;
use taipan_vm::{import, traceback};

/// A Python VM.
pub struct Vm {
    cx: Option<Box<Ctx>>,
    /// What handles name, by number.
    slots: Gc<ListObj>,
    handles: Handles,
    /// The namespace of `__main__`.
    globals: Gc<DictObj>,
    limits: Limits,
}

/// Native stack that is left to the host, and the least that Python code can do with.
const HOSTS_STACK: usize = 256 << 10;
const LEAST_STACK: usize = 512 << 10;

impl Vm {
    /// A VM on this thread. Its output is kept: [`Vm::output`].
    ///
    /// # Errors
    /// When there is no memory for it, or not enough native stack.
    pub fn new(options: &Options) -> Result<Vm, Error> {
        let mut runtime = options.runtime.clone();
        if let Some(left) = stacker::remaining_stack() {
            runtime.native_stack = runtime.native_stack.min(left.saturating_sub(HOSTS_STACK));
        }
        if runtime.native_stack < LEAST_STACK {
            return Err(Error::of_host("StackError", "not enough native stack on this thread"));
        }
        let mut cx = taipan_vm::start(&runtime, options.tiers.clone())
            .ok_or_else(|| Error::of_host("MemoryError", "not enough memory to start"))?;
        match set_up(&mut cx, options) {
            Ok((slots, globals)) => Ok(Vm {
                cx: Some(cx),
                slots,
                handles: Handles::default(),
                globals,
                limits: options.limits,
            }),
            Err(_) => {
                let error = Error::taken(&mut cx);
                Ctx::end(cx);
                Err(error)
            }
        }
    }

    /// Runs source text in `__main__`.
    ///
    /// # Errors
    /// Its exception.
    pub fn run(&mut self, source: &str) -> Result<(), Error> {
        let globals = self.globals;
        self.enter(|cx| {
            let code = compiled(cx, source)?;
            call_builtin(cx, "exec", &[code, globals.into()])
        })
        .map(drop)
    }

    /// The value of an expression in `__main__`.
    ///
    /// # Errors
    /// Its exception.
    pub fn eval(&mut self, expression: &str) -> Result<Object, Error> {
        let globals = self.globals;
        self.object(|cx| {
            let text = cx.str(expression)?;
            call_builtin(cx, "eval", &[text.into(), globals.into()])
        })
    }

    /// The code object of source text, for [`Vm::exec`].
    ///
    /// # Errors
    /// `SyntaxError`, mostly.
    pub fn compile(&mut self, source: &str) -> Result<Object, Error> {
        self.object(|cx| compiled(cx, source))
    }

    /// Runs a code object in `__main__`.
    ///
    /// # Errors
    /// Its exception, or that it is no code object.
    pub fn exec(&mut self, code: &Object) -> Result<(), Error> {
        let (code, globals) = (self.value(code)?, self.globals);
        self.enter(|cx| call_builtin(cx, "exec", &[code, globals.into()])).map(drop)
    }

    /// A global variable of `__main__`.
    ///
    /// # Errors
    /// When there is no memory.
    pub fn global(&mut self, name: &str) -> Result<Option<Object>, Error> {
        let globals = self.globals;
        let found = self.enter(|cx| {
            let name = cx.intern(name)?;
            Ok(cx.dict_get_str(globals, name))
        })?;
        found.map(|v| self.object(|_| Ok(v))).transpose()
    }

    /// Sets a global variable of `__main__`.
    ///
    /// # Errors
    /// When there is no memory, or the object is another VM's.
    pub fn set_global(&mut self, name: &str, to: &Object) -> Result<(), Error> {
        let (to, globals) = (self.value(to)?, self.globals);
        self.enter(|cx| {
            let name = cx.intern(name)?;
            cx.dict_set_str(globals, name, to)
        })
    }

    /// A module, imported if need be.
    ///
    /// # Errors
    /// What the import raises.
    pub fn import(&mut self, name: &str) -> Result<Object, Error> {
        self.object(|cx| import::import_module(cx, name))
    }

    /// What was printed since the last call: standard output and standard error.
    pub fn output(&mut self) -> [String; 2] {
        // What streams of the program hold back is lost if they are broken.
        let _ = self.enter(|cx| cx.flush_standard_streams());
        let cx = self.cx.as_mut().expect("a VM has a context until it is dropped");
        let kept = cx.captured.replace(Default::default()).unwrap_or_default();
        kept.map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Collects garbage, and runs what it finds to be run.
    ///
    /// # Errors
    /// A limit that is reached.
    pub fn collect(&mut self) -> Result<(), Error> {
        self.enter(|cx| {
            cx.collect_fully()?;
            cx.poll()
        })
    }

    /// Does something in the VM, within the limits.
    fn enter<T>(&mut self, work: impl FnOnce(&mut Ctx) -> PyResult<T>) -> Result<T, Error> {
        let cx = self.cx.as_mut().expect("a VM has a context until it is dropped");
        cx.limit(self.limits);
        let done = work(cx);
        done.map_err(|_| {
            // What is said of an exception is said when it is over.
            cx.lift_limits();
            Error::taken(cx)
        })
    }

    /// Does something in the VM that gives an object.
    fn object(&mut self, work: impl FnOnce(&mut Ctx) -> PyResult<Value>) -> Result<Object, Error> {
        let (handles, slots) = (self.handles.clone(), self.slots);
        self.enter(|cx| {
            let v = work(cx)?;
            handles.hold(cx, slots, v)
        })
    }

    /// What an object of this VM is.
    fn value(&self, object: &Object) -> Result<Value, Error> {
        let slot = self.handles.slot(object);
        slot.and_then(|slot| self.slots.get(slot))
            .ok_or_else(|| Error::of_host("ValueError", "an object of another VM"))
    }
}

impl Drop for Vm {
    fn drop(&mut self) {
        if let Some(mut cx) = self.cx.take() {
            cx.close_threads();
            cx.lift_limits();
            Ctx::end(cx);
        }
    }
}

fn set_up(cx: &mut Ctx, options: &Options) -> PyResult<(Gc<ListObj>, Gc<DictObj>)> {
    if let Some(limit) = options.recursion_limit {
        cx.recursion_limit = limit;
    }
    if let Some(units) = options.thread_slice() {
        cx.threads.slices.fix(units);
    }
    // Machine code that is made from now on counts what is limited.
    cx.limit(options.limits);
    let slots = cx.list(&[])?;
    cx.heap.add_permanent_root(slots.into());
    let sys = import::import_module(cx, "sys")?;
    let library = cx.str(taipan_stdlib::PREFIX)?;
    let path = cx.list(&[library.into()])?;
    let name = cx.intern("path")?;
    cx.setattr(sys, name, path.into())?;
    cx.captured = Some(Default::default());
    if let Some(jit) = &options.jit {
        let backend = taipan_jit::backend::CraneliftBackend::new(jit.clone());
        taipan_vm::Vm::of(cx).set_backend(Box::new(backend));
    }
    let globals = import::new_main(cx)?.dict.get();
    cx.heap.add_permanent_root(globals.into());
    Ok((slots, globals))
}

fn compiled(cx: &mut Ctx, source: &str) -> PyResult<Value> {
    traceback::register_source(FILENAME, source);
    Ok(import::compile_source(cx, source.as_bytes(), FILENAME)?.into())
}

fn call_builtin(cx: &mut Ctx, name: &str, args: &[Value]) -> PyResult<Value> {
    let builtins = import::import_module(cx, "builtins")?;
    let name = cx.intern(name)?;
    let function = cx.getattr(builtins, name)?;
    cx.call(function, args)
}

#[cfg(test)]
mod tests;
