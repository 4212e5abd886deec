//! The syntax of `str.format` templates: literal text and replacement fields, and the field names
//! inside. `_string` shows the same parsers to `string.Formatter`.

use crate::types::str::Units;

/// What is wrong with a template; the text is the message of the `ValueError`.
pub type Fault = &'static str;

/// A part of the template, by code point.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct Span {
    /// First code point.
    pub from: usize,
    /// End.
    pub to: usize,
}

impl Span {
    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.from >= self.to
    }
}

/// A replacement field.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct FieldMarkup {
    /// What stands before `!` and `:`.
    pub name: Span,
    /// The letter behind `!`.
    pub conversion: Option<u32>,
    /// What stands behind `:`.
    pub spec: Span,
    /// Whether the spec has fields of its own.
    pub nested: bool,
}

/// Reads a template piece by piece.
pub struct Markup<'a> {
    text: Units<'a>,
    at: usize,
    end: usize,
}

const OPEN: u32 = b'{' as u32;
const CLOSE: u32 = b'}' as u32;

impl<'a> Markup<'a> {
    /// Reads a part of a text.
    pub fn new(text: Units<'a>, span: Span) -> Markup<'a> {
        Markup { text, at: span.from, end: span.to }
    }

    fn peek(&self) -> Option<u32> {
        (self.at < self.end).then(|| self.text.at(self.at))
    }

    fn take(&mut self) -> Option<u32> {
        let point = self.peek()?;
        self.at += 1;
        Some(point)
    }

    /// The next piece of literal text and the field behind it; `None` at the end.
    pub fn next_piece(&mut self) -> Result<Option<(Span, Option<FieldMarkup>)>, Fault> {
        let from = self.at;
        if from >= self.end {
            return Ok(None);
        }
        let brace = loop {
            match self.take() {
                Some(p) if p == OPEN || p == CLOSE => break p,
                Some(_) => {}
                None => return Ok(Some((Span { from, to: self.end }, None))),
            }
        };
        if self.peek() == Some(brace) {
            // A doubled brace stands for itself; the literal ends with the first of the two.
            let to = self.at;
            self.at += 1;
            return Ok(Some((Span { from, to }, None)));
        }
        if brace == CLOSE {
            return Err("Single '}' encountered in format string");
        }
        if self.at >= self.end {
            return Err("Single '{' encountered in format string");
        }
        let literal = Span { from, to: self.at - 1 };
        Ok(Some((literal, Some(self.field()?))))
    }

    fn field(&mut self) -> Result<FieldMarkup, Fault> {
        let from = self.at;
        let stop = loop {
            match self.take().map(char_of) {
                Some('{') => return Err("unexpected '{' in field name"),
                Some('[') => {
                    while self.peek().is_some_and(|p| p != u32::from(']')) {
                        self.at += 1;
                    }
                }
                Some(c @ ('}' | ':' | '!')) => break c,
                Some(_) => {}
                None => return Err("expected '}' before end of string"),
            }
        };
        let name = Span { from, to: self.at - 1 };
        let mut field = FieldMarkup {
            name,
            conversion: None,
            spec: Span { from: self.at, to: self.at },
            nested: false,
        };
        if stop == '}' {
            return Ok(field);
        }
        if stop == '!' {
            field.conversion = self.take();
            if field.conversion.is_none() {
                return Err("end of string while looking for conversion specifier");
            }
            match self.take().map(char_of) {
                Some('}') => return Ok(field),
                Some(':') => {}
                Some(_) => return Err("expected ':' after conversion specifier"),
                None => return Err("unmatched '{' in format spec"),
            }
        }
        field.spec.from = self.at;
        let mut depth = 1;
        while let Some(p) = self.take() {
            if p == OPEN {
                field.nested = true;
                depth += 1;
            } else if p == CLOSE {
                depth -= 1;
                if depth == 0 {
                    field.spec.to = self.at - 1;
                    return Ok(field);
                }
            }
        }
        Err("unmatched '{' in format spec")
    }
}

fn char_of(point: u32) -> char {
    char::from_u32(point).unwrap_or('\u{fffd}')
}

/// The beginning of a field name.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum First {
    /// `{}`: the next positional argument.
    Auto,
    /// `{0}`
    Index(usize),
    /// `{name}`
    Name(Span),
}

/// A step after it.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// `.name`
    Attr(Span),
    /// `[0]`
    Index(usize),
    /// `[key]`
    Key(Span),
}

/// Reads a field name: its beginning, then its steps.
pub struct FieldName<'a> {
    text: Units<'a>,
    at: usize,
    end: usize,
}

impl<'a> FieldName<'a> {
    /// The beginning, and the reader of the steps.
    pub fn parse(text: Units<'a>, span: Span) -> Result<(First, FieldName<'a>), Fault> {
        let at = (span.from..span.to)
            .find(|&i| matches!(char_of(text.at(i)), '.' | '['))
            .unwrap_or(span.to);
        let head = Span { from: span.from, to: at };
        let first = match number(text, head)? {
            Some(n) => First::Index(n),
            None if head.is_empty() => First::Auto,
            None => First::Name(head),
        };
        Ok((first, FieldName { text, at, end: span.to }))
    }

    /// The next step; `None` at the end.
    pub fn step(&mut self) -> Result<Option<Step>, Fault> {
        if self.at >= self.end {
            return Ok(None);
        }
        let kind = char_of(self.text.at(self.at));
        self.at += 1;
        let from = self.at;
        match kind {
            '.' => {
                self.at = (from..self.end)
                    .find(|&i| matches!(char_of(self.text.at(i)), '.' | '['))
                    .unwrap_or(self.end);
                let span = Span { from, to: self.at };
                if span.is_empty() { Err(EMPTY_ATTRIBUTE) } else { Ok(Some(Step::Attr(span))) }
            }
            '[' => {
                let close = (from..self.end).find(|&i| char_of(self.text.at(i)) == ']');
                let to = close.ok_or("Missing ']' in format string")?;
                self.at = to + 1;
                let span = Span { from, to };
                if span.is_empty() {
                    return Err(EMPTY_ATTRIBUTE);
                }
                Ok(Some(number(self.text, span)?.map_or(Step::Key(span), Step::Index)))
            }
            _ => Err("Only '.' or '[' may follow ']' in format field specifier"),
        }
    }
}

const EMPTY_ATTRIBUTE: Fault = "Empty attribute in format string";

/// The text as a decimal number, if it is nothing else.
fn number(text: Units<'_>, span: Span) -> Result<Option<usize>, Fault> {
    if span.is_empty() {
        return Ok(None);
    }
    let mut n: usize = 0;
    for i in span.from..span.to {
        let Some(digit) = crate::types::str::chars::decimal_value(text.at(i)) else {
            return Ok(None);
        };
        n = n
            .checked_mul(10)
            .and_then(|n| n.checked_add(digit as usize))
            .filter(|&n| n <= isize::MAX as usize)
            .ok_or("Too many decimal digits in format string")?;
    }
    Ok(Some(n))
}
