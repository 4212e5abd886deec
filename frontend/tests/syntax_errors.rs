//! Invalid programs, as CPython 3.14 refuses them: class, message and place.
//!
//! `data/syntax_errors.txt` was recorded by `data/record_syntax_errors.py` under CPython.
//! `data/syntax_errors_differing.txt` lists the programs for which ours still differs; one that agrees must be struck off.

use std::collections::BTreeSet;
use taipan_frontend::{CompileMode, CompileOptions, compile};

const RECORDED: &str = include_str!("data/syntax_errors.txt");
const DIFFERING: &str = include_str!("data/syntax_errors_differing.txt");

/// Class, message and place, in the form of a recorded line.
fn describe(program: &str) -> Vec<String> {
    match compile(program, "<test>", CompileMode::Exec, CompileOptions::default()) {
        Ok(_) => vec!["valid".to_owned()],
        Err(error) => {
            let mut fields = vec![format!("{:?}", error.kind), error.msg];
            let place = [error.line, error.col, error.end_line, error.end_col];
            fields.extend(place.iter().map(u32::to_string));
            fields
        }
    }
}

/// The text of a Python literal without unusual escapes, or of a number.
fn field(literal: &str) -> String {
    let Some(quoted) = literal.strip_prefix(['\'', '"']) else { return literal.to_owned() };
    let mut text = String::new();
    let mut chars = quoted[..quoted.len() - 1].chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            text.push(c);
            continue;
        }
        let digits = match chars.next() {
            Some('n') => {
                text.push('\n');
                continue;
            }
            Some('t') => {
                text.push('\t');
                continue;
            }
            Some('x') => 2,
            Some('u') => 4,
            Some('U') => 8,
            Some(other) => {
                text.push(other);
                continue;
            }
            None => break,
        };
        let hex: String = chars.by_ref().take(digits).collect();
        let code = u32::from_str_radix(&hex, 16).expect("hexadecimal digits");
        text.push(char::from_u32(code).expect("a scalar value"));
    }
    text
}

/// Whether two descriptions are equal; where CPython gives no end, ours is as good as any.
fn agree(ours: &[String], expected: &[String]) -> bool {
    let has_end = expected.get(5).is_none_or(|column| column.parse::<i32>().is_ok_and(|c| c > 0));
    let compared = if has_end { expected.len() } else { 4 };
    ours.len() == expected.len() && ours[..compared] == expected[..compared]
}

#[test]
fn invalid_programs_are_refused_as_cpython_refuses_them() {
    let differing: BTreeSet<&str> = DIFFERING.lines().collect();
    let mut surprises = String::new();
    let mut now_differing = String::new();
    for line in RECORDED.lines() {
        let mut fields = line.split('\t');
        let literal = fields.next().expect("a program");
        let expected: Vec<String> = fields.map(field).collect();
        let expected = if expected[0] == "valid" { vec!["valid".to_owned()] } else { expected };
        let ours = describe(&field(literal));
        let agrees = agree(&ours, &expected);
        if !agrees {
            now_differing += &format!("{literal}\n");
        }
        if agrees == differing.contains(literal) {
            surprises += &format!("{literal}\n    CPython {expected:?}\n    ours    {ours:?}\n");
        }
    }
    if std::env::var_os("BLESS").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/syntax_errors_differing.txt");
        std::fs::write(path, now_differing).expect("writable");
        return;
    }
    assert!(surprises.is_empty(), "\n{surprises}");
}
