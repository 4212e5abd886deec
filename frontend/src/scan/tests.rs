//! Sound programs have no findings; unsound and hostile ones have the right one.

use super::*;

fn fault(text: &str) -> Option<String> {
    scan(text).fault.map(|fault| fault.msg)
}

#[test]
fn sound_text_has_no_fault() {
    for text in [
        "",
        "x = 1\n",
        "if a:\n    b\n\n  # comment\n    c\nd\n",
        "f'{x!r:>{w}} {{}} {d['k']} {y:%H:%M} {z=}' 'b' rb'\\''\n",
        "f'''{\n  a\n}'''\n",
        "f'{f\"{f'{1}'}\"}'\n",
        "f'\\N{DIGIT ONE}{1}' rf'\\{x}' '\\'' \"\\\"\"\n",
        "f'{x:{y}}' f'{x:a{y}b}' f'{lambda x: 1}'\n",
        "a = [\n1,\n  2\n]\nb\n",
        "a = 1 + \\\n  2\n",
        "f\"{{{x}}}\"\n",
        "t'{x}'\n",
        "0x1f.real; 1.5e3; 1_000j\n",
    ] {
        assert_eq!(fault(text), None, "{text:?}");
        assert_eq!(scan(text).unclosed, None, "{text:?}");
    }
}

#[test]
fn faults_are_worded_as_cpython_words_them() {
    for (text, msg) in [
        ("x = )\n", "unmatched ')'"),
        ("x = (]\n", "closing parenthesis ']' does not match opening parenthesis '('"),
        ("x = (\n]\n", "closing parenthesis ']' does not match opening parenthesis '(' on line 1"),
        ("'abc\n", "unterminated string literal (detected at line 1)"),
        ("x\n'''abc\n", "unterminated triple-quoted string literal (detected at line 3)"),
        ("f'abc\n", "unterminated f-string literal (detected at line 1)"),
        ("a \\ b\n", "unexpected character after line continuation character"),
        ("if a:\n    b\n  c\n", "unindent does not match any outer indentation level"),
        ("if a:\n        b\n\tc\n", "inconsistent use of tabs and spaces in indentation"),
    ] {
        assert_eq!(fault(text).as_deref(), Some(msg), "{text:?}");
    }
}

#[test]
fn limits_are_cpythons() {
    assert_eq!(fault(&("(".repeat(200) + &")".repeat(200))), None);
    assert_eq!(fault(&"(".repeat(201)).as_deref(), Some("too many nested parentheses"));
    let blocks = |levels: usize| -> String {
        (0..levels).map(|level| " ".repeat(level) + "if x:\n").collect::<String>()
            + &" ".repeat(levels)
            + "x\n"
    };
    assert_eq!(fault(&blocks(99)), None);
    assert_eq!(fault(&blocks(100)).as_deref(), Some("too many levels of indentation"));
}

#[test]
fn the_depth_bound_follows_operators_not_commas() {
    assert!(scan(&"-".repeat(1000)).depth >= 1000);
    assert!(scan(&("x".to_owned() + &".a".repeat(1000))).depth >= 1000);
    assert!(scan(&("x".to_owned() + &"[0]".repeat(1000))).depth >= 1000);
    assert!(scan(&"lambda x, y=".repeat(1000)).depth >= 1000);
    assert!(scan(&("[".to_owned() + &"-1, ".repeat(1000) + "]")).depth < 10);
    assert!(scan(&"x = -1\n".repeat(1000)).depth < 10);
}
