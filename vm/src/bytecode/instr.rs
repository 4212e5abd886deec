//! Metadata derived from the instruction table: numbers, names, families, stack effects, recipes.
//! The assertions at the end reject a table that breaks the rules of re-execution.

use super::uops::{Uop, UopKind};

macro_rules! operand_count {
    ($oparg:ident) => {
        1
    };
    ($oparg:ident $count:expr) => {
        ($count as fn(u32) -> u32)($oparg)
    };
}

macro_rules! head_or_self {
    ($name:ident) => {
        Opcode::$name
    };
    ($name:ident $head:ident) => {
        Opcode::$head
    };
}

macro_rules! op_views {
    ($( $(#[doc = $doc:literal])* $num:literal $name:ident [$cache:literal] $(in $head:ident)?
        ( $( $in:ident $([$inn:expr])? ),* -> $( $out:ident $([$outn:expr])? ),* ) : $($uop:ident),+ ; )*) => {
        /// An instruction; the number is CPython 3.14's.
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
        #[repr(u8)]
        pub enum Opcode { $( $(#[doc = $doc])* $name = $num, )* }

        impl Opcode {
            /// Every instruction of the table.
            pub const ALL: &'static [Opcode] = &[ $( Opcode::$name, )* ];

            /// The instruction with this number.
            pub const fn from_u8(number: u8) -> Option<Opcode> {
                match number { $( $num => Some(Opcode::$name), )* _ => None }
            }

            /// CPython's name.
            pub const fn name(self) -> &'static str {
                match self { $( Opcode::$name => stringify!($name), )* }
            }

            /// Number of inline cache units.
            pub const fn caches(self) -> usize {
                match self { $( Opcode::$name => $cache, )* }
            }

            /// The family head; a generic instruction is its own.
            pub const fn head(self) -> Opcode {
                match self { $( Opcode::$name => head_or_self!($name $($head)?), )* }
            }

            /// Words taken from and left on the operand stack, on the path that falls through.
            pub const fn recipe(self) -> &'static [Uop] {
                match self { $( Opcode::$name => &[ $( Uop::$uop ),+ ], )* }
            }

            /// Words that the instruction takes from the stack.
            #[allow(unused_variables)]
            pub fn pops(self, oparg: u32) -> u32 {
                match self { $( Opcode::$name => 0 $( + { let _ = stringify!($in); operand_count!(oparg $($inn)?) } )*, )* }
            }

            /// Words that the instruction leaves on the stack, on the path that falls through.
            #[allow(unused_variables)]
            pub fn pushes(self, oparg: u32) -> u32 {
                match self { $( Opcode::$name => 0 $( + { let _ = stringify!($out); operand_count!(oparg $($outn)?) } )*, )* }
            }

            const fn effect_text(self) -> &'static str {
                match self {
                    $( Opcode::$name => stringify!( $( $in $([$inn])? ),* -> $( $out $([$outn])? ),* ), )*
                }
            }
        }
    };
}

for_each_op!(op_views!);

/// Lowest number of a specialized instruction, as in CPython.
pub const MIN_SPECIALIZED: u8 = 129;

/// Cache units by opcode number (0 for numbers without an instruction).
pub const CACHES: [u8; 256] = {
    let mut table = [0; 256];
    let mut i = 0;
    while i < Opcode::ALL.len() {
        let op = Opcode::ALL[i];
        table[op as usize] = op.caches() as u8;
        i += 1;
    }
    table
};

/// Family head by opcode number (itself for numbers without an instruction).
pub const HEADS: [u8; 256] = {
    let mut table = [0; 256];
    let mut i = 0;
    while i < 256 {
        table[i] = match Opcode::from_u8(i as u8) {
            Some(op) => op.head() as u8,
            None => i as u8,
        };
        i += 1;
    }
    table
};

const fn same_text(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut i = 0;
    while i < a.len() && i < b.len() && a[i] == b[i] {
        i += 1;
    }
    i == a.len() && i == b.len()
}

/// Guards decline before any effect, so that a miss or an exit can execute the instruction again.
const fn guards_come_first(op: Opcode) -> bool {
    let recipe = op.recipe();
    let mut effects = false;
    let mut i = 0;
    while i < recipe.len() {
        match recipe[i].kind() {
            UopKind::Guard if effects => return false,
            UopKind::Guard | UopKind::Hook => {}
            _ => effects = true,
        }
        i += 1;
    }
    true
}

const _: () = {
    let mut i = 0;
    while i < Opcode::ALL.len() {
        let op = Opcode::ALL[i];
        let head = op.head();
        assert!(guards_come_first(op), "a guard stands behind an effect");
        assert!(op.caches() == head.caches(), "a family member differs in cache size");
        assert!(
            same_text(op.effect_text(), head.effect_text()),
            "a family member differs in stack effect"
        );
        assert!(head.head() as u8 == head as u8, "a family head is itself specialized");
        i += 1;
    }
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_unique_and_round_trip() {
        for &op in Opcode::ALL {
            assert_eq!(Opcode::from_u8(op as u8), Some(op));
        }
    }

    #[test]
    fn stack_effects_depend_on_the_operand() {
        assert_eq!((Opcode::CALL.pops(3), Opcode::CALL.pushes(3)), (5, 1));
        assert_eq!((Opcode::LOAD_GLOBAL.pops(1), Opcode::LOAD_GLOBAL.pushes(1)), (0, 2));
        assert_eq!((Opcode::BUILD_MAP.pops(2), Opcode::BUILD_MAP.pushes(2)), (4, 1));
    }
}
