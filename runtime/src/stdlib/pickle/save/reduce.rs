//! What `__reduce__` gave: a callable with arguments, state, items, and who sets the state.
#![forbid(unsafe_code)]

use super::super::errors::{self, noted};
use super::super::opcode;
use super::Saver;
use crate::ctx::{Ctx, PyResult, Raised};
use crate::heap::{Gc, GcVec};
use crate::object::native::Args;
use crate::object::type_obj::TypeObj;
use crate::types::dict::DictObj;
use crate::types::str::StrObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;

/// How the object is made again.
enum Maker {
    /// `NEWOBJ`: a class and the arguments of `__new__`.
    New,
    /// `NEWOBJ_EX`: with keyword arguments.
    NewEx,
    /// `REDUCE`: any callable.
    Call,
}

fn refuse(cx: &mut Ctx, place: &str, wanted: &str, got: Value) -> Raised {
    let name = errors::type_text(cx, got);
    let message =
        format!("{place} item of the tuple returned by __reduce__ must be {wanted}, not {name}");
    errors::pickling(cx, &message)
}

impl Saver {
    /// Writes a reduced object; `of` is the object itself, if it has identity.
    pub(super) fn save_reduced(
        &mut self,
        cx: &mut Ctx,
        parts: Gc<TupleObj>,
        of: Option<Value>,
    ) -> PyResult<()> {
        if !(2..=6).contains(&parts.len()) {
            let message = "tuple returned by __reduce__ must contain 2 through 6 elements";
            return Err(errors::pickling(cx, message));
        }
        let part = |i: usize| parts.get(i).filter(|v| !v.is_none());
        let (function, args) = (parts.items()[0], parts.items()[1]);
        let (state, items, pairs, setter) = (part(2), part(3), part(4), part(5));
        if !cx.is_callable(function) {
            return Err(refuse(cx, "first", "callable", function));
        }
        let Some(args) = args.cast::<TupleObj>() else {
            return Err(refuse(cx, "second", "a tuple", args));
        };
        if let Some(items) = items.filter(|&v| !cx.is_iterator(v)) {
            return Err(refuse(cx, "fourth", "an iterator", items));
        }
        if let Some(pairs) = pairs.filter(|&v| !cx.is_iterator(v)) {
            return Err(refuse(cx, "fifth", "an iterator", pairs));
        }
        if let Some(setter) = setter.filter(|&v| !cx.is_callable(v)) {
            return Err(refuse(cx, "sixth", "callable", setter));
        }
        let shown = of.unwrap_or(function);
        match self.maker_of(cx, function)? {
            Maker::New => self.save_new(cx, args, of, shown)?,
            Maker::NewEx => self.save_new_ex(cx, args, of, shown)?,
            Maker::Call => {
                let saved = self.save(cx, function);
                noted(cx, saved, shown, |_| Ok("reconstructor".to_owned()))?;
                let saved = self.save(cx, args.into());
                noted(cx, saved, shown, |_| Ok("reconstructor arguments".to_owned()))?;
                self.out.byte(opcode::REDUCE);
            }
        }
        if let Some(object) = of {
            match self.pickler.memo_get(object) {
                // The arguments contain the object: what was just made is another one.
                Some(number) => {
                    self.out.byte(opcode::POP);
                    self.get(number);
                }
                None => self.memoize(cx, object)?,
            }
        }
        if let Some(items) = items {
            self.save_appends(cx, items, shown)?;
        }
        if let Some(pairs) = pairs {
            self.save_set_items(cx, pairs, shown)?;
        }
        match (state, setter) {
            (None, _) => Ok(()),
            (Some(state), None) => {
                let saved = self.save(cx, state);
                noted(cx, saved, shown, |_| Ok("state".to_owned()))?;
                self.out.byte(opcode::BUILD);
                Ok(())
            }
            (Some(state), Some(setter)) => {
                let saved = self.save(cx, setter);
                noted(cx, saved, shown, |_| Ok("state setter".to_owned()))?;
                self.save(cx, shown)?;
                let saved = self.save(cx, state);
                noted(cx, saved, shown, |_| Ok("state".to_owned()))?;
                self.out.bytes(&[opcode::TUPLE2, opcode::REDUCE, opcode::POP]);
                Ok(())
            }
        }
    }

    /// `copyreg.__newobj__` and `__newobj_ex__` are known by their names.
    fn maker_of(&mut self, cx: &mut Ctx, function: Value) -> PyResult<Maker> {
        if self.proto < 2 || function.cast::<TypeObj>().is_some() {
            return Ok(Maker::Call);
        }
        let name = cx.names.__name__;
        let name = cx.getattr_opt(function, name)?.and_then(|n| n.cast::<StrObj>());
        Ok(match name {
            Some(n) if n.eq_str("__newobj__") => Maker::New,
            Some(n) if n.eq_str("__newobj_ex__") => Maker::NewEx,
            _ => Maker::Call,
        })
    }

