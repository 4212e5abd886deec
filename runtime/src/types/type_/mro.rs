//! The method resolution order: C3 linearization.
//!
//! Reference: <https://docs.python.org/3.14/howto/mro.html>.

use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::build::solid_base;
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::raise;
use crate::types::list::ListObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;

/// The MRO of a class that is being made: what the metaclass's `mro` method says.
pub fn compute_mro(cx: &mut Ctx, meta: Gc<TypeObj>, ty: Gc<TypeObj>) -> PyResult<Gc<TupleObj>> {
    let type_ty = cx.ty(TypeId::TYPE);
    let name = cx.intern("mro")?;
    let custom =
        cx.type_lookup(meta, name).filter(|&m| Some(m) != type_ty.dict.get().get_str(name));
    match custom {
        None => {
            let list = default_mro(cx, ty)?;
            cx.to_tuple(list.into())
        }
        Some(method) => {
            let result = cx.call_bound(method, ty.into(), &[])?;
            let mro = cx.to_tuple(result)?;
            if let Some(&bad) = mro.items().iter().find(|c| c.cast::<TypeObj>().is_none()) {
                let got = cx.type_name(bad);
                raise!(cx, TypeError, "mro() returned a non-class ('{got}')");
            }
            // The methods of a class must not see instances of another layout.
            let solid = ty.base.get().map(solid_base);
            for &class in mro.items() {
                let Some(class) = class.cast::<TypeObj>().filter(|c| !c.ptr_eq(ty)) else {
                    continue;
                };
                if solid.is_some_and(|solid| !solid.is_subtype(solid_base(class))) {
                    let name = class.name_str();
                    raise!(cx, TypeError, "mro() returned base with unsuitable layout ('{name}')");
                }
            }
            Ok(mro)
        }
    }
}

/// `type.mro(ty)`.
pub(super) fn default_mro(cx: &mut Ctx, ty: Gc<TypeObj>) -> PyResult<Gc<ListObj>> {
    let bases = ty.bases.get();
    let out = cx.list(&[ty.into()])?;
    if let [only] = bases.items() {
        if let Some(base) = only.cast::<TypeObj>() {
            for &c in base.mro.get().items() {
                cx.list_append(out, c)?;
            }
        }
        return Ok(out);
    }
    for (i, &base) in bases.items().iter().enumerate() {
        if bases.items()[..i].iter().any(|other| other.is(base)) {
            let name = base.cast::<TypeObj>().map_or("?".to_owned(), |b| b.name_str());
            raise!(cx, TypeError, "duplicate base class {name}");
        }
    }
    // The sequences to merge: the MRO of each base, then the bases themselves; `heads` are how far
    // each is consumed.
    let mut heads = vec![0usize; bases.len() + 1];
    let sequence = |i: usize| -> Gc<TupleObj> {
        match bases.get(i).and_then(|b| b.cast::<TypeObj>()) {
            Some(base) => base.mro.get(),
            None => bases,
        }
    };
    loop {
        let mut candidate: Option<Value> = None;
        let mut exhausted = true;
        for i in 0..heads.len() {
            let Some(head) = sequence(i).get(heads[i]) else { continue };
            exhausted = false;
            let in_tail = (0..heads.len()).any(|j| {
                sequence(j).items().get(heads[j] + 1..).is_some_and(|tail| tail.contains(&head))
            });
            if !in_tail {
                candidate = Some(head);
                break;
            }
        }
        if exhausted {
            return Ok(out);
        }
        let Some(next) = candidate else {
            let mut names: Vec<String> = Vec::new();
            for (i, &head) in heads.iter().enumerate() {
                if let Some(c) = sequence(i).get(head).and_then(|h| h.cast::<TypeObj>()) {
                    let name = c.name_str();
                    if !names.contains(&name) {
                        names.push(name);
                    }
                }
            }
            raise!(
                cx,
                TypeError,
                "Cannot create a consistent method resolution order (MRO) for bases {}",
                names.join(", ")
            );
        };
        cx.list_append(out, next)?;
        for (i, head) in heads.iter_mut().enumerate() {
            if sequence(i).get(*head) == Some(next) {
                *head += 1;
            }
        }
    }
}
