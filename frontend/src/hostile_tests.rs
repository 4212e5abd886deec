//! Programs made to exhaust something: each must compile or be refused, never crash.

use super::*;

fn outcome(source: &str) -> Result<CodeUnit, (ErrorKind, String)> {
    compile(source, "<hostile>", CompileMode::Exec, CompileOptions::default())
        .map_err(|error| (error.kind, error.msg))
}

#[test]
fn deep_programs_compile() {
    for source in [
        "-".repeat(10_000) + "1",
        "not ".repeat(5_000) + "1",
        "x".to_owned() + &".a".repeat(10_000),
        "x".to_owned() + &"[0]".repeat(5_000),
        "x".to_owned() + &" + x".repeat(10_000),
        "lambda: ".repeat(500) + "1",
        "if x: pass\n".to_owned() + &"elif x: pass\n".repeat(10_000),
        "(".repeat(200) + &")".repeat(200),
        "[".repeat(199) + &"]".repeat(199),
        "x = ".to_owned() + &"9".repeat(4_000),
    ] {
        let outcome = outcome(&source);
        assert!(outcome.is_ok(), "{}...: {:?}", &source[..20], outcome.err());
    }
}

#[test]
fn deeper_programs_are_refused() {
    for source in [
        "-".repeat(1_000_000) + "1",
        "x".to_owned() + &" + x".repeat(100_000),
        "x".to_owned() + &"()".repeat(100_000),
        "lambda x=lambda: 1, y=".repeat(50_000) + "1",
    ] {
        let refused = (
            ErrorKind::RecursionError,
            "maximum recursion depth exceeded during compilation".to_owned(),
        );
        assert_eq!(outcome(&source), Err(refused));
    }
}

#[test]
fn limits_of_the_tokenizer_hold() {
    let refused = |kind, msg: &str| Err((kind, msg.to_owned()));
    assert_eq!(
        outcome(&"(".repeat(20_000)),
        refused(ErrorKind::SyntaxError, "too many nested parentheses")
    );
    let blocks: String = (0..200).map(|level| " ".repeat(level) + "if x:\n").collect();
    assert_eq!(
        outcome(&blocks),
        refused(ErrorKind::IndentationError, "too many levels of indentation")
    );
    assert_eq!(
        outcome("x\0y"),
        refused(ErrorKind::SyntaxError, "source code string cannot contain null bytes")
    );
}
