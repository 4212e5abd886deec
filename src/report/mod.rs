//! Reports at exit: counters as text and as JSON, and disassemblies. What is counted and where is
//! the VM's business (`taipan_vm::stats`).

pub(crate) mod events;
mod json;
pub(crate) mod snapshot;
mod text;

use crate::options::{Dump, Options, StatsFormat};
use taipan_runtime::ctx::Ctx;
use taipan_vm::Vm;
use taipan_vm::bytecode::dis;
use taipan_vm::stats::sites;

pub use json::json;
pub use text::text;

/// Prints what the options ask for; a message if a file cannot be written.
pub fn print(cx: &mut Ctx, options: &Options) -> Result<(), String> {
    if let Some(dump) = &options.dump {
        eprint!("{}", disassemblies(cx, dump));
    }
    match options.stats {
        Some(StatsFormat::Text) => eprint!("{}", text(cx)),
        Some(StatsFormat::Json) => eprintln!("{}", json(cx)),
        None => {}
    }
    match &options.stats_file {
        Some(path) => std::fs::write(path, json(cx).to_string())
            .map_err(|e| format!("taipan: cannot write '{path}': {e}")),
        None => Ok(()),
    }
}

/// The code objects that ran, outside the standard library.
pub fn disassemblies(cx: &mut Ctx, dump: &Dump) -> String {
    let mut out = String::new();
    for code in sites::counted_codes(Vm::of(cx)) {
        let ran = code.site_counts(0).is_some_and(|c| c.derived(0).executions() > 0);
        let wanted = match &dump.only {
            Some(name) => code.qualname.get().eq_str(name),
            None => ran && !code.filename.get().to_string().starts_with(taipan_stdlib::PREFIX),
        };
        if wanted {
            let how = dis::How { adaptive: dump.adaptive, counts: dump.adaptive, caches: false };
            out.push_str(&dis::disassembly(cx, code, how));
            out.push('\n');
        }
    }
    out
}
