//! Mutations of existing programs by line: what they do then may differ, but not from plan to plan. A mutant
//! that is no Python any more says so under every plan.

use super::generate::Source;

/// Ints and floats that take the place of others.
const EDGES: [&str; 12] = [
    "0",
    "1",
    "-1",
    "2",
    "255",
    "(1 << 30)",
    "((1 << 62) - 1)",
    "(1 << 62)",
    "(-(1 << 62) - 1)",
    "0.0",
    "-0.0",
    "1e308",
];

/// Lines that change nothing that a program sees.
const NEUTRAL: [&str; 9] = [
    "if 0: raise SystemError",
    "for _z in range(3): pass",
    "_z = [1, 2.5, 'a', None][1]",
    "_z = (lambda a, b=2: a + b)(1)",
    "try: {}['k']\nexcept KeyError: pass",
    "_z = 1 << 61; _z += _z; _z += _z",
    "_z = 'a'; _z += 'b'",
    "_z = {1: 2}; _z[3] = _z.get(1)",
    "_z = sum([_k * 0.5 for _k in range(4)])",
];

const OPERATORS: [(&str, &str); 12] = [
    (" + ", " - "),
    (" - ", " + "),
    (" * ", " + "),
    (" < ", " <= "),
    (" == ", " != "),
    (" > ", " < "),
    (" and ", " or "),
    (" // ", " % "),
    (" is ", " is not "),
    (" in ", " not in "),
    (" += ", " -= "),
    (" % ", " // "),
];

/// A mutant of a program: one to four changes, drawn.
pub fn mutant(program: &str, source: &mut Source<'_>) -> String {
    let mut lines: Vec<String> = program.lines().map(str::to_owned).collect();
    for _ in 0..1 + source.below(4) {
        change(&mut lines, source);
    }
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

/// A line by two bytes.
fn place(lines: &[String], source: &mut Source<'_>) -> usize {
    (source.below(256) << 8 | source.below(256)) % lines.len().max(1)
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Whether the line is a statement of its own, as far as one sees: it opens no block and no bracket.
fn is_simple(line: &str) -> bool {
    let text = line.trim();
    let opened =
        |open, close| text.matches(open).count() as i32 - text.matches(close).count() as i32;
    let is_whole = opened('(', ')') == 0 && opened('[', ']') == 0 && opened('{', '}') == 0;
    let begins = |word: &&str| text.starts_with(*word);
    !text.is_empty()
        && is_whole
        && !text.ends_with([':', '\\', ','])
        && !text.contains("\"\"\"")
        && !["#", "@", "import ", "from ", "global ", "nonlocal "].iter().any(begins)
}

fn change(lines: &mut [String], source: &mut Source<'_>) {
    if lines.is_empty() {
        return;
    }
    // A few tries for a line that the change fits.
    for _ in 0..8 {
        let at = place(lines, source);
        if !is_simple(&lines[at]) {
            continue;
        }
        let blank = " ".repeat(indent(&lines[at]));
        let line = lines[at].trim().to_owned();
        match source.below(9) {
            0 => {
                let times = source.pick(&[3, 12, 60]);
                lines[at] = format!("{blank}for _w in range({times}):\n{blank}    {line}");
            }
            1 => lines[at] = format!("{blank}{line}\n{blank}{line}"),
            2 => {
                let neutral = source.pick(&NEUTRAL);
                let all: Vec<String> = neutral.lines().map(|l| format!("{blank}{l}\n")).collect();
                lines[at] = format!("{}{blank}{line}", all.concat());
            }
            3 => lines[at] = format!("{blank}pass"),
            4 if at + 1 < lines.len() && indent(&lines[at + 1]) == blank.len() => {
                if is_simple(&lines[at + 1]) {
                    lines.swap(at, at + 1);
                }
            }
            5 => {
                lines[at] =
                    format!("{blank}try:\n{blank}    {line}\n{blank}finally:\n{blank}    pass")
            }
            6 => {
                let Some(edged) = with_edge(&line, source) else { continue };
                lines[at] = format!("{blank}{edged}");
            }
            _ => {
                let start = source.below(OPERATORS.len());
                let turn = OPERATORS.iter().cycle().skip(start).take(OPERATORS.len());
                let mut found = turn.filter(|(from, _)| line.contains(from));
                let Some((from, to)) = found.next() else { continue };
                lines[at] = format!("{blank}{}", line.replacen(from, to, 1));
            }
        }
        return;
    }
}

/// The line with one of its numbers replaced.
fn with_edge(line: &str, source: &mut Source<'_>) -> Option<String> {
    let bytes = line.as_bytes();
    let starts: Vec<usize> = (0..bytes.len())
        .filter(|&i| {
            let before = i.checked_sub(1).map_or(b' ', |b| bytes[b]);
            bytes[i].is_ascii_digit() && (before == b' ' || b"([{=,-+*".contains(&before))
        })
        .collect();
    let from = *starts.get(source.below(starts.len().clamp(1, 256)))?;
    let len = bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let behind = bytes.get(from + len).copied().unwrap_or(b' ');
    if behind.is_ascii_alphanumeric() || b"._".contains(&behind) {
        return None;
    }
    let edge = source.pick(&EDGES);
    Some(format!("{}{edge}{}", &line[..from], &line[from + len..]))
}

/// A program that runs another twice, each time as `__main__` with a namespace of its own.
pub fn twice(source: &str) -> String {
    let mut text = String::new();
    for c in source.chars() {
        match c {
            '\\' | '"' => text.extend(['\\', c]),
            ' '.. => text.push(c),
            _ => text += &format!("\\x{:02x}", c as u32),
        }
    }
    format!(
        "code = compile(\"{text}\", \"<program>\", \"exec\")\nfor turn in range(2):\n    try:\n        \
         exec(code, {{\"__name__\": \"__main__\"}})\n    except SystemExit:\n        pass\n"
    )
}

#[cfg(test)]
mod tests {
    use super::super::generate::{Source, seeded};
    use super::{mutant, twice};

    const PROGRAM: &str =
        "def f(a):\n    b = a + 1\n    if b > 3:\n        b = 7\n    return b\nprint(f(2))\n";

    #[test]
    fn mutants_differ_and_mostly_compile() {
        let mutants: Vec<String> =
            (0..200).map(|seed| mutant(PROGRAM, &mut Source::new(&seeded(seed, 64)))).collect();
        let different: std::collections::HashSet<&String> = mutants.iter().collect();
        assert!(different.len() > 100, "{} mutants", different.len());
        let compiles =
            |text: &&String| taipan_vm::compile::Compiled::new(text, "<mutant>").is_valid();
        let valid = mutants.iter().filter(compiles).count();
        assert!(valid > 150, "{valid} of 200 compile");
    }

    #[test]
    fn a_program_that_runs_twice_is_one_string() {
        for text in
            [PROGRAM, "print('a\\n\"é\"')\r\n\tx", "\"\"\"\\N{BULLET}\"\"\"\nf'{1!r:{2}}'\n"]
        {
            let code = taipan_vm::compile::Compiled::new(&twice(text), "<twice>");
            assert!(code.is_valid(), "{}", twice(text));
            assert_eq!(twice(text).lines().count(), 6);
        }
    }

    #[test]
    fn any_bytes_mutate_any_text() {
        for text in ["", "\n", "    x", "é = 1\n", "0"] {
            for seed in 0..50 {
                mutant(text, &mut Source::new(&seeded(seed, 40)));
            }
        }
    }
}
