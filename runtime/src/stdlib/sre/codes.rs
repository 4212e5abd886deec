//! The numbers of the code that `re._compiler` emits (magic 20230612); `re/_constants.py` has the
//! same lists in the same order.
#![forbid(unsafe_code)]

/// The version of the code.
pub const MAGIC: i32 = 20_230_612;
/// A repeat count without limit.
pub const MAXREPEAT: u32 = u32::MAX;

macro_rules! numbered {
    ($($name:ident)*) => { numbered!(@ 0; $($name)*); };
    (@ $n:expr; $name:ident $($rest:ident)*) => {
        #[allow(missing_docs, dead_code)]
        pub const $name: u32 = $n;
        numbered!(@ $n + 1; $($rest)*);
    };
    (@ $n:expr;) => {};
}

/// Operations.
pub mod op {
    numbered! {
        FAILURE SUCCESS ANY ANY_ALL ASSERT ASSERT_NOT AT BRANCH CATEGORY CHARSET BIGCHARSET GROUPREF GROUPREF_EXISTS
        IN INFO JUMP LITERAL MARK MAX_UNTIL MIN_UNTIL NOT_LITERAL NEGATE RANGE REPEAT REPEAT_ONE SUBPATTERN
        MIN_REPEAT_ONE ATOMIC_GROUP POSSESSIVE_REPEAT POSSESSIVE_REPEAT_ONE GROUPREF_IGNORE IN_IGNORE LITERAL_IGNORE
        NOT_LITERAL_IGNORE GROUPREF_LOC_IGNORE IN_LOC_IGNORE LITERAL_LOC_IGNORE NOT_LITERAL_LOC_IGNORE
        GROUPREF_UNI_IGNORE IN_UNI_IGNORE LITERAL_UNI_IGNORE NOT_LITERAL_UNI_IGNORE RANGE_UNI_IGNORE
    }
}

/// Positions.
pub mod at {
    numbered! {
        BEGINNING BEGINNING_LINE BEGINNING_STRING BOUNDARY NON_BOUNDARY END END_LINE END_STRING LOC_BOUNDARY
        LOC_NON_BOUNDARY UNI_BOUNDARY UNI_NON_BOUNDARY
    }
}

/// Categories of code points.
pub mod category {
    numbered! {
        DIGIT NOT_DIGIT SPACE NOT_SPACE WORD NOT_WORD LINEBREAK NOT_LINEBREAK LOC_WORD LOC_NOT_WORD UNI_DIGIT
        UNI_NOT_DIGIT UNI_SPACE UNI_NOT_SPACE UNI_WORD UNI_NOT_WORD UNI_LINEBREAK UNI_NOT_LINEBREAK
    }
}

/// Bits of an `INFO` block.
pub mod info {
    /// A literal prefix follows.
    pub const PREFIX: u32 = 1;
    /// The set of possible first code points follows.
    pub const CHARSET: u32 = 4;
}

/// Flags of a pattern, with the names that `repr` shows.
pub const FLAGS: &[(u32, &str)] = &[
    (2, "re.IGNORECASE"),
    (4, "re.LOCALE"),
    (8, "re.MULTILINE"),
    (16, "re.DOTALL"),
    (64, "re.VERBOSE"),
    (128, "re.DEBUG"),
    (256, "re.ASCII"),
];
/// The flag that text patterns have without being told.
pub const FLAG_UNICODE: u32 = 32;

#[cfg(test)]
mod tests {
    #[test]
    fn the_last_number_is_that_of_the_compiler() {
        assert_eq!(super::op::RANGE_UNI_IGNORE, 42);
        assert_eq!(super::at::UNI_NON_BOUNDARY, 11);
        assert_eq!(super::category::UNI_NOT_LINEBREAK, 17);
    }
}
