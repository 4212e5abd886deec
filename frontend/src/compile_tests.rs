//! `compile` end to end.

use super::*;

fn exec(source: &str) -> CodeUnit {
    compile(source, "<test>", CompileMode::Exec, CompileOptions::default()).expect("compiles")
}

#[test]
fn a_module_becomes_a_code_object() {
    let code = exec("x = 1\n");
    assert_eq!(code.name, "<module>");
    assert_eq!(code.filename, "<test>");
    assert_eq!(code.names, ["x"]);
    // RESUME 0; LOAD_SMALL_INT 1; STORE_NAME 0; LOAD_CONST 0 (None); RETURN_VALUE.
    assert_eq!(code.code, [128, 0, 94, 1, 116, 0, 82, 1, 35, 0]);
}
