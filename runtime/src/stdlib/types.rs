//! The types that native modules define, by number.

use crate::object::layouts as l;
use crate::object::type_id::TypeId;
use crate::stdlib as m;
use crate::type_table;

const OBJECT: TypeId = TypeId::OBJECT;

type_table! { STDLIB_TYPES from 320;
    STRUCT = "Struct" in "_struct": OBJECT, l::STRUCT, m::struct_::StructObj, [BASETYPE], m::struct_::STRUCT_SPEC;
    UNPACK_ITER = "unpack_iterator" in "_struct": OBJECT, l::UNPACK_ITER, m::struct_::UnpackIterObj, [NO_INSTANTIATION], m::struct_::UNPACK_ITER_SPEC;
    TEXT_IO = "TextIOWrapper" in "_io": OBJECT, l::TEXT_IO, m::io::TextIoObj, [NO_INSTANTIATION], m::io::SPEC;
    PATTERN = "Pattern" in "re": OBJECT, l::PATTERN, m::sre::PatternObj, [NO_INSTANTIATION WEAKREF], m::sre::PATTERN_SPEC;
    MATCH = "Match" in "re": OBJECT, l::MATCH, m::sre::MatchObj, [NO_INSTANTIATION], m::sre::MATCH_SPEC;
    SRE_SCANNER = "SRE_Scanner" in "_sre": OBJECT, l::SRE_SCANNER, m::sre::ScannerObj, [NO_INSTANTIATION], m::sre::SCANNER_SPEC;
    UCD = "UCD" in "unicodedata": OBJECT, l::UCD, m::unicodedata::UcdObj, [NO_INSTANTIATION], m::unicodedata::UCD_SPEC;
    JSON_SCANNER = "Scanner" in "_json": OBJECT, l::JSON_SCANNER, m::json::ScannerObj, [], m::json::SCANNER_SPEC;
    JSON_ENCODER = "Encoder" in "_json": OBJECT, l::JSON_ENCODER, m::json::EncoderObj, [], m::json::ENCODER_SPEC;
    RANDOM = "Random" in "_random": OBJECT, l::RANDOM, m::random::RandomObj, [BASETYPE], m::random::SPEC;
}
