//! Handles: how the host holds Python objects. The collector finds what they name in a list of the VM's; a handle is
//! a number in it, which is free for another object when the last copy of the handle is gone.

use std::cell::RefCell;
use std::rc::Rc;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::heap::Gc;
use taipan_runtime::types::list::ListObj;
use taipan_runtime::value::Value;

/// A Python object that the host holds.
#[derive(Clone, Debug)]
pub struct Object(Rc<Slot>);

#[derive(Debug)]
struct Slot {
    number: usize,
    free: Handles,
}

/// The handles of a VM: the numbers that are free.
#[derive(Clone, Default, Debug)]
pub(super) struct Handles(Rc<RefCell<Vec<usize>>>);

impl Handles {
    /// A handle for a value.
    pub(super) fn hold(&self, cx: &mut Ctx, slots: Gc<ListObj>, v: Value) -> PyResult<Object> {
        let free = self.0.borrow_mut().pop();
        let number = match free {
            Some(number) => {
                slots.set(number, v);
                number
            }
            None => {
                cx.list_append(slots, v)?;
                slots.len() - 1
            }
        };
        Ok(Object(Rc::new(Slot { number, free: self.clone() })))
    }

    /// Where the object of a handle is; `None` for another VM's.
    pub(super) fn slot(&self, object: &Object) -> Option<usize> {
        Rc::ptr_eq(&self.0, &object.0.free.0).then_some(object.0.number)
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        // What it names is kept until the number is used again: a handle does not reach the heap.
        self.free.0.borrow_mut().push(self.number);
    }
}
