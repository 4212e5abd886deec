//! The tables of `copyreg` and `_compat_pickle`, found once.
#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::raise;
use crate::types::dict::DictObj;

/// How many tables there are.
pub(super) const TABLES: usize = 8;

/// Which table.
#[derive(Copy, Clone)]
pub(super) enum Registry {
    /// Reducers by class.
    DispatchTable,
    /// Extension codes by module and name.
    Extensions,
    /// Module and name by extension code.
    InvertedExtensions,
    /// Objects by extension code.
    ExtensionCache,
    /// New module and name by those of Python 2.
    NewNames,
    /// New module by that of Python 2.
    NewImports,
    /// Module and name of Python 2 by the new ones.
    OldNames,
    /// Module of Python 2 by the new one.
    OldImports,
}

impl Registry {
    const ALL: [Registry; TABLES] = [
        Registry::DispatchTable,
        Registry::Extensions,
        Registry::InvertedExtensions,
        Registry::ExtensionCache,
        Registry::NewNames,
        Registry::NewImports,
        Registry::OldNames,
        Registry::OldImports,
    ];

    /// Its module and its name there.
    const fn place(self) -> (&'static str, &'static str) {
        match self {
            Registry::DispatchTable => ("copyreg", "dispatch_table"),
            Registry::Extensions => ("copyreg", "_extension_registry"),
            Registry::InvertedExtensions => ("copyreg", "_inverted_registry"),
            Registry::ExtensionCache => ("copyreg", "_extension_cache"),
            Registry::NewNames => ("_compat_pickle", "NAME_MAPPING"),
            Registry::NewImports => ("_compat_pickle", "IMPORT_MAPPING"),
            Registry::OldNames => ("_compat_pickle", "REVERSE_NAME_MAPPING"),
            Registry::OldImports => ("_compat_pickle", "REVERSE_IMPORT_MAPPING"),
        }
    }
}

/// Finds them all, when the module is made.
pub(super) fn find_all(cx: &mut Ctx) -> PyResult<()> {
    Registry::ALL.iter().try_for_each(|&table| get(cx, table).map(|_| ()))
}

/// The table.
#[inline]
pub(super) fn get(cx: &mut Ctx, table: Registry) -> PyResult<Gc<DictObj>> {
    match cx.pickle.tables[table as usize] {
        Some(known) => Ok(known),
        None => find(cx, table),
    }
}

#[cold]
fn find(cx: &mut Ctx, table: Registry) -> PyResult<Gc<DictObj>> {
    let (module, name) = table.place();
    let loaded = (cx.hooks.import)(cx, module)?;
    let attr = cx.intern(name)?;
    let found = cx.getattr(loaded, attr)?;
    match found.cast::<DictObj>() {
        Some(dict) => {
            cx.pickle.tables[table as usize] = Some(dict);
            Ok(dict)
        }
        None => {
            let got = cx.type_name(found);
            raise!(cx, RuntimeError, "{module}.{name} should be a dict, not {got}")
        }
    }
}
