//! Binding the arguments of a native call to its parameters, with CPython's messages.
//!
//! Functions whose parameters are all positional-only complain as CPython's `_PyArg_CheckPositional`
//! does ("pop expected at most 2 arguments, got 3"), the others as its argument parser does
//! ("print() got an unexpected keyword argument 'x'").

#![forbid(unsafe_code)]

use super::native::Args;
use super::suggest::closest;
use super::type_id::TypeId;
use super::type_obj::TypeObj;
use crate::ctx::{Ctx, PyResult, Raised};
use crate::exceptions::Exc;
use crate::heap::Gc;
use crate::raise;
use crate::types::str::StrObj;
use crate::value::Value;

/// The parameters of a native function.
#[derive(Copy, Clone, Debug)]
pub struct Signature {
    /// Its name, as messages show it; empty where CPython's message has none.
    pub name: &'static str,
    /// The parameters' names, in order.
    pub params: &'static [&'static str],
    /// How many of the first ones cannot be passed by name.
    pub pos_only: usize,
    /// How many of the first ones can be passed by position.
    pub pos_max: usize,
    /// How many of the first ones must be passed.
    pub required: usize,
}

impl Signature {
    /// All parameters positional-only, the first `required` of them needed.
    pub const fn positional(
        name: &'static str,
        params: &'static [&'static str],
        required: usize,
    ) -> Signature {
        Signature { name, params, pos_only: params.len(), pos_max: params.len(), required }
    }

    /// All parameters by position or by name, the first `required` of them needed.
    pub const fn plain(
        name: &'static str,
        params: &'static [&'static str],
        required: usize,
    ) -> Signature {
        Signature { name, params, pos_only: 0, pos_max: params.len(), required }
    }

    fn takes_no_keywords(&self) -> bool {
        self.pos_only == self.params.len()
    }
}

impl Args<'_> {
    /// The value for each parameter, absent where none was passed. `N` is the number of parameters.
    #[inline]
    pub fn bind<const N: usize>(
        &self,
        cx: &mut Ctx,
        sig: &Signature,
    ) -> PyResult<[Option<Value>; N]> {
        debug_assert_eq!(N, sig.params.len(), "{}", sig.name);
        let n = self.pos.len();
        let mut bound = [None; N];
        if self.kw_values.is_empty() && n >= sig.required && n <= sig.pos_max {
            for (to, &v) in bound.iter_mut().zip(self.pos) {
                *to = Some(v);
            }
            return Ok(bound);
        }
        bind_slow(cx, *self, sig, &mut bound)?;
        Ok(bound)
    }

    /// Refuses keyword arguments.
    #[inline]
    pub fn no_keywords(&self, cx: &mut Ctx, name: &str) -> PyResult<()> {
        if self.kw_values.is_empty() {
            Ok(())
        } else {
            raise!(cx, TypeError, "{name}() takes no keyword arguments")
        }
    }

    /// Refuses keyword arguments to `__new__` of a builtin type, unless a subclass has an `__init__` for them.
    pub fn no_keywords_to_new(
        &self,
        cx: &mut Ctx,
        class: Gc<TypeObj>,
        base: TypeId,
        name: &str,
    ) -> PyResult<()> {
        let init = |ty: Gc<TypeObj>| ty.slots.init.get().map(|f| f as usize);
        if init(class) == init(cx.ty(base)) { self.no_keywords(cx, name) } else { Ok(()) }
    }

    /// Checks that there are no keywords and `min..=max` positional arguments.
    #[inline]
    pub fn check_positional(
        &self,
        cx: &mut Ctx,
        name: &str,
        min: usize,
        max: usize,
    ) -> PyResult<()> {
        self.no_keywords(cx, name)?;
        check_positional(cx, name, self.pos.len(), min, max)
    }
}

/// Checks a number of positional arguments against `min..=max`.
#[inline]
pub fn check_positional(
    cx: &mut Ctx,
    name: &str,
    given: usize,
    min: usize,
    max: usize,
) -> PyResult<()> {
    if given >= min && given <= max {
        Ok(())
    } else {
        Err(positional_error(cx, name, given, min, max))
    }
}

#[cold]
fn positional_error(cx: &mut Ctx, name: &str, given: usize, min: usize, max: usize) -> Raised {
    let (word, n) = match () {
        () if min == max => ("", min),
        () if given < min => ("at least ", min),
        () => ("at most ", max),
    };
    cx.raise(
        Exc::TypeError,
        format!("{name} expected {word}{n} argument{}, got {given}", plural(n)),
    )
}

