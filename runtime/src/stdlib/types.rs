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
    ACCUMULATE = "accumulate" in "itertools": OBJECT, l::RECORD, m::record::RecordObj, [BASETYPE], m::itertools::flow::ACCUMULATE;
    BATCHED = "batched" in "itertools": OBJECT, l::RECORD, m::record::RecordObj, [BASETYPE], m::itertools::flow::BATCHED;
    CHAIN = "chain" in "itertools": OBJECT, l::RECORD, m::record::RecordObj, [BASETYPE], m::itertools::flow::CHAIN;
    COMBINATIONS = "combinations" in "itertools": OBJECT, l::RECORD, m::record::RecordObj, [BASETYPE], m::itertools::combine::COMBINATIONS;
    COMBINATIONS_WR = "combinations_with_replacement" in "itertools": OBJECT, l::RECORD, m::record::RecordObj, [BASETYPE], m::itertools::combine::COMBINATIONS_WR;
    COMPRESS = "compress" in "itertools": OBJECT, l::RECORD, m::record::RecordObj, [BASETYPE], m::itertools::select::COMPRESS;
    COUNT = "count" in "itertools": OBJECT, l::RECORD, m::record::RecordObj, [BASETYPE], m::itertools::infinite::COUNT;
    CYCLE = "cycle" in "itertools": OBJECT, l::RECORD, m::record::RecordObj, [BASETYPE], m::itertools::infinite::CYCLE;
    DROPWHILE = "dropwhile" in "itertools": OBJECT, l::RECORD, m::record::RecordObj, [BASETYPE], m::itertools::select::DROPWHILE;
    FILTERFALSE = "filterfalse" in "itertools": OBJECT, l::RECORD, m::record::RecordObj, [BASETYPE], m::itertools::select::FILTERFALSE;
    GROUPBY = "groupby" in "itertools": OBJECT, l::RECORD, m::record::RecordObj, [BASETYPE], m::itertools::group::GROUPBY;
    GROUPER = "_grouper" in "itertools": OBJECT, l::RECORD, m::record::RecordObj, [NO_INSTANTIATION], m::itertools::group::GROUPER;
    ISLICE = "islice" in "itertools": OBJECT, l::RECORD, m::record::RecordObj, [BASETYPE], m::itertools::select::ISLICE;
    PAIRWISE = "pairwise" in "itertools": OBJECT, l::RECORD, m::record::RecordObj, [BASETYPE], m::itertools::flow::PAIRWISE;
    PERMUTATIONS = "permutations" in "itertools": OBJECT, l::RECORD, m::record::RecordObj, [BASETYPE], m::itertools::combine::PERMUTATIONS;
    PRODUCT = "product" in "itertools": OBJECT, l::RECORD, m::record::RecordObj, [BASETYPE], m::itertools::combine::PRODUCT;
    REPEAT = "repeat" in "itertools": OBJECT, l::RECORD, m::record::RecordObj, [BASETYPE], m::itertools::infinite::REPEAT;
    STARMAP = "starmap" in "itertools": OBJECT, l::RECORD, m::record::RecordObj, [BASETYPE], m::itertools::flow::STARMAP;
    TAKEWHILE = "takewhile" in "itertools": OBJECT, l::RECORD, m::record::RecordObj, [BASETYPE], m::itertools::select::TAKEWHILE;
    TEE = "_tee" in "itertools": OBJECT, l::RECORD, m::record::RecordObj, [BASETYPE], m::itertools::tee::TEE_SPEC;
    TEE_LINK = "_tee_dataobject" in "itertools": OBJECT, l::RECORD, m::record::RecordObj, [NO_INSTANTIATION], m::itertools::tee::LINK_SPEC;
    ZIP_LONGEST = "zip_longest" in "itertools": OBJECT, l::RECORD, m::record::RecordObj, [BASETYPE], m::itertools::flow::ZIP_LONGEST;
    DEQUE = "deque" in "collections": OBJECT, l::DEQUE, m::collections::deque::DequeObj, [BASETYPE WEAKREF SEQUENCE], m::collections::deque::SPEC;
    DEQUE_ITER = "_deque_iterator" in "_collections": OBJECT, l::RECORD, m::record::RecordObj, [NO_INSTANTIATION], m::collections::deque::ITER_SPEC;
    DEQUE_REVERSE_ITER = "_deque_reverse_iterator" in "_collections": OBJECT, l::RECORD, m::record::RecordObj, [NO_INSTANTIATION], m::collections::deque::REVERSE_ITER_SPEC;
    DEFAULT_DICT = "defaultdict" in "collections": TypeId::DICT, l::DICT, crate::types::dict::DefaultDictObj, [BASETYPE DICT MAPPING WEAKREF], m::collections::default_dict::SPEC;
    ORDERED_DICT = "OrderedDict" in "collections": TypeId::DICT, l::DICT, crate::types::dict::DictObj, [BASETYPE DICT MAPPING HAS_DICT WEAKREF], m::collections::ordered_dict::SPEC;
    TUPLE_GETTER = "_tuplegetter" in "collections": OBJECT, l::RECORD, m::record::RecordObj, [], m::collections::tuple_getter::SPEC;
    PARTIAL = "partial" in "functools": OBJECT, l::PARTIAL, m::functools::partial::PartialObj, [BASETYPE HAS_DICT WEAKREF], m::functools::partial::SPEC;
    PLACEHOLDER_TYPE = "_PlaceholderType" in "functools": OBJECT, l::RECORD, m::record::RecordObj, [], m::functools::partial::PLACEHOLDER_SPEC;
    LRU_CACHE = "_lru_cache_wrapper" in "functools": OBJECT, l::LRU_CACHE, m::functools::lru_cache::LruCacheObj, [BASETYPE HAS_DICT WEAKREF METHOD_DESCRIPTOR], m::functools::lru_cache::SPEC;
    KEY_WRAPPER = "KeyWrapper" in "functools": OBJECT, l::RECORD, m::record::RecordObj, [NO_INSTANTIATION], m::functools::cmp_to_key::SPEC;
    ITEM_GETTER = "itemgetter" in "operator": OBJECT, l::RECORD, m::record::RecordObj, [], m::operator::getters::ITEM_SPEC;
    ARRAY = "array" in "array": OBJECT, l::ARRAY, m::array::ArrayObj, [BASETYPE WEAKREF SEQUENCE], m::array::SPEC;
    ARRAY_ITER = "arrayiterator" in "array": OBJECT, l::SEQ_ITER, crate::types::seq_iter::SeqIterObj, [NO_INSTANTIATION], crate::types::seq_iter::MEMORY;
    RANDOM = "Random" in "_random": OBJECT, l::RANDOM, m::random::RandomObj, [BASETYPE], m::random::SPEC;
    BYTES_IO = "BytesIO" in "_io": OBJECT, l::BYTES_IO, m::io::BytesIoObj, [BASETYPE], m::io::BYTES_IO_SPEC;
    STRING_IO = "StringIO" in "_io": OBJECT, l::STRING_IO, m::io::StringIoObj, [BASETYPE], m::io::STRING_IO_SPEC;
    ABC = "_abc_data" in "_abc": OBJECT, l::ABC, m::abc::AbcObj, [NO_INSTANTIATION], m::abc::SPEC;
}
