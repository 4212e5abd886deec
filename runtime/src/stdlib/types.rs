//! The types that native modules define, by number.

use crate::object::type_id::TypeDecl;

/// Types of modules.
pub static STDLIB_TYPES: &[TypeDecl] = &[];
