//! `FrameObj`: what Python code sees of a frame.
//!
//! While the frame runs, the object points at it. When the frame ends, what can still be asked for
//! (locals, position, the frame below) is copied here and the object stands alone.

use crate::frame::Frame;
use crate::frame::layout::Slot;
use crate::types::code::CodeObj;
use crate::types::function::FunctionObj;
use crate::types::layouts;
use std::cell::Cell;
use taipan_runtime::heap::{Field, Gc, Header, HeapObject, LayoutId, Marker, Trace, ValueArray};
use taipan_runtime::value::Value;

/// A frame object.
#[repr(C)]
pub struct FrameObj {
    pub(crate) hdr: Header,
    live: Cell<*mut Slot>,
    /// The function, whose globals and builtins are the frame's.
    pub func: Field<Gc<FunctionObj>>,
    /// `f_code`.
    pub code: Field<Gc<CodeObj>>,
    /// `f_back` of a frame that ended.
    pub back: Field<Option<Gc<FrameObj>>>,
    /// Locals of a frame that ended.
    pub saved: Field<Option<Gc<ValueArray>>>,
    /// The namespace mapping of a class body or module.
    pub namespace: Field<Option<Value>>,
    /// The generator whose frame this is.
    pub generator: Field<Option<Value>>,
    /// `f_trace`.
    pub trace: Field<Option<Value>>,
    /// `f_trace_lines` and `f_trace_opcodes`.
    pub(crate) trace_lines: Cell<bool>,
    pub(crate) trace_opcodes: Cell<bool>,
    /// Whether both that and `f_trace` were set at once from outside: then its code tells of instructions.
    pub(crate) tells_opcodes: Cell<bool>,
    /// Names that `f_locals` got beyond the function's own variables.
    pub extra: Field<Option<Value>>,
    /// What was written to variables while machine code may have had them in registers.
    pub written: Field<Option<Gc<ValueArray>>>,
    /// The next object that is parked.
    pub next_parked: Field<Option<Gc<FrameObj>>>,
    parked_at: Cell<*mut Slot>,
    /// Last code unit of a frame that ended.
    pub last_unit: Cell<usize>,
}

// SAFETY: `FrameObj` is `repr(C)`, begins with a `Header`, and only it uses this layout id.
unsafe impl HeapObject for FrameObj {
    const LAYOUT: LayoutId = layouts::FRAME;
}

impl FrameObj {
    /// A frame object struct of a live frame, for `alloc`.
    pub fn of(frame: Frame, generator: Option<Value>) -> FrameObj {
        FrameObj {
            hdr: Header::new(super::FRAME_SHAPE, layouts::FRAME),
            live: Cell::new(frame.fp()),
            func: Field::new(frame.func()),
            code: Field::new(frame.code()),
            back: Field::new(None),
            saved: Field::new(None),
            namespace: Field::new(frame.namespace()),
            generator: Field::new(generator),
            trace: Field::new(None),
            trace_lines: Cell::new(true),
            trace_opcodes: Cell::new(false),
            tells_opcodes: Cell::new(false),
            extra: Field::new(None),
            written: Field::new(None),
            next_parked: Field::new(None),
            parked_at: Cell::new(std::ptr::null_mut()),
            last_unit: Cell::new(0),
        }
    }

    /// The frame, while it has not ended.
    pub fn live(&self) -> Option<Frame> {
        let fp = self.live.get();
        // SAFETY: `detach` clears the pointer when the frame ends; a suspended frame lies in the
        // generator, which `generator` keeps alive.
        (!fp.is_null()).then(|| unsafe { Frame::from_fp(fp) })
    }

    /// The frame moved (to the generator made of it).
    pub fn moved_to(&self, frame: Frame, generator: Value) {
        self.live.set(frame.fp());
        self.generator.set(Some(generator));
    }

    /// The frame, which was inlined in machine code, is no frame until an exit lays it (`tier/touched.rs`).
    pub(crate) fn park(&self, frame: Frame, next: Option<Gc<FrameObj>>) {
        self.last_unit.set(frame.last_unit().unwrap_or(0));
        self.parked_at.set(self.live.replace(std::ptr::null_mut()));
        self.next_parked.set(next);
    }

    /// Where the frame was.
    pub(crate) fn parked_at(&self) -> *mut Slot {
        self.parked_at.get()
    }

    /// The frame is one again.
    pub(crate) fn unpark(&self, frame: Frame) {
        self.live.set(frame.fp());
    }

    /// The frame ended.
    pub fn detach(&self) {
        self.live.set(std::ptr::null_mut());
        self.generator.set(None);
    }
}

impl Trace for FrameObj {
    fn trace(&self, m: &mut Marker) {
        self.func.trace(m);
        self.code.trace(m);
        self.back.trace(m);
        self.saved.trace(m);
        self.namespace.trace(m);
        self.generator.trace(m);
        self.trace.trace(m);
        self.extra.trace(m);
        self.written.trace(m);
        self.next_parked.trace(m);
    }
}

/// A proxy of the variables (`proxy.rs`).
#[repr(C)]
pub struct ProxyObj {
    pub(crate) hdr: Header,
    /// Whose variables these are.
    pub frame: Field<Gc<FrameObj>>,
}

// SAFETY: `ProxyObj` is `repr(C)`, begins with a `Header`, and only it uses this layout id.
unsafe impl HeapObject for ProxyObj {
    const LAYOUT: LayoutId = layouts::FRAME_LOCALS_PROXY;
}

impl Trace for ProxyObj {
    fn trace(&self, m: &mut Marker) {
        self.frame.trace(m);
    }
}
