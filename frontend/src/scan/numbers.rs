//! Number literals: where they end, and which are malformed.

use super::{Fault, Scanner};

impl Scanner<'_> {
    /// Passes a number, which begins with a digit or with a point before one.
    pub(super) fn number(&mut self) -> Result<(), Fault> {
        let start = self.at;
        if self.bytes[start] == b'0' {
            let radix = match self.bytes.get(start + 1) {
                Some(b'x' | b'X') => Some((16, "hexadecimal")),
                Some(b'o' | b'O') => Some((8, "octal")),
                Some(b'b' | b'B') => Some((2, "binary")),
                _ => None,
            };
            if let Some((radix, kind)) = radix {
                self.at += 2;
                return self.radix_digits(radix, kind);
            }
        }
        self.decimal_digits()?;
        let mut is_integer = true;
        if self.peek() == Some(b'.') {
            is_integer = false;
            self.at += 1;
            if self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
                self.decimal_digits()?;
            }
        }
        if self.exponent()? {
            is_integer = false;
        }
        if let Some(b'j' | b'J') = self.peek() {
            self.at += 1;
            return self.number_end("imaginary");
        }
        if is_integer {
            self.leading_zeros(start)?;
        }
        self.number_end("decimal")
    }

    /// Digits with single underscores between them.
    fn decimal_digits(&mut self) -> Result<(), Fault> {
        loop {
            while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
                self.at += 1;
            }
            if self.peek() != Some(b'_') {
                return Ok(());
            }
            if !self.bytes.get(self.at + 1).is_some_and(u8::is_ascii_digit) {
                return Err(Fault::new("invalid decimal literal", self.at, None));
            }
            self.at += 1;
        }
    }

    fn radix_digits(&mut self, radix: u32, kind: &str) -> Result<(), Fault> {
        let is_digit = |byte: &u8| char::from(*byte).is_digit(radix);
        loop {
            let underscore = usize::from(self.peek() == Some(b'_'));
            match self.bytes.get(self.at + underscore) {
                Some(byte) if is_digit(byte) => self.at += underscore + 1,
                Some(byte) if byte.is_ascii_digit() => {
                    let msg = format!("invalid digit '{}' in {kind} literal", char::from(*byte));
                    return Err(Fault::new(msg, self.at + underscore, None));
                }
                _ if underscore == 1 || !self.bytes[..self.at].last().is_some_and(is_digit) => {
                    let msg = format!("invalid {kind} literal");
                    return Err(Fault::new(msg, self.at + underscore - 1, None));
                }
                _ => return self.number_end(kind),
            }
        }
    }

    /// Passes `e`, sign and digits; says whether they were there.
    fn exponent(&mut self) -> Result<bool, Fault> {
        if !matches!(self.peek(), Some(b'e' | b'E')) {
            return Ok(false);
        }
        let signed = matches!(self.bytes.get(self.at + 1), Some(b'+' | b'-'));
        let digits = self.at + 1 + usize::from(signed);
        if self.bytes.get(digits).is_some_and(u8::is_ascii_digit) {
            self.at = digits;
            self.decimal_digits()?;
            return Ok(true);
        }
        if signed {
            return Err(Fault::new("invalid decimal literal", self.at + 1, None));
        }
        Ok(false)
    }

    /// `012` is no number; `00` and `01.5` are.
    fn leading_zeros(&self, start: usize) -> Result<(), Fault> {
        let digits = &self.bytes[start..self.at];
        let zeros = digits.iter().take_while(|byte| matches!(byte, b'0' | b'_')).count();
        if digits.first() != Some(&b'0') || zeros == digits.len() {
            return Ok(());
        }
        let msg = "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers";
        Err(Fault::new(msg, start, Some(start + zeros)))
    }

    /// A letter directly after a number must begin a keyword operator.
    fn number_end(&self, kind: &str) -> Result<(), Fault> {
        let rest = &self.text[self.at..];
        let follows = rest
            .chars()
            .next()
            .is_some_and(|c| c.is_alphanumeric() && c.is_alphabetic() || c == '_');
        let keywords = ["and", "else", "for", "if", "in", "is", "not", "or"];
        if !follows || keywords.iter().any(|keyword| rest.starts_with(keyword)) {
            return Ok(());
        }
        Err(Fault::new(format!("invalid {kind} literal"), self.at - 1, None))
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }
}
