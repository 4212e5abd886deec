//! String literals: where they end, and the replacement fields inside f- and t-strings.

use super::{Fault, MAX_INTERPOLATED, Scanner};

/// An f- or t-string that is open.
pub struct Interpolated {
    quote: u8,
    triple: bool,
    raw: bool,
    /// `f` or `t`.
    letter: char,
    /// Byte offset of its first character, the prefix.
    start: usize,
    /// Brackets open where it began.
    brackets: usize,
}

impl Interpolated {
    /// What it is called in messages: `f` or `t`.
    pub fn letter(&self) -> char {
        self.letter
    }
}

/// Whether a word before a quote makes the quote part of a literal.
pub fn is_prefix(word: &str) -> bool {
    matches!(
        word.to_ascii_lowercase().as_str(),
        "r" | "b" | "u" | "f" | "t" | "br" | "rb" | "fr" | "rf" | "tr" | "rt"
    )
}

impl Scanner<'_> {
    /// A literal whose prefix, already passed, is `prefix`.
    pub(super) fn string(&mut self, prefix: &str) -> Result<(), Fault> {
        let start = self.at - prefix.len();
        let quote = self.bytes[self.at];
        let triple = self.bytes[self.at..].starts_with(&[quote; 3]);
        self.at += if triple { 3 } else { 1 };
        let has = |letter: char| prefix.chars().any(|c| c.eq_ignore_ascii_case(&letter));
        let letter = ['f', 't'].into_iter().find(|&letter| has(letter));
        let Some(letter) = letter else {
            return self.plain(start, quote, triple);
        };
        if self.interpolated.len() >= MAX_INTERPOLATED {
            let fault = Fault::new("too many nested f-strings or t-strings", start, None);
            return Err(Fault { is_limit: true, ..fault });
        }
        let brackets = self.brackets.len();
        let raw = has('r');
        self.interpolated.push(Interpolated { quote, triple, raw, letter, start, brackets });
        self.interpolated_text()
    }

    /// The rest of a literal without replacement fields.
    fn plain(&mut self, start: usize, quote: u8, triple: bool) -> Result<(), Fault> {
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'\\' => self.skip_escaped(),
                b'\n' if !triple => break,
                _ if self.at_quote(quote, triple) => {
                    self.at += if triple { 3 } else { 1 };
                    return Ok(());
                }
                _ => self.at += 1,
            }
        }
        // A quote that matches the enclosing f-string's was meant to close that one.
        if let Some(outer) = self.interpolated.last()
            && (outer.quote, outer.triple) == (quote, triple)
        {
            return Err(Fault::new(
                format!("{}-string: expecting '}}'", outer.letter),
                start,
                None,
            ));
        }
        Err(self.unterminated(start, triple, ""))
    }

    /// Literal text of the innermost interpolated string, up to a field or the closing quote.
    pub(super) fn interpolated_text(&mut self) -> Result<(), Fault> {
        let Some(string) = self.interpolated.last() else { return Ok(()) };
        let (quote, triple, raw, start) = (string.quote, string.triple, string.raw, string.start);
        let (letter, in_spec) = (string.letter, self.brackets.len() > string.brackets);
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'{' if self.bytes.get(self.at + 1) == Some(&b'{') && !in_spec => self.at += 2,
                b'{' => return self.open_bracket(byte, true),
                // The end of a format spec: the field's bracket closes.
                b'}' if in_spec => return Ok(()),
                b'\\' if !raw && self.bytes[self.at..].starts_with(b"\\N{") => self.skip_name(),
                b'\\' if matches!(self.bytes.get(self.at + 1), Some(b'{' | b'}')) => self.at += 1,
                b'\\' => self.skip_escaped(),
                b'\n' if !triple => break,
                _ if self.at_quote(quote, triple) => {
                    self.at += if triple { 3 } else { 1 };
                    if in_spec {
                        self.brackets.pop();
                    }
                    self.interpolated.pop();
                    return Ok(());
                }
                _ => self.at += 1,
            }
        }
        Err(self.unterminated(start, triple, &format!("{letter}-")))
    }

    /// The format spec after the colon of a replacement field: literal text with nested fields.
    pub(super) fn format_spec(&mut self) -> Result<(), Fault> {
        self.at += 1;
        // In `{x:=1}` too the colon begins a spec.
        self.interpolated_text()
    }

    /// Passes a backslash and what it escapes.
    fn skip_escaped(&mut self) {
        let escaped = self.text[self.at + 1..].chars().next().map_or(0, char::len_utf8);
        self.at += 1 + escaped;
    }

    /// Passes `\N{...}`.
    fn skip_name(&mut self) {
        let rest = &self.bytes[self.at..];
        let stop = rest.iter().position(|byte| matches!(byte, b'}' | b'\n' | b'"' | b'\''));
        self.at += match stop {
            Some(stop) if rest[stop] == b'}' => stop + 1,
            _ => 3,
        };
    }

    fn at_quote(&self, quote: u8, triple: bool) -> bool {
        let rest = &self.bytes[self.at..];
        if triple { rest.starts_with(&[quote; 3]) } else { rest[0] == quote }
    }

    fn unterminated(&self, start: usize, triple: bool, kind: &str) -> Fault {
        let line = 1 + self.text[..self.at].matches('\n').count();
        let triple_quoted = if triple { "triple-quoted " } else { "" };
        let msg =
            format!("unterminated {triple_quoted}{kind}string literal (detected at line {line})");
        Fault { at_end: triple, ..Fault::new(msg, start, None) }
    }
}
