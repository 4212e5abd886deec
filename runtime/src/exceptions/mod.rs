//! The exception hierarchy, and the struct of every exception.
//!
//! Reference: <https://docs.python.org/3.14/library/exceptions.html#exception-hierarchy>.

mod attrs;
pub mod group;
pub mod os_error;
mod repr;
mod table;

pub use repr::ExceptionObj;
pub use table::Exc;

use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::type_obj::TypeObj;

/// Makes the type of a builtin exception; its base is made first.
pub fn make_exception_type(cx: &mut Ctx, exc: Exc) -> PyResult<Gc<TypeObj>> {
    let id = exc.type_id();
    let _ = exc.base().map(|b| cx.exc_ty(b));
    Ok(cx.ty(id))
}

pub use os_error::{class_for as class_for_errno, errno_text};
pub use table::EXCEPTION_TYPES;
