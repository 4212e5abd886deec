//! How types look inside the repr of an alias or union.

#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::types::list::ListObj;
use crate::value::Value;

/// `int`, `collections.deque`, `...`, `[int, str]`, or the repr of anything that is no type.
pub(crate) fn type_text(cx: &mut Ctx, v: Value) -> PyResult<String> {
    if v.is(Value::ELLIPSIS) {
        return Ok("...".to_owned());
    }
    cx.check_stack()?;
    if let Some(list) = v.cast::<ListObj>() {
        let mut parts = Vec::new();
        let mut i = 0;
        while let Some(item) = list.get(i) {
            parts.push(type_text(cx, item)?);
            i += 1;
        }
        return Ok(format!("[{}]", parts.join(", ")));
    }
    let n = cx.names;
    let is_alias =
        cx.getattr_opt(v, n.__origin__)?.is_some() && cx.getattr_opt(v, n.__args__)?.is_some();
    if !is_alias {
        let qualname = cx.getattr_opt(v, n.__qualname__)?;
        let module = cx.getattr_opt(v, n.__module__)?;
        if let (Some(qualname), Some(module)) = (qualname, module.filter(|m| !m.is_none())) {
            let (qualname, module) =
                (cx.str_of(qualname)?.to_string(), cx.str_of(module)?.to_string());
            return Ok(if module == "builtins" {
                qualname
            } else {
                format!("{module}.{qualname}")
            });
        }
    }
    Ok(cx.repr(v)?.to_string())
}
