//! `FormatSpec`: the format mini-language of `format()`, f-strings and `str.format`, parsed.
//!
//! `[[fill]align][sign]["z"]["#"]["0"][width][grouping]["." precision [grouping]][type]`, see
//! "Format Specification Mini-Language" in the Library Reference. What a spec means for a number is
//! in `types/int/format.rs` and `types/float/format.rs`; for text it is in `ops/format.rs`.

use crate::ctx::{Ctx, PyResult};
use crate::raise;
use crate::types::str::{StrObj, Units};

/// Where the padding goes.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Align {
    /// `<`
    Left,
    /// `>`
    Right,
    /// `^`
    Center,
    /// `=`: between the sign and the digits.
    AfterSign,
}

impl Align {
    fn of(c: u32) -> Option<Align> {
        match char::from_u32(c)? {
            '<' => Some(Align::Left),
            '>' => Some(Align::Right),
            '^' => Some(Align::Center),
            '=' => Some(Align::AfterSign),
            _ => None,
        }
    }
}

/// How the sign of a number is shown.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Sign {
    /// Nothing given, which means the same as `-`.
    Default,
    /// `-`: only for negative numbers.
    Minus,
    /// `+`: always.
    Plus,
    /// A space for numbers that are not negative.
    Space,
}

/// A separator between groups of digits.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Grouping {
    /// `,`
    Comma,
    /// `_`
    Underscore,
}

impl Grouping {
    /// The separator.
    pub const fn symbol(self) -> char {
        match self {
            Grouping::Comma => ',',
            Grouping::Underscore => '_',
        }
    }
}

/// A parsed format specification.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct FormatSpec {
    /// The padding character; a space unless given.
    pub fill: u32,
    /// The alignment; `None` means the default of the formatted type.
    pub align: Option<Align>,
    /// The sign rule.
    pub sign: Sign,
    /// `z`: a negative zero loses its sign.
    pub no_neg_zero: bool,
    /// `#`
    pub alternate: bool,
    /// `0` before the width without an explicit fill; it sets `fill`, and for types aligned right by
    /// default it also sets `align`.
    pub zero_pad: bool,
    /// The least number of characters.
    pub width: Option<usize>,
    /// Grouping of the digits before the point.
    pub grouping: Option<Grouping>,
    /// Grouping of the digits after the point.
    pub frac_grouping: Option<Grouping>,
    /// The number after the point.
    pub precision: Option<usize>,
    /// The presentation type.
    pub ty: Option<u32>,
}

/// What a spec is when nothing was given.
pub const DEFAULT: FormatSpec = FormatSpec {
    fill: ' ' as u32,
    align: None,
    sign: Sign::Default,
    no_neg_zero: false,
    alternate: false,
    zero_pad: false,
    width: None,
    grouping: None,
    frac_grouping: None,
    precision: None,
    ty: None,
};

impl FormatSpec {
    /// The presentation type as a character; `None` when there is none or it is no scalar value.
    pub fn ty_char(&self) -> Option<char> {
        self.ty.and_then(char::from_u32)
    }

    /// Parses a spec. `default_align` is the alignment of the formatted type (`Right` for numbers);
    /// `type_name` is for messages.
    pub fn parse(
        cx: &mut Ctx,
        spec: &StrObj,
        default_align: Align,
        type_name: &str,
    ) -> PyResult<FormatSpec> {
        let mut reader = Reader { units: spec.units(), pos: 0 };
        match reader.spec(default_align) {
            Ok(parsed) => Ok(parsed),
            Err(Fault::Overflow) => {
                raise!(cx, ValueError, "Too many decimal digits in format string")
            }
            Err(Fault::BothGroupings) => raise!(cx, ValueError, "Cannot specify both ',' and '_'."),
            Err(Fault::MissingPrecision) => {
                raise!(cx, ValueError, "Format specifier missing precision")
            }
            Err(Fault::Trailing) => {
                raise!(
                    cx,
                    ValueError,
                    "Invalid format specifier '{spec}' for object of type '{type_name}'"
                )
            }
            Err(Fault::GroupingType(grouping, ty)) => {
                raise!(
                    cx,
                    ValueError,
                    "Cannot specify '{}' with {}.",
                    grouping.symbol(),
                    quoted(ty)
                )
            }
        }
    }
}

/// A presentation type as messages show it.
pub fn quoted(ty: u32) -> String {
    match char::from_u32(ty) {
        Some(c) if c.is_ascii_graphic() => format!("'{c}'"),
        _ => format!("'\\x{ty:x}'"),
    }
}

