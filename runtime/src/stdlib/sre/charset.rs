//! Sets and categories of code points, and the case foldings of the matcher.
#![forbid(unsafe_code)]

use super::codes::{category, op};
use crate::types::str::chars;

/// Reads a word of the code; beyond the end there is only failure.
#[inline(always)]
pub fn word(code: &[u32], at: usize) -> u32 {
    code.get(at).copied().unwrap_or(op::FAILURE)
}

/// Lower case of ASCII letters.
#[inline(always)]
pub fn lower_ascii(c: u32) -> u32 {
    if c < 0x80 { (c as u8).to_ascii_lowercase().into() } else { c }
}

/// Upper case of ASCII letters, as the C locale has it.
#[inline(always)]
pub fn upper_ascii(c: u32) -> u32 {
    if c < 0x80 { (c as u8).to_ascii_uppercase().into() } else { c }
}

/// Simple lower case.
#[inline(always)]
pub fn lower_unicode(c: u32) -> u32 {
    if c < 0x80 { lower_ascii(c) } else { chars::simple_lower(c) }
}

/// Simple upper case.
pub fn upper_unicode(c: u32) -> u32 {
    if c < 0x80 { upper_ascii(c) } else { chars::simple_upper(c) }
}

#[inline(always)]
fn is_ascii_word(c: u32) -> bool {
    c < 0x80 && (c as u8 == b'_' || (c as u8).is_ascii_alphanumeric())
}

/// Whether a word contains this code point, in the sense of `\w` without `re.ASCII`.
#[inline(always)]
pub fn is_unicode_word(c: u32) -> bool {
    c == u32::from(b'_') || chars::is_alnum(c)
}

/// Whether a word contains this code point, in the sense of `\w` with `re.ASCII`.
#[inline(always)]
pub fn is_word(c: u32) -> bool {
    is_ascii_word(c)
}

/// Whether a code point is in a category.
#[inline]
pub fn in_category(which: u32, c: u32) -> bool {
    match which {
        category::DIGIT => c < 0x80 && (c as u8).is_ascii_digit(),
        category::NOT_DIGIT => !(c < 0x80 && (c as u8).is_ascii_digit()),
        category::SPACE => matches!(c, 0x09..=0x0d | 0x20),
        category::NOT_SPACE => !matches!(c, 0x09..=0x0d | 0x20),
        category::WORD | category::LOC_WORD => is_ascii_word(c),
        category::NOT_WORD | category::LOC_NOT_WORD => !is_ascii_word(c),
        category::LINEBREAK => c == 0x0a,
        category::NOT_LINEBREAK => c != 0x0a,
        category::UNI_DIGIT => chars::is_decimal(c),
        category::UNI_NOT_DIGIT => !chars::is_decimal(c),
        category::UNI_SPACE => chars::is_space(c),
        category::UNI_NOT_SPACE => !chars::is_space(c),
        category::UNI_WORD => is_unicode_word(c),
        category::UNI_NOT_WORD => !is_unicode_word(c),
        category::UNI_LINEBREAK => chars::is_line_break(c),
        category::UNI_NOT_LINEBREAK => !chars::is_line_break(c),
        _ => false,
    }
}

/// Whether the set that begins at `at` has the code point.
#[inline]
pub fn contains(code: &[u32], mut at: usize, c: u32) -> bool {
    let mut found = true;
    loop {
        match word(code, at) {
            op::LITERAL => {
                if c == word(code, at + 1) {
                    return found;
                }
                at += 2;
            }
            op::RANGE => {
                if word(code, at + 1) <= c && c <= word(code, at + 2) {
                    return found;
                }
                at += 3;
            }
            op::RANGE_UNI_IGNORE => {
                let (low, high, upper) = (word(code, at + 1), word(code, at + 2), upper_unicode(c));
                if low <= c && c <= high || low <= upper && upper <= high {
                    return found;
                }
                at += 3;
            }
            op::CHARSET => {
                if c < 256 && word(code, at + 1 + (c >> 5) as usize) & 1 << (c & 31) != 0 {
                    return found;
                }
                at += 9;
            }
            op::BIGCHARSET => {
                let blocks = word(code, at + 1) as usize;
                if c < 0x1_0000 {
                    // 256 bytes in words of four tell the block of each page.
                    let page = (c >> 8) as usize;
                    let block = word(code, at + 2 + page / 4).to_ne_bytes()[page % 4] as usize;
                    if word(code, at + 66 + block * 8 + (c as usize & 255) / 32) & 1 << (c & 31)
                        != 0
                    {
                        return found;
                    }
                }
                at += 66 + blocks * 8;
            }
            op::CATEGORY => {
                if in_category(word(code, at + 1), c) {
                    return found;
                }
                at += 2;
            }
            op::NEGATE => {
                found = !found;
                at += 1;
            }
            _ => return !found,
        }
    }
}

/// Whether an instruction for a single unit accepts the code point.
#[inline]
pub fn accepts(code: &[u32], i: usize, c: u32) -> bool {
    let arg = word(code, i + 1);
    match word(code, i) {
        op::ANY => c != 0x0a,
        op::ANY_ALL => true,
        op::LITERAL => c == arg,
        op::NOT_LITERAL => c != arg,
        op::IN => contains(code, i + 2, c),
        op::CATEGORY => in_category(arg, c),
        op::LITERAL_IGNORE => lower_ascii(c) == arg,
        op::NOT_LITERAL_IGNORE => lower_ascii(c) != arg,
        op::LITERAL_UNI_IGNORE => lower_unicode(c) == arg,
        op::NOT_LITERAL_UNI_IGNORE => lower_unicode(c) != arg,
        op::LITERAL_LOC_IGNORE => c == arg || lower_ascii(c) == arg || upper_ascii(c) == arg,
        op::NOT_LITERAL_LOC_IGNORE => !(c == arg || lower_ascii(c) == arg || upper_ascii(c) == arg),
        op::IN_IGNORE => contains(code, i + 2, lower_ascii(c)),
        op::IN_UNI_IGNORE => contains(code, i + 2, lower_unicode(c)),
        op::IN_LOC_IGNORE => {
            contains(code, i + 2, lower_ascii(c)) || contains(code, i + 2, upper_ascii(c))
        }
        _ => false,
    }
}
