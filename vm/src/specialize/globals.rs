//! `LOAD_GLOBAL`. Caches: unit 1 the entry number, units 2-3 the keys version of the globals. An
//! entry of the builtins is checked by its key.

use super::{Choice, Decline, version32};
use crate::bytecode::{Opcode as Op, Site};
use crate::types::function::FunctionObj;
use taipan_runtime::ctx::Ctx;
use taipan_runtime::heap::Gc;
use taipan_runtime::object::type_id::TypeId;
use taipan_runtime::types::dict::DictObj;
use taipan_runtime::types::str::StrObj;

fn entry(cx: &mut Ctx, dict: Gc<DictObj>, name: Gc<StrObj>) -> Result<Option<u16>, Decline> {
    if !taipan_runtime::value::Value::from(dict).has_shape(TypeId::DICT.shape()) {
        return Err(Decline::NotDict);
    }
    let hash = cx.hash_str(name);
    match dict.find_str(name, hash) {
        Some(i) => u16::try_from(i).map(Some).map_err(|_| Decline::OutOfRange),
        None => Ok(None),
    }
}

/// Chooses for a global name.
pub(crate) fn load_global(
    cx: &mut Ctx,
    func: Gc<FunctionObj>,
    at: Site,
    name: Gc<StrObj>,
) -> Choice {
    let (globals, builtins) = (func.globals.get(), func.builtins.get());
    let found = entry(cx, globals, name)?;
    let version = version32(cx.dict_keys_version(globals))?;
    if let Some(i) = found {
        at.set_unit(1, i);
        at.set_pair(2, version);
        return Ok(Op::LOAD_GLOBAL_MODULE);
    }
    match entry(cx, builtins, name)? {
        Some(i) if super::super::interp::uops::names::key_is(builtins, i as usize, name) => {
            at.set_unit(1, i);
            at.set_pair(2, version);
            Ok(Op::LOAD_GLOBAL_BUILTIN)
        }
        Some(_) => Err(Decline::Other),
        None => Err(Decline::ExpectedError),
    }
}
