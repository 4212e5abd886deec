//! Placing the parts of a formatted number: sign, prefix, grouped digits, fraction, padding.
//!
//! ```text
//! | left pad | sign | prefix | inner pad | grouped digits | point and fraction | rest | right pad |
//! ```
//! The parts come from `types/int/format.rs` and `types/float/format.rs`; at most one of the three
//! paddings is not empty.

use super::format_spec::{Align, FormatSpec, Grouping, Sign};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::types::str::StrObj;

/// The parts of a number as text.
#[derive(Default)]
pub struct NumberText<'a> {
    /// Whether a minus sign is due.
    pub negative: bool,
    /// `0x` and the like.
    pub prefix: &'a str,
    /// The digits before the point; they may be grouped and padded with zeros.
    pub digits: &'a str,
    /// How many digits make a group.
    pub group: usize,
    /// Whether there is a point.
    pub point: bool,
    /// The digits after the point.
    pub fraction: &'a str,
    /// What follows: exponent, percent sign, `inf`, `nan`, a character.
    pub rest: &'a str,
}

impl<'a> NumberText<'a> {
    /// Splits the text of a float, which may begin with a minus sign.
    pub fn of_float(text: &'a str) -> NumberText<'a> {
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let digits_end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (digits, mut rest) = text.split_at(digits_end);
        let (mut point, mut fraction) = (false, "");
        if let Some(after) = rest.strip_prefix('.') {
            point = true;
            let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
            (fraction, rest) = after.split_at(end);
        }
        NumberText { negative, digits, group: 3, point, fraction, rest, ..NumberText::default() }
    }

    /// The sign that the spec asks for.
    pub fn sign(&self, spec: &FormatSpec) -> &'static str {
        match (self.negative, spec.sign) {
            (true, _) => "-",
            (false, Sign::Plus) => "+",
            (false, Sign::Space) => " ",
            (false, _) => "",
        }
    }

    /// The number without padding but for zeros that belong to the grouped digits.
    pub fn bare(&self, spec: &FormatSpec) -> String {
        let (head, body) = self.pieces(spec);
        head + &body
    }

    /// What stands before and after the inner padding.
    fn pieces(&self, spec: &FormatSpec) -> (String, String) {
        let mut head = String::from(self.sign(spec));
        head.push_str(self.prefix);
        let mut tail = String::new();
        if self.point {
            tail.push('.');
        }
        match spec.frac_grouping {
            Some(grouping) => push_grouped_fraction(&mut tail, self.fraction, grouping),
            None => tail.push_str(self.fraction),
        }
        tail.push_str(self.rest);
        let zero_filled = spec.fill == '0' as u32 && spec.align == Some(Align::AfterSign);
        let used = head.len() + tail.chars().count();
        let min_width = if zero_filled { spec.width.unwrap_or(0).saturating_sub(used) } else { 0 };
        let mut body = match spec.grouping {
            Some(grouping) if !self.digits.is_empty() => {
                grouped(self.digits, self.group, grouping.symbol(), min_width)
            }
            _ => self.digits.to_owned(),
        };
        body.push_str(&tail);
        (head, body)
    }

    /// The finished text.
    pub fn layout(&self, cx: &mut Ctx, spec: &FormatSpec) -> PyResult<Gc<StrObj>> {
        check_width(cx, spec)?;
        let (head, body) = self.pieces(spec);
        pad(cx, &head, &body, spec, Align::Right)
    }
}

/// Refuses widths that no memory could hold, before anything of that size is made.
pub fn check_width(cx: &mut Ctx, spec: &FormatSpec) -> PyResult<()> {
    if spec.width.unwrap_or(0) > 1 << 34 { Err(cx.raise_memory()) } else { Ok(()) }
}

/// Pads `head` + `body` to the width; `AfterSign` pads between them.
pub fn pad(
    cx: &mut Ctx,
    head: &str,
    body: &str,
    spec: &FormatSpec,
    default_align: Align,
) -> PyResult<Gc<StrObj>> {
    let len = head.chars().count() + body.chars().count();
    let missing = spec.width.unwrap_or(0).saturating_sub(len);
    if missing == 0 {
        return cx.str(&format!("{head}{body}"));
    }
    let (left, inner, right) = match spec.align.unwrap_or(default_align) {
        Align::Left => (0, 0, missing),
        Align::Right => (missing, 0, 0),
        Align::Center => (missing / 2, 0, missing - missing / 2),
        Align::AfterSign => (0, missing, 0),
    };
    let max = (head.chars().chain(body.chars()).map(u32::from).max()).unwrap_or(0).max(spec.fill);
    let fill = |n| std::iter::repeat_n(spec.fill, n);
    let points = fill(left)
        .chain(head.chars().map(u32::from))
        .chain(fill(inner))
        .chain(body.chars().map(u32::from))
        .chain(fill(right));
    cx.str_from_iter(len + missing, max, points)
}

/// Digits in groups from the right, padded with zeros (which are grouped too) to `min_width`.
fn grouped(digits: &str, group: usize, separator: char, min_width: usize) -> String {
    let mut reversed = Vec::with_capacity(digits.len() * 4 / 3 + min_width);
    let mut rest = digits.bytes().rev().peekable();
    let mut in_group = 0;
    while rest.peek().is_some() || reversed.len() < min_width {
        if in_group == group {
            in_group = 0;
            reversed.push(separator as u8);
            // A separator that reaches the width alone is followed by one more digit.
        }
        reversed.push(rest.next().unwrap_or(b'0'));
        in_group += 1;
    }
    reversed.reverse();
    String::from_utf8(reversed).expect("digits and separators are ASCII")
}

fn push_grouped_fraction(out: &mut String, digits: &str, grouping: Grouping) {
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && i % 3 == 0 {
            out.push(grouping.symbol());
        }
        out.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_grow_from_the_right_and_take_part_in_zero_padding() {
        assert_eq!(grouped("1234567", 3, ',', 0), "1,234,567");
        assert_eq!(grouped("123", 3, ',', 0), "123");
        assert_eq!(grouped("123", 3, ',', 4), "0,123");
        assert_eq!(grouped("123", 3, ',', 5), "0,123");
        assert_eq!(grouped("123", 3, ',', 6), "00,123");
        assert_eq!(grouped("abcdef", 4, '_', 8), "0ab_cdef");
    }

    #[test]
    fn the_text_of_a_float_splits_at_point_and_exponent() {
        let n = NumberText::of_float("-12.50e+07");
        assert!(n.negative && n.point);
        assert_eq!((n.digits, n.fraction, n.rest), ("12", "50", "e+07"));
        let n = NumberText::of_float("inf");
        assert_eq!((n.digits, n.point, n.rest), ("", false, "inf"));
    }
}
