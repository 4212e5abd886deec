//! `taipan dis`: the code of a program, before it runs or after.

use crate::run::Program;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::types::str::StrObj;
use taipan_vm::bytecode::dis;
use taipan_vm::stats::sites;
use taipan_vm::tier::families::nearest;
use taipan_vm::{Vm, import};

/// What is listed, and how.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// What each instruction's line shows.
    pub how: dis::How,
    /// Only code of this qualified name.
    pub only: Option<String>,
}

impl Listing {
    /// Whether the program has to run before it can be listed.
    pub fn needs_run(&self) -> bool {
        self.how.adaptive || self.how.counts
    }
}

/// The file name that the program's code objects bear; compiles a module to know it.
pub(crate) fn filename(cx: &mut Ctx, program: &Program, given: &str) -> PyResult<String> {
    let Program::Module(name) = program else { return Ok(given.to_owned()) };
    let runpy = import::import_module(cx, "runpy")?;
    let (find, name) = (cx.intern("_get_module_details")?, cx.str(name)?);
    let details = cx.call_method(runpy, find, &[name.into()])?;
    let code = cx.getitem(details, taipan_runtime::value::Value::small(2))?;
    let attribute = cx.intern("co_filename")?;
    let filename = cx.getattr(code, attribute)?;
    Ok(filename.cast::<StrObj>().map_or_else(String::new, |s| s.to_string()))
}

/// The listing of all code objects that were made of a file, in the order of their source.
pub(crate) fn listing(cx: &mut Ctx, file: &str, listing: &Listing) -> Result<String, String> {
    let mut codes = sites::counted_codes(Vm::of(cx));
    codes.retain(|code| code.filename.get().eq_str(file));
    codes.sort_by_key(|code| (code.first_line, !code.qualname.get().eq_str("<module>")));
    let names: Vec<String> = codes.iter().map(|code| code.qualname.get().to_string()).collect();
    let mut out = String::new();
    for (code, name) in codes.iter().zip(&names) {
        if listing.only.as_ref().is_none_or(|only| only == name) {
            out.push_str(&dis::disassembly(cx, *code, listing.how));
            out.push('\n');
        }
    }
    match &listing.only {
        Some(only) if out.is_empty() => {
            let near = nearest(only, names.iter().map(String::as_str));
            Err(format!("taipan dis: no function '{only}'; nearest are {}", near.join(", ")))
        }
        _ => Ok(out),
    }
}
