//! Templates: for code that is made a function of again and again (generator expressions), one function that
//! stands for them where only code and namespaces matter: frames that machine code lays.

#![forbid(unsafe_code)]

use crate::types::code::CodeObj;
use crate::types::function::{self, FunctionObj};
use std::cell::RefCell;
use std::collections::BTreeMap;
use taipan_runtime::ctx::Ctx;
use taipan_runtime::heap::{Gc, Marker};
use taipan_runtime::value::Value;

/// Functions by the address of their code, which they keep alive.
#[derive(Default)]
pub struct Templates(RefCell<BTreeMap<usize, Value>>);

impl Templates {
    /// The function that stands for those that `running` makes of `code`. `None` without memory, or when
    /// the code is known with other namespaces.
    pub fn of(
        &self,
        cx: &mut Ctx,
        code: Gc<CodeObj>,
        running: Gc<FunctionObj>,
    ) -> Option<Gc<FunctionObj>> {
        let known = self.0.borrow().get(&code.addr()).copied();
        let template = match known.and_then(|v| v.cast::<FunctionObj>()) {
            Some(known) => known,
            None => {
                let made = function::make(cx, code, running.globals.get(), running.builtins.get());
                let Ok(made) = made else {
                    cx.clear_exception();
                    return None;
                };
                self.0.borrow_mut().insert(code.addr(), made.into());
                made
            }
        };
        let same = template.globals.get().ptr_eq(running.globals.get())
            && template.builtins.get().ptr_eq(running.builtins.get());
        same.then_some(template)
    }

    /// Marks the functions.
    pub(crate) fn trace(&self, m: &mut Marker) {
        self.0.borrow().values().for_each(|&v| m.mark_value(v));
    }
}
