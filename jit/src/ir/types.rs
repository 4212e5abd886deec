//! The type lattice: what is known of a value, and in which machine form it is.
//!
//! Facts in this lattice never expire: `Object` names a builtin layout whose class cannot change, or
//! records that a pointer was seen; facts about instance shapes can expire and live in `opt::loads`.

use std::fmt;

/// What is known of a value.
#[derive(Copy, Clone, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum Type {
    /// Nothing flows here (yet).
    Never,
    /// A tagged word or the absent word.
    Slot,
    /// Any tagged word.
    Any,
    /// A small int, tagged.
    Int,
    /// A float, tagged (inline or a heap float).
    Float,
    /// `True` or `False`.
    Bool,
    /// `None`.
    None,
    /// A heap object of unknown class.
    Heap,
    /// A heap object that is exactly of the builtin type with this shape number.
    Object(u32),
    /// The absent word.
    Absent,
    /// An unboxed float.
    F64,
    /// An untagged 64-bit integer.
    I64,
    /// A machine address.
    Ptr,
    /// A machine truth value.
    Cond,
    /// A frame state.
    State,
    /// No result.
    Void,
}

/// Shapes below this number are exact builtin types, which an object never leaves.
pub const FIRST_DYNAMIC_SHAPE: u32 = 1024;

impl Type {
    /// Whether every value of `self` is one of `other`.
    pub fn is(self, other: Type) -> bool {
        use Type::*;
        if self == other || self == Never {
            return true;
        }
        match other {
            Slot => self.is_tagged() || self == Absent,
            Any => self.is_tagged(),
            Heap => matches!(self, Object(_)),
            _ => false,
        }
    }

    /// Whether this is one tagged word that is present.
    pub fn is_tagged(self) -> bool {
        use Type::*;
        matches!(self, Any | Int | Float | Bool | None | Heap | Object(_))
    }

    /// Whether a frame slot can hold this without conversion.
    pub fn is_word(self) -> bool {
        self.is(Type::Slot)
    }

    /// The smallest type that holds both.
    pub fn join(self, other: Type) -> Type {
        use Type::*;
        if self.is(other) {
            return other;
        }
        if other.is(self) {
            return self;
        }
        match (self, other) {
            (Object(_), Object(_)) => Heap,
            (a, b) if a.is_tagged() && b.is_tagged() => Any,
            (a, b) if a.is_word() && b.is_word() => Slot,
            _ => Void,
        }
    }

    /// The type of a constant word, by its tag.
    pub fn of_word(word: u64) -> Type {
        match word {
            0 => Type::Absent,
            0x04 => Type::None,
            0x0c | 0x14 => Type::Bool,
            w if w & 1 == 1 => Type::Int,
            w if w & 3 == 2 => Type::Float,
            w if w & 7 == 0 => Type::Heap,
            _ => Type::Any,
        }
    }

    /// Parses the printed form.
    pub fn parse(text: &str) -> Option<Type> {
        use Type::*;
        Some(match text {
            "Never" => Never,
            "Slot" => Slot,
            "Any" => Any,
            "Int" => Int,
            "Float" => Float,
            "Bool" => Bool,
            "None" => None,
            "Heap" => Heap,
            "Absent" => Absent,
            "F64" => F64,
            "I64" => I64,
            "Ptr" => Ptr,
            "Cond" => Cond,
            "State" => State,
            "Void" => Void,
            _ => Object(text.strip_prefix("Object#")?.parse().ok()?),
        })
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Object(shape) => write!(f, "Object#{shape}"),
            other => write!(f, "{other:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Type::{self, *};

    #[test]
    fn join_is_commutative_and_an_upper_bound() {
        let all = [Never, Slot, Any, Int, Float, Bool, None, Heap, Object(3), Object(4), Absent];
        for a in all {
            for b in all {
                let j = a.join(b);
                assert_eq!(j, b.join(a), "{a} {b}");
                assert!(a.is(j) && b.is(j), "{a} {b} {j}");
            }
        }
    }

    #[test]
    fn names_round_trip() {
        for t in [Never, Slot, Any, Int, Object(77), F64, Void] {
            assert_eq!(Type::parse(&t.to_string()), Some(t));
        }
    }
}
