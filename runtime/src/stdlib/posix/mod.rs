//! `_posix`: the calls of the system that `posix`, written in Python, is made of.

mod calls;
mod constants;
mod environment;
mod files;
mod path;
mod process;
mod scandir;
pub(crate) mod signals;
mod sockets;
mod waiting;

pub(crate) use calls::{Broken, broken_down, clock, exit, format_time, ready, second_of};
pub use environment::Environment;
pub(crate) use files::read_some;
pub use scandir::{DirEntryObj, ENTRY_SPEC, ITER_SPEC as SCANDIR_SPEC, ScandirObj};
pub(crate) use waiting::does_not_block;

use super::ModuleSpec;
use super::structseq::StructSeq;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::native::MethodDef;
use crate::types::module::ModuleObj;
use crate::value::Value;

/// The module.
pub static MODULE: ModuleSpec =
    ModuleSpec { name: "_posix", doc: "", functions: files::FUNCTIONS, init: Some(init) };

static STAT_RESULT: StructSeq = StructSeq {
    name: "stat_result",
    module: "os",
    fields: &["st_mode", "st_ino", "st_dev", "st_nlink", "st_uid", "st_gid", "st_size", "", "", ""],
    hidden: &[
        "st_atime",
        "st_mtime",
        "st_ctime",
        "st_atime_ns",
        "st_mtime_ns",
        "st_ctime_ns",
        "st_blksize",
        "st_blocks",
        "st_rdev",
    ],
};
static STATVFS_RESULT: StructSeq = StructSeq {
    name: "statvfs_result",
    module: "os",
    fields: &[
        "f_bsize",
        "f_frsize",
        "f_blocks",
        "f_bfree",
        "f_bavail",
        "f_files",
        "f_ffree",
        "f_favail",
        "f_flag",
        "f_namemax",
    ],
    hidden: &["f_fsid"],
};
static UNAME_RESULT: StructSeq = StructSeq {
    name: "uname_result",
    module: "posix",
    fields: &["sysname", "nodename", "release", "version", "machine"],
    hidden: &[],
};
static TIMES_RESULT: StructSeq = StructSeq {
    name: "times_result",
    module: "posix",
    fields: &["user", "system", "children_user", "children_system", "elapsed"],
    hidden: &[],
};
static TERMINAL_SIZE: StructSeq =
    StructSeq { name: "terminal_size", module: "os", fields: &["columns", "lines"], hidden: &[] };

fn init(cx: &mut Ctx, module: Gc<ModuleObj>) -> PyResult<()> {
    let own = cx.intern("posix")?;
    for def in [
        process::NUMBERS,
        process::ACTIONS,
        process::FUNCTIONS,
        signals::FUNCTIONS,
        sockets::FUNCTIONS,
    ]
    .into_iter()
    .flatten()
    {
        let def: &'static MethodDef = def;
        let f = cx.builtin_function(def, Some(module.into()), Some(own.into()))?;
        cx.module_set(module, def.name, f.into())?;
    }
    for (key, spec) in [
        ("posix.stat_result", &STAT_RESULT),
        ("posix.statvfs_result", &STATVFS_RESULT),
        ("posix.uname_result", &UNAME_RESULT),
        ("posix.times_result", &TIMES_RESULT),
        ("posix.terminal_size", &TERMINAL_SIZE),
    ] {
        let class = files::class(cx, key, spec)?;
        cx.module_set(module, spec.name, class.into())?;
    }
    let class = cx.ty(super::types::DIR_ENTRY);
    cx.module_set(module, "DirEntry", class.into())?;
    for &(name, n) in constants::CONSTANTS {
        cx.module_set(module, name, Value::small(n))?;
    }
    let (dict, errno) = (cx.dict()?, cx.intern("_errno")?);
    for &(name, n) in constants::ERRNO {
        let name = cx.intern(name)?;
        cx.dict_set_str(dict, name, Value::small(n))?;
    }
    cx.module_set(module, &errno.to_string(), dict.into())
}
