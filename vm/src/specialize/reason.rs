//! Why a site was not specialized, in CPython's words where CPython has one.

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// A reason for declining.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u8)]
        pub enum Decline { $($(#[$doc])* $name,)* }

        impl Decline {
            /// Every reason.
            pub const ALL: &'static [Decline] = &[$(Decline::$name,)*];

            /// The reason in words.
            pub const fn text(self) -> &'static str {
                match self { $(Decline::$name => $text,)* }
            }
        }
    };
}

reasons! {
    /// Nothing more precise is known.
    Other = "other",
    /// The family or member is switched off.
    SwitchedOff = "switched off",
    /// A version does not fit its cache.
    OutOfVersions = "out of versions",
    /// An index does not fit its cache.
    OutOfRange = "out of range",
    /// The instruction is about to raise.
    ExpectedError = "expected error",
    /// Operands of classes for which there is no member.
    DifferentTypes = "different types",
    /// The class changes too often.
    MutableClass = "mutable class",
    /// `__getattribute__`, `__getattr__` or `__setattr__` is overridden.
    Overridden = "overridden",
    /// A data descriptor that is no property with a Python getter and no slot.
    OverridingDescriptor = "overriding descriptor",
    /// A descriptor that binds in a way no member serves.
    NonOverridingDescriptor = "non-overriding descriptor",
    /// A method, but not loaded for a call.
    Method = "method",
    /// A property whose getter is no simple Python function.
    Property = "property not a Python function",
    /// The class's metaclass has the attribute.
    MetaclassAttribute = "metaclass attribute",
    /// The attribute is not there, or may be shadowed in a dictionary.
    NotInKeys = "not in keys",
    /// The receiver is no heap object.
    NotHeapType = "not heap type",
    /// The globals or builtins are no exact dict.
    NotDict = "not dict",
    /// A callable of a kind that no member serves.
    CallKind = "bad call flags",
    /// The number of arguments does not fit.
    WrongArguments = "wrong number of arguments",
    /// An iterator for which there is no member.
    Iterator = "iterator",
    /// A sequence for which there is no member.
    Sequence = "sequence",
    /// The generator runs or is finished.
    GeneratorState = "generator state",
    /// `super` is not the builtin.
    Shadowed = "shadowed",
}
