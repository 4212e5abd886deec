//! Code objects of the library image that were not read yet.
//!
//! Most functions that a program imports are never called. Until its first call, or until someone asks what
//! is inside, such a code object knows what making a function of it takes (parameters, flags, names) and
//! where its part lies in the image. Its only instruction has a number of its own, whose handler reads the
//! part and goes on with the first real one: calling pays no test for it.
//!
//! What is read stays; whoever looks at constants, names or tables without running the code asks for
//! [`CodeObj::read`] first. In a VM that counts executions everything is read at once.

use super::CodeObj;
use super::build::{self, Body, Origin};
use crate::frame::Frame;
use crate::interp::state::Vm;
use taipan_frontend::{CodeUnit, Part, marshal};
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::heap::Gc;
use taipan_runtime::raise;

/// The number of the instruction that stands for code that was not read. No row of the table has it.
pub(crate) const UNREAD: u8 = 233;

/// The code units of code that was not read; never written.
static UNITS: [u16; 2] = [UNREAD as u16; 2];

/// After so many parts the pages of the image are let go: neighbours of what was read come with it.
const PARTS_AT_ONCE: u32 = 8;

/// The code units of code that was not read.
pub(super) fn units() -> *mut u16 {
    UNITS.as_ptr().cast_mut()
}

/// The code object of a part of the image, for a code object that was read from `around`.
pub(super) fn code_of(cx: &mut Ctx, part: &Part, around: Origin) -> PyResult<Gc<CodeObj>> {
    let Some(place) = around.place.and_then(|place| place.checked_sub(part.back as usize)) else {
        raise!(cx, SystemError, "a part of a code object is not there")
    };
    let origin = Origin { place: Some(place), ..around };
    if Vm::of(cx).config.count {
        let unit = unit_at(cx, place)?;
        return build::build(cx, &unit, origin);
    }
    let body = Body::unread(cx)?;
    let code = build::alloc(cx, &part.head, (part.locals, part.free), origin, body)?;
    code.unread_at.set(Some(place));
    Ok(code)
}

/// The part that begins at `place`.
fn unit_at(cx: &mut Ctx, place: usize) -> PyResult<CodeUnit> {
    let vm = Vm::of(cx);
    let read = vm.parts_read.get() + 1;
    vm.parts_read.set(read % PARTS_AT_ONCE);
    let unit = marshal::load_part(taipan_stdlib::image(), place);
    if read == PARTS_AT_ONCE {
        cx.heap.rest();
    }
    match unit {
        Ok(unit) => Ok(unit),
        Err(error) => raise!(cx, SystemError, "the embedded library is damaged: {error}"),
    }
}

/// The code of a module of the embedded library, whose part begins at `place`. It is never freed, so that
/// collections need not look at it. What it comes to point to later (`pins`) becomes a root then.
pub fn from_image(cx: &mut Ctx, place: usize) -> PyResult<Gc<CodeObj>> {
    let unit = unit_at(cx, place)?;
    permanently(cx, |cx| {
        let filename = cx.intern(&unit.filename)?;
        build::build(cx, &unit, Origin { filename, place: Some(place) })
    })
}

/// Makes permanent objects.
fn permanently<T>(cx: &mut Ctx, make: impl FnOnce(&mut Ctx) -> PyResult<T>) -> PyResult<T> {
    // The list of counted code objects grows meanwhile, and is an ordinary object.
    if Vm::of(cx).config.count {
        return make(cx);
    }
    cx.heap.begin_permanent();
    let made = make(cx);
    cx.heap.end_permanent();
    if made.is_err() {
        // The exception may be permanent and will be given a traceback, which is not.
        let exception = cx.take_exception();
        cx.heap.add_permanent_holder(exception.into());
        return Err(cx.reraise(exception));
    }
    made
}

impl CodeObj {
    /// Whether the code was not read yet: it never ran.
    #[inline(always)]
    pub fn is_unread(&self) -> bool {
        self.unread_at.get().is_some()
    }

    /// Reads the code if that did not happen yet. Constants, names, tables and code units are there then.
    #[inline(always)]
    pub fn read(&self, cx: &mut Ctx) -> PyResult<()> {
        if self.is_unread() { self.read_now(cx) } else { Ok(()) }
    }

    #[cold]
    #[inline(never)]
    fn read_now(&self, cx: &mut Ctx) -> PyResult<()> {
        let Some(place) = self.unread_at.get() else { return Ok(()) };
        let unit = unit_at(cx, place)?;
        let origin = Origin { filename: self.filename.get(), place: Some(place) };
        let body = permanently(cx, |cx| build::body(cx, &unit, origin, self.generic))?;
        self.take(body);
        self.unread_at.set(None);
        Ok(())
    }
}

/// Reads the code of the running frame, which begins; whether there is no exception.
#[inline(never)]
pub(crate) fn begin(cx: &mut Ctx, frame: Frame) -> bool {
    let code = frame.code();
    if code.read(cx).is_err() {
        return false;
    }
    frame.begin();
    true
}