/// The ending of a noun after this number.
pub fn plural(n: usize) -> &'static str {
    if n == 1 { "" } else { "s" }
}

/// A function as messages show it.
fn shown(name: &str) -> String {
    if name.is_empty() { "function".to_owned() } else { format!("{name}()") }
}

fn bind_slow(
    cx: &mut Ctx,
    args: Args<'_>,
    sig: &Signature,
    bound: &mut [Option<Value>],
) -> PyResult<()> {
    let (name, given) = (sig.name, args.pos.len());
    if sig.takes_no_keywords() {
        args.no_keywords(cx, name)?;
        check_positional(cx, name, given, sig.required, sig.params.len())?;
    }
    check_counts(cx, args, sig)?;
    for (to, &v) in bound.iter_mut().zip(args.pos) {
        *to = Some(v);
    }
    for (key, value) in args.keywords() {
        let place = sig
            .params
            .iter()
            .skip(sig.pos_only)
            .position(|p| key.eq_str(p))
            .map(|i| i + sig.pos_only);
        if let Some(i) = place.filter(|&i| bound[i].is_none()) {
            bound[i] = Some(value);
        }
    }
    for (i, value) in bound.iter().enumerate().take(sig.required).skip(given) {
        if value.is_none() {
            raise!(
                cx,
                TypeError,
                "{} missing required argument '{}' (pos {})",
                shown(name),
                sig.params[i],
                i + 1
            );
        }
    }
    check_keywords(cx, args, sig)
}

fn check_counts(cx: &mut Ctx, args: Args<'_>, sig: &Signature) -> PyResult<()> {
    let (name, given, max) = (sig.name, args.pos.len(), sig.params.len());
    let total = given + args.kw_len();
    if total > max {
        let kind = if given == 0 { "keyword " } else { "" };
        let word = if sig.required < max { "at most" } else { "exactly" };
        raise!(
            cx,
            TypeError,
            "{} takes {word} {max} {kind}argument{} ({total} given)",
            shown(name),
            plural(max)
        );
    }
    if given > sig.pos_max {
        if sig.pos_max == 0 {
            raise!(cx, TypeError, "{name}() takes no positional arguments");
        }
        let word = if sig.required < sig.pos_max { "at most" } else { "exactly" };
        let n = sig.pos_max;
        raise!(
            cx,
            TypeError,
            "{} takes {word} {n} positional argument{} ({given} given)",
            shown(name),
            plural(n)
        );
    }
    let needed = sig.required.min(sig.pos_only);
    if given < needed {
        let word = if needed < sig.pos_max { "at least" } else { "exactly" };
        raise!(
            cx,
            TypeError,
            "{name}() takes {word} {needed} positional argument{} ({given} given)",
            plural(needed)
        );
    }
    Ok(())
}

/// After binding: every keyword must have found a parameter that no position had filled.
fn check_keywords(cx: &mut Ctx, args: Args<'_>, sig: &Signature) -> PyResult<()> {
    let (name, given) = (sig.name, args.pos.len());
    for (key, _) in args.keywords() {
        match sig.params.iter().skip(sig.pos_only).position(|p| key.eq_str(p)) {
            Some(i) if i + sig.pos_only < given => {
                let at = i + sig.pos_only + 1;
                raise!(
                    cx,
                    TypeError,
                    "argument for {} given by name ('{key}') and position ({at})",
                    shown(name)
                );
            }
            Some(_) => {}
            None => return Err(unexpected_keyword(cx, name, key, &sig.params[sig.pos_only..])),
        }
    }
    Ok(())
}

/// `TypeError` for a keyword that names no parameter.
#[cold]
pub fn unexpected_keyword(
    cx: &mut Ctx,
    function: &str,
    key: Gc<StrObj>,
    params: &[&str],
) -> Raised {
    let key = key.to_string();
    let hint = match closest(&key, params) {
        Some(p) => format!(". Did you mean '{p}'?"),
        None => String::new(),
    };
    cx.raise(
        Exc::TypeError,
        format!(
            "{}{} got an unexpected keyword argument '{key}'{hint}",
            if function.is_empty() { "this " } else { "" },
            shown(function)
        ),
    )
}
