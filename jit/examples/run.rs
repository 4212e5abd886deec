//! Runs a Python file under the JIT, for work on this crate: `run FILE [off|hir|clif|asm|stats ...] [-- args]`.

use std::process::ExitCode;
use taipan_jit::backend::{CraneliftBackend, JitConfig};
use taipan_runtime::ctx::Config;
use taipan_vm::{TierConfig, Vm, import};

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let Some(file) = words.first() else { return ExitCode::from(2) };
    let has = |w: &str| words.iter().any(|x| x == w);
    let mut tiers = TierConfig::default();
    if has("eager") {
        tiers.entry_threshold = 2;
        tiers.loop_threshold = 2;
    }
    let Some(mut cx) = taipan_vm::start(&Config::default(), tiers) else {
        return ExitCode::from(3);
    };
    let vm = Vm::of(&cx);
    if !has("off") {
        let dump = words[1..].to_vec();
        let only = words.iter().find_map(|w| w.strip_prefix("only=")).map(str::to_owned);
        let stress =
            words.iter().find_map(|w| w.strip_prefix("stress=")).and_then(|n| n.parse().ok());
        let config = JitConfig {
            dump,
            dump_only: only,
            deopt_stress: stress,
            verify: has("verify"),
            ..JitConfig::default()
        };
        vm.set_backend(Box::new(CraneliftBackend::new(config)));
    }
    let Ok(source) = std::fs::read(file) else { return ExitCode::from(2) };
    let Ok(main) = import::new_main(&mut cx) else { return ExitCode::from(3) };
    let failed = import::exec_source(&mut cx, main, &source, file).is_err();
    if failed {
        let exc = cx.take_exception();
        eprintln!("{}", taipan_vm::traceback::format_exception(&mut cx, exc));
    }
    if has("stats")
        && let Some(stats) = vm.backend_stats()
    {
        eprintln!("{stats:#?}");
    }
    ExitCode::from(failed as u8)
}
