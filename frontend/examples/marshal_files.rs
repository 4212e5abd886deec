//! Compiles Python files and writes each as marshalled code: `marshal_files OUT_DIR FILE...`.
//!
//! For comparing with another implementation, which can load the results; a program that does not compile gives a `.err` file.

use std::{env, fs, path::Path};
use taipan_frontend::{CompileMode, CompileOptions, compile_bytes, marshal};

fn main() {
    let mut arguments = env::args().skip(1);
    let out = arguments.next().expect("usage: marshal_files OUT_DIR FILE...");
    for (number, file) in arguments.enumerate() {
        let source = fs::read(&file).expect("readable");
        let target = Path::new(&out).join(number.to_string());
        match compile_bytes(&source, &file, CompileMode::Exec, CompileOptions::default()) {
            Ok(code) => fs::write(target, marshal::dumps(&code)),
            Err(error) => fs::write(target.with_extension("err"), format!("{error:?}")),
        }
        .expect("writable");
    }
}
