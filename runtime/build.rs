//! Tells the code whether a sanitizer watches it; see `src/heap/stack.rs`.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rustc-check-cfg=cfg(sanitized)");
    if std::env::var("CARGO_ENCODED_RUSTFLAGS").is_ok_and(|flags| flags.contains("sanitizer")) {
        println!("cargo:rustc-cfg=sanitized");
    }
}