/// Raises the error for a presentation type that `type_name` does not have.
pub fn unknown_type<T>(cx: &mut Ctx, ty: u32, type_name: &str) -> PyResult<T> {
    raise!(cx, ValueError, "Unknown format code {} for object of type '{type_name}'", quoted(ty))
}

enum Fault {
    Overflow,
    BothGroupings,
    MissingPrecision,
    Trailing,
    GroupingType(Grouping, u32),
}

struct Reader<'a> {
    units: Units<'a>,
    pos: usize,
}

impl Reader<'_> {
    fn peek(&self, ahead: usize) -> Option<u32> {
        let at = self.pos + ahead;
        if at < self.units.len() { Some(self.units.at(at)) } else { None }
    }

    fn accept(&mut self, c: char) -> bool {
        let found = self.peek(0) == Some(c as u32);
        self.pos += found as usize;
        found
    }

    fn spec(&mut self, default_align: Align) -> Result<FormatSpec, Fault> {
        let mut spec = DEFAULT;
        let mut filled = false;
        if let Some(align) = self.peek(1).and_then(Align::of) {
            spec.fill = self.peek(0).expect("there is a character before the second one");
            spec.align = Some(align);
            filled = true;
            self.pos += 2;
        } else if let Some(align) = self.peek(0).and_then(Align::of) {
            spec.align = Some(align);
            self.pos += 1;
        }
        if self.accept('+') {
            spec.sign = Sign::Plus;
        } else if self.accept('-') {
            spec.sign = Sign::Minus;
        } else if self.accept(' ') {
            spec.sign = Sign::Space;
        }
        spec.no_neg_zero = self.accept('z');
        spec.alternate = self.accept('#');
        if !filled && self.accept('0') {
            spec.zero_pad = true;
            spec.fill = '0' as u32;
            if spec.align.is_none() && default_align == Align::Right {
                spec.align = Some(Align::AfterSign);
            }
        }
        spec.width = self.number()?;
        spec.grouping = self.grouping()?;
        if self.accept('.') {
            spec.precision = self.number()?;
            spec.frac_grouping = self.grouping()?;
            if spec.precision.is_none() && spec.frac_grouping.is_none() {
                return Err(Fault::MissingPrecision);
            }
        }
        if self.peek(1).is_some() {
            return Err(Fault::Trailing);
        }
        spec.ty = self.peek(0);
        check_grouping(&spec)?;
        Ok(spec)
    }

    fn number(&mut self) -> Result<Option<usize>, Fault> {
        let start = self.pos;
        let mut n: usize = 0;
        while let Some(digit) = self.peek(0).and_then(digit_value) {
            n = n.checked_mul(10).and_then(|n| n.checked_add(digit)).ok_or(Fault::Overflow)?;
            if n > isize::MAX as usize {
                return Err(Fault::Overflow);
            }
            self.pos += 1;
        }
        Ok(if self.pos == start { None } else { Some(n) })
    }

    fn grouping(&mut self) -> Result<Option<Grouping>, Fault> {
        let comma = self.accept(',');
        let underscore = self.accept('_');
        match (comma, underscore) {
            (true, true) => Err(Fault::BothGroupings),
            (false, true) if self.peek(0) == Some(',' as u32) => Err(Fault::BothGroupings),
            (true, false) => Ok(Some(Grouping::Comma)),
            (false, true) => Ok(Some(Grouping::Underscore)),
            (false, false) => Ok(None),
        }
    }
}

fn digit_value(c: u32) -> Option<usize> {
    // Any Unicode decimal digit counts, as `int()` would read it.
    crate::types::int::parse::decimal_digit(c).map(usize::from)
}

fn check_grouping(spec: &FormatSpec) -> Result<(), Fault> {
    let ty = spec.ty_char();
    if let Some(grouping) = spec.grouping {
        let allowed = match ty {
            None => spec.ty.is_none(),
            Some('d' | 'e' | 'f' | 'g' | 'E' | 'G' | '%' | 'F') => true,
            Some('b' | 'o' | 'x' | 'X') => grouping == Grouping::Underscore,
            Some(_) => false,
        };
        if !allowed {
            return Err(Fault::GroupingType(grouping, spec.ty.unwrap_or(0)));
        }
    }
    match (spec.frac_grouping, ty) {
        (Some(grouping), Some('n')) => Err(Fault::GroupingType(grouping, 'n' as u32)),
        _ => Ok(()),
    }
}
