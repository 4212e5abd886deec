//! Calls of known Python functions whose arguments do not fit one to one: keywords are put in place, and
//! defaults are constants, both when the code is made.

use super::Builder;
use super::inline::CallShape;
use crate::exit::reason::ExitReason;
use crate::ir::{InstId, Op, Type};
use taipan_runtime::heap::Gc;
use taipan_runtime::object::type_obj::TypeObj;
use taipan_runtime::types::str::StrObj;
use taipan_runtime::types::tuple::TupleObj;
use taipan_runtime::value::Value;
use taipan_vm::abi::facts;
use taipan_vm::bytecode::Opcode;
use taipan_vm::types::function::FunctionObj;

/// Where the value of a parameter comes from.
enum Given {
    Argument(InstId),
    Default(Value),
}

impl Builder<'_> {
    /// A `CALL` or `CALL_KW` of a known Python function, or of a class with a Python `__init__`, that keywords
    /// or defaults complete; false for others.
    pub(super) fn call_completed(&mut self, op: Opcode, keywords: bool) -> bool {
        let n = self.at.site.oparg as usize;
        let above = usize::from(keywords);
        let callable = self.peek(n + 1 + above);
        let known = self.known_word(callable).and_then(|w| self.frame.value_of(w));
        let Some(known) = known.filter(|_| !self.is_distrusted(op)) else { return false };
        let names = match keywords {
            false => None,
            true => match self.keyword_names() {
                None => return false,
                names => names,
            },
        };
        let top = self.scope.stack.len() - above;
        let passed = self.scope.stack[top - n..top].to_vec();
        let receiver = self.peek(n + above);
        let is_bound = self.known_word(receiver) != Some(0);
        let pops = n + 2 + above;
        if let Some(class) = known.cast::<TypeObj>().filter(|_| !is_bound) {
            return self.instantiate_completed(class, (callable, receiver), &passed, names, pops);
        }
        let Some(func) = known.cast::<FunctionObj>() else { return false };
        if self.leaves_dropped(func) {
            return true;
        }
        self.vm.give_version(func);
        if func.version.get() == 0 {
            return false;
        }
        let passed = if is_bound { [&[receiver], &passed[..]].concat() } else { passed };
        let Some(given) = parameters(func, &passed, names) else { return false };
        match is_bound {
            false => {
                self.guard(Op::GuardWord, receiver, 0, ExitReason::Callee);
            }
            true if !self.f.ty(receiver).is(Type::Any) => {
                self.guard(Op::GuardBound, receiver, 0, ExitReason::Callee);
            }
            true => {}
        }
        let word = Value::from(func).bits();
        self.f.keep.push(word);
        self.guard(Op::GuardWord, callable, word as i64, ExitReason::Callee);
        self.guard_version(func);
        let args = self.values_of(given);
        let v = self.call_function(func, &args, &CallShape { pops, below: None, flags: 0 });
        self.replace(pops, v);
        true
    }

    fn instantiate_completed(
        &mut self,
        class: Gc<TypeObj>,
        (callable, receiver): (InstId, InstId),
        passed: &[InstId],
        names: Option<Gc<TupleObj>>,
        pops: usize,
    ) -> bool {
        let Some((init, version)) = facts::python_init(self.cx, class) else { return false };
        // Something stands for the instance, which is made behind the guards.
        let passed = [&[callable], passed].concat();
        let Some(given) = parameters(init, &passed, names) else { return false };
        self.vm.give_version(init);
        if init.version.get() == 0 || version == 0 {
            return false;
        }
        self.guard_class(callable, receiver, class, version);
        self.guard_version(init);
        let args = self.values_of(given);
        self.instantiate_by(class, init, &args[1..], pops);
        true
    }

    fn values_of(&mut self, given: Vec<Given>) -> Vec<InstId> {
        let value = |given| match given {
            Given::Argument(v) => v,
            Given::Default(v) => {
                self.f.keep.push(v.bits());
                self.constant(v.bits())
            }
        };
        given.into_iter().map(value).collect()
    }

    /// The names of a `CALL_KW`, a constant of the code object.
    fn keyword_names(&self) -> Option<Gc<TupleObj>> {
        let word = self.f.const_word(self.peek(0))?;
        self.frame.value_of(word)?.cast::<TupleObj>()
    }
}

/// What each parameter of `func` gets from these arguments, the last of them named; `None` if the call
/// raises, or if a default may change without a new version of the function.
fn parameters(
    func: Gc<FunctionObj>,
    passed: &[InstId],
    names: Option<Gc<TupleObj>>,
) -> Option<Vec<Given>> {
    let code = func.code.get();
    let count = code.argcount as usize;
    if !code.simple {
        return None;
    }
    let names: Vec<Gc<StrObj>> = match names {
        Some(names) => names.items().iter().map(|n| n.cast()).collect::<Option<_>>()?,
        None => Vec::new(),
    };
    let (positional, named) = passed.split_at(passed.len().checked_sub(names.len())?);
    if positional.len() > count {
        return None;
    }
    let mut given: Vec<Option<Given>> =
        positional.iter().map(|&v| Some(Given::Argument(v))).collect();
    given.resize_with(count, || None);
    let locals = code.locals.get();
    let is_called = |i: usize, name: Gc<StrObj>| {
        locals.get(i).and_then(|l| l.cast::<StrObj>()).is_some_and(|l| l.same_text(name))
    };
    for (&v, name) in named.iter().zip(names) {
        let at = (code.posonly as usize..count).find(|&i| is_called(i, name))?;
        if given[at].replace(Given::Argument(v)).is_some() {
            return None;
        }
    }
    let defaults = func.defaults.get();
    let first = count - defaults.map_or(0, |d| d.len()).min(count);
    for (i, parameter) in given.iter_mut().enumerate().filter(|(_, p)| p.is_none()) {
        let default = i.checked_sub(first).and_then(|at| defaults?.get(at))?;
        *parameter = Some(Given::Default(default));
    }
    given.into_iter().collect()
}
