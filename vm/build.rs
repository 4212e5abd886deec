//! Decides how the interpreter goes from one instruction to the next; see `src/interp/dispatch.rs`.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rustc-check-cfg=cfg(threaded)");
    let level = std::env::var("OPT_LEVEL").unwrap_or_default();
    // Sanitizers give functions stack memory, which keeps calls from becoming jumps.
    let sanitized =
        std::env::var("CARGO_ENCODED_RUSTFLAGS").is_ok_and(|flags| flags.contains("sanitizer"));
    // So do debug assertions: a handler whose last call is no jump grows the stack with each instruction.
    let checked = std::env::var_os("CARGO_CFG_DEBUG_ASSERTIONS").is_some();
    if matches!(level.as_str(), "2" | "3") && !sanitized && !checked {
        println!("cargo:rustc-cfg=threaded");
    }
}
