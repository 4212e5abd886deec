//! The troubleshooting matrix: from what became of a hot site to the likely cause and the fix.

use super::Explained;
use taipan_vm::bytecode::Opcode;
use taipan_vm::specialize::Decline;
use taipan_vm::stats::SiteState;

/// A site that misses more often than once in so many runs is unstable.
const TOLERATED: u64 = 20;
/// Runs from which on a site that is not specialized is worth a word.
pub(super) const HOT: u64 = 50;

/// Cause and fix.
pub(super) type Advice = (&'static str, &'static str);

/// What to do about an instruction of no family that runs often.
pub(super) fn of_instruction(op: Opcode) -> Option<Advice> {
    Some(match op.head() {
        Opcode::CALL_FUNCTION_EX => (
            "*args or **kwargs are packed and unpacked at each call",
            "call by position with exactly the parameters, or bind them once with functools.partial",
        ),
        Opcode::LOAD_NAME | Opcode::STORE_NAME => (
            "names outside a function are looked up in a dictionary at each use",
            "put the loop into a function",
        ),
        Opcode::RAISE_VARARGS => (
            "an exception is raised in the hot path",
            "test for the case before, and keep exceptions for the rare one",
        ),
        Opcode::IMPORT_NAME => (
            "a module is looked up at each run",
            "import it once, at the top of the module or before the loop",
        ),
        _ => return None,
    })
}

/// The likely cause of a hot site that is generic or unstable, and what to do.
pub(super) fn of_site(site: &Explained) -> Option<Advice> {
    let record = &site.record;
    if record.executions < HOT {
        return None;
    }
    let misses_often = record.misses * TOLERATED > record.executions;
    match record.state {
        SiteState::Monomorphic | SiteState::Polymorphic if !misses_often => None,
        SiteState::Cold | SiteState::Warming => None,
        SiteState::Megamorphic if record.installed != record.family && !misses_often => None,
        SiteState::Monomorphic | SiteState::Polymorphic | SiteState::Megamorphic => {
            Some(unstable(record.family, record.state))
        }
        SiteState::Generic => of_decline(record.history.declines.last()?.0),
    }
}

fn unstable(family: Opcode, state: SiteState) -> Advice {
    let many = state == SiteState::Megamorphic;
    match family {
        Opcode::CALL | Opcode::CALL_KW if many => (
            "megamorphic: many unrelated callables at this one site",
            "split the loop by what is called, or move the dispatch out of the hot loop",
        ),
        Opcode::CALL | Opcode::CALL_KW => (
            "what is called here changes from run to run",
            "keep one function object at the site: bind it to a local before the loop",
        ),
        Opcode::LOAD_ATTR | Opcode::STORE_ATTR if many => (
            "megamorphic: owners of many classes, or of one class with attributes in many orders",
            "give each class a site of its own; set all attributes in __init__, in one order",
        ),
        Opcode::LOAD_ATTR | Opcode::STORE_ATTR => (
            "the owner's class, or the order of its attributes, changes from run to run, or the \
             class is changed",
            "use __slots__ or dataclass(slots=True), set all attributes in __init__, leave \
             classes alone in the loop",
        ),
        Opcode::LOAD_GLOBAL => (
            "names are added to or deleted from the module (or builtins) while the loop runs",
            "make them before the loop, and bind the hot name to a local",
        ),
        _ if many => (
            "megamorphic: operands of many classes at this one site",
            "convert to one type at the boundary, or give each type a loop of its own",
        ),
        _ => (
            "the types at this site change from run to run",
            "give each type a site of its own, or convert to one type before the loop",
        ),
    }
}

