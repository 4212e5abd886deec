//! String literals with a malformed escape, in the words of CPython's `unicodeescape` codec.

/// The message for a literal, prefix and quotes included, whose first bad escape is what the parser stumbled over.
pub fn message(literal: &str) -> String {
    let quote = literal.find(['"', '\'']).unwrap_or(0);
    let is_bytes = literal[..quote].contains(['b', 'B']);
    let quotes = if literal[quote..].starts_with("\"\"\"") || literal[quote..].starts_with("'''") {
        3
    } else {
        1
    };
    let body = literal.get(quote + quotes..literal.len() - quotes).unwrap_or_default();
    let mut at = 0;
    while let Some(offset) = body[at..].find('\\') {
        let escape = &body[at + offset..];
        let start = at + offset;
        if let Some((reason, length)) = fault(escape, is_bytes) {
            if is_bytes {
                return format!("(value error) invalid \\x escape at position {start}");
            }
            let end = start + length - 1;
            let span = if length == 1 {
                format!("byte 0x5c in position {start}: \\ at end of string")
            } else {
                format!("bytes in position {start}-{end}: {reason}")
            };
            return format!("(unicode error) 'unicodeescape' codec can't decode {span}");
        }
        at = start + 1 + escape[1..].chars().next().map_or(0, char::len_utf8);
    }
    "(unicode error) 'unicodeescape' codec can't decode bytes".to_owned()
}

/// What is wrong with an escape, and how many bytes of it are to blame.
fn fault(escape: &str, is_bytes: bool) -> Option<(&'static str, usize)> {
    let digits =
        |count: usize| escape[2..].bytes().take(count).take_while(u8::is_ascii_hexdigit).count();
    let truncated = |count: usize, reason| {
        let present = digits(count);
        (present < count).then_some((reason, 2 + present))
    };
    match escape.as_bytes().get(1)? {
        b'x' => truncated(2, "truncated \\xXX escape"),
        _ if is_bytes => None,
        b'u' => truncated(4, "truncated \\uXXXX escape"),
        b'U' => truncated(8, "truncated \\UXXXXXXXX escape").or_else(|| {
            let code = u32::from_str_radix(escape.get(2..10)?, 16).ok()?;
            (code > 0x10ffff).then_some(("illegal Unicode character", 10))
        }),
        b'N' => {
            let name = escape[2..].strip_prefix('{').and_then(|rest| rest.find('}'));
            match name {
                None | Some(0) => Some(("malformed \\N character escape", 2)),
                Some(length) => Some(("unknown Unicode character name", length + 4)),
            }
        }
        _ => None,
    }
}