    /// The class among the arguments of `__newobj__`, which must be that of the object.
    fn class_of(
        &mut self,
        cx: &mut Ctx,
        class: Value,
        of: Option<Value>,
        function: &str,
    ) -> PyResult<Gc<TypeObj>> {
        let Some(found) = class.cast::<TypeObj>() else {
            let name = errors::type_text(cx, class);
            let message = format!("first argument to {function}() must be a class, not {name}");
            return Err(errors::pickling(cx, &message));
        };
        if let Some(object) = of {
            let name = cx.names.__class__;
            let expected = cx.getattr(object, name)?;
            if !expected.is(class) {
                let (expected, got) = (cx.repr(expected)?, cx.repr(class)?);
                let message =
                    format!("first argument to {function}() must be {expected}, not {got}");
                return Err(errors::pickling(cx, &message));
            }
        }
        Ok(found)
    }

    fn save_class(&mut self, cx: &mut Ctx, class: Gc<TypeObj>, shown: Value) -> PyResult<()> {
        let saved = self.save(cx, class.into());
        noted(cx, saved, shown, |_| Ok("class".to_owned()))
    }

    fn save_new_args(&mut self, cx: &mut Ctx, args: Value, shown: Value) -> PyResult<()> {
        let saved = self.save(cx, args);
        noted(cx, saved, shown, |_| Ok("__new__ arguments".to_owned()))
    }

    fn save_new(
        &mut self,
        cx: &mut Ctx,
        args: Gc<TupleObj>,
        of: Option<Value>,
        shown: Value,
    ) -> PyResult<()> {
        let Some((&class, rest)) = args.items().split_first() else {
            let message = "__newobj__ expected at least 1 argument, got 0";
            return Err(errors::pickling(cx, message));
        };
        let class = self.class_of(cx, class, of, "__newobj__")?;
        self.save_class(cx, class, shown)?;
        let rest = cx.tuple(rest)?;
        self.save_new_args(cx, rest.into(), shown)?;
        self.out.byte(opcode::NEWOBJ);
        Ok(())
    }

    fn save_new_ex(
        &mut self,
        cx: &mut Ctx,
        args: Gc<TupleObj>,
        of: Option<Value>,
        shown: Value,
    ) -> PyResult<()> {
        let &[class, args, kwargs] = args.items() else {
            let message = format!("__newobj_ex__ expected 3 arguments, got {}", args.len());
            return Err(errors::pickling(cx, &message));
        };
        let class = self.class_of(cx, class, None, "__newobj_ex__")?;
        let Some(pos) = args.cast::<TupleObj>() else {
            let name = errors::type_text(cx, args);
            let message = format!("second argument to __newobj_ex__() must be a tuple, not {name}");
            return Err(errors::pickling(cx, &message));
        };
        let Some(keywords) = kwargs.cast::<DictObj>() else {
            let name = errors::type_text(cx, kwargs);
            let message = format!("third argument to __newobj_ex__() must be a dict, not {name}");
            return Err(errors::pickling(cx, &message));
        };
        let _ = of;
        if self.proto >= 4 {
            self.save_class(cx, class, shown)?;
            self.save_new_args(cx, args, shown)?;
            self.save_new_args(cx, kwargs, shown)?;
            self.out.byte(opcode::NEWOBJ_EX);
            return Ok(());
        }
        let bound = bound_new(cx, class, pos, keywords)?;
        let saved = self.save(cx, bound);
        noted(cx, saved, shown, |_| Ok("reconstructor".to_owned()))?;
        let empty = cx.tuple(&[])?;
        self.save(cx, empty.into())?;
        self.out.byte(opcode::REDUCE);
        Ok(())
    }
}

/// `functools.partial(cls.__new__, cls, *args, **kwargs)`.
fn bound_new(
    cx: &mut Ctx,
    class: Gc<TypeObj>,
    pos: Gc<TupleObj>,
    keywords: Gc<DictObj>,
) -> PyResult<Value> {
    let functools = (cx.hooks.import)(cx, "functools")?;
    let name = cx.intern("partial")?;
    let partial = cx.getattr(functools, name)?;
    let name = cx.names.__new__;
    let new = cx.getattr(class.into(), name)?;
    let mut all = GcVec::new();
    all.extend_from_slice(cx, &[new, class.into()])?;
    all.extend_from_slice(cx, pos.items())?;
    let (mut names, mut values) = (GcVec::new(), GcVec::new());
    for i in 0..keywords.fill() {
        if let Some(e) = keywords.entry(i) {
            names.push(cx, e.key)?;
            values.push(cx, e.value)?;
        }
    }
    let names = cx.tuple(&names)?;
    cx.call_args(partial, Args { pos: &all, kw_names: Some(names), kw_values: &values })
}