fn of_decline(reason: Decline) -> Option<Advice> {
    Some(match reason {
        Decline::SwitchedOff => ("-X families= switches it off", "switch it on"),
        Decline::DifferentTypes
        | Decline::AddDifferentTypes
        | Decline::SubtractDifferentTypes
        | Decline::MultiplyDifferentTypes
        | Decline::TrueDivideDifferentTypes
        | Decline::AndDifferentTypes
        | Decline::OrDifferentTypes
        | Decline::XorDifferentTypes => (
            "operands of classes, or of a pair of classes, that no specialized instruction serves",
            "use int, float or str of one type on both sides; convert before the loop",
        ),
        Decline::Overridden => (
            "the class overrides __getattribute__, __getattr__ or __setattr__",
            "define the attribute itself: in __init__, as a slot or as a property",
        ),
        Decline::MutableClass => (
            "the class, or a base of it, is changed while the program runs",
            "set class attributes once, before instances are used",
        ),
        Decline::OverridingDescriptor
        | Decline::NonOverridingDescriptor
        | Decline::Property
        | Decline::MetaclassAttribute => (
            "a descriptor decides at each access",
            "use a plain attribute or a property with a Python getter; keep the value in a local",
        ),
        Decline::NotInKeys => (
            "the attribute is not there, or in a __dict__ that was asked for",
            "set it in __init__, and do not touch __dict__ of hot objects",
        ),
        Decline::CallKind | Decline::WrongArguments | Decline::BoundMethod => (
            "the callee takes *args, **kwargs or keywords, or is neither function, method nor class",
            "call a plain function by position with exactly its parameters",
        ),
        Decline::AddOther
        | Decline::SubtractOther
        | Decline::MultiplyOther
        | Decline::TrueDivideOther
        | Decline::AndOther
        | Decline::OrOther
        | Decline::XorOther
        | Decline::FloorDivide
        | Decline::Remainder
        | Decline::Power
        | Decline::LeftShift
        | Decline::RightShift
        | Decline::MatrixMultiply => (
            "an operator on operands that no specialized instruction serves: big numbers, containers, \
             or a class of the program's own",
            "in the hot loop, use int, float or str; call the operation by a method of a known class",
        ),
        Decline::BigInt => (
            "ints of more than 62 bits",
            "keep hot numbers small: reduce them as you go, or use float",
        ),
        Decline::TupleSlice | Decline::StringSlice | Decline::OtherSlice | Decline::ListSlice => (
            "a slice makes a new object at each run",
            "index instead, or slice once before the loop",
        ),
        Decline::Array
        | Decline::ArrayInt
        | Decline::ArraySlice
        | Decline::ByteArrayInt
        | Decline::ByteArraySlice
        | Decline::BufferInt
        | Decline::MappingProxy
        | Decline::ReMatch
        | Decline::RangeSubscript
        | Decline::PySimple
        | Decline::PyOther
        | Decline::DictSubclassNoOverride => (
            "a subscript of a container that no specialized instruction serves",
            "use a list or a plain dict in the hot loop, and convert at its borders",
        ),
        Decline::Bytes
        | Decline::ByteArray
        | Decline::Tuple
        | Decline::List
        | Decline::Set
        | Decline::Dict
        | Decline::Float
        | Decline::BaseObject
        | Decline::MemoryView
        | Decline::Mapping
        | Decline::Number => (
            "containers or objects are compared or tested as a whole",
            "compare a number or a key of theirs; for emptiness, test len()",
        ),
        Decline::Str | Decline::UserClass => (
            "`in` asks a container that no specialized instruction serves",
            "use a set or a dict of the members, made before the loop",
        ),
        Decline::Iterator
        | Decline::IterBytes
        | Decline::Itertools
        | Decline::IterZip
        | Decline::IterMap
        | Decline::SeqIter
        | Decline::Callable
        | Decline::IterSelf => (
            "the iterable is of a kind that no specialized instruction serves",
            "iterate over a list, a tuple, a range, a dict, a set or a generator",
        ),
        Decline::Coroutine | Decline::AsyncGenSend => (
            "a coroutine or an async generator is driven step by step",
            "await fewer, larger pieces of work",
        ),
        Decline::Sequence => {
            ("what is unpacked is neither a tuple nor a list", "unpack tuples of a fixed length")
        }
        Decline::ExpectedError => {
            ("the instruction raises", "test for the case before, instead of catching it")
        }
        Decline::NotDict | Decline::Shadowed => (
            "names are looked up in a namespace that is no plain dict, or a builtin is hidden",
            "bind the name to a local before the loop",
        ),
        Decline::OutOfVersions | Decline::OutOfRange => {
            ("the cache cannot hold the version or index", "change globals and classes less often")
        }
        Decline::Method => ("a method is loaded as a value", "call it where it is loaded"),
        Decline::NotHeapType => (
            "the attribute is one of a number, None or bool",
            "keep the value, or the method, in a local before the loop",
        ),
        Decline::GeneratorState => {
            ("the generator runs already, or is at its end", "make a new one for each loop")
        }
        Decline::Other => return None,
    })
}
