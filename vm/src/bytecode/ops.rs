//! Table 1 of 4: every instruction of CPython 3.14 as a recipe of micro-ops.
//!
//! A row reads: documentation, number, name, `[cache units]`, `in FAMILY` (for a specialized
//! instruction), stack effect, recipe. An operand `x[f]` stands for `f(oparg)` stack words.
//! The names, numbers and cache sizes are CPython's, so its own `dis` reads our code.
//!
//! Every view of the table (dispatch, metadata, verifier, the compiler's builder) is a macro that
//! `for_each_op!` calls back with all rows. Nothing here executes anything.

/// Calls `$view!` with every row of the instruction table.
#[macro_export]
macro_rules! for_each_op {
    ($view:ident !) => { $view! {
    // ---- Control and bookkeeping -------------------------------------------------------------
    /// An inline cache word; never executed.
    0 CACHE[0] ( -> ): unreachable_op;
    /// Reserved by CPython.
    17 RESERVED[0] ( -> ): unreachable_op;
    /// Does nothing.
    27 NOP[0] ( -> ): nop;
    /// Marks the path of a conditional jump that falls through.
    28 NOT_TAKEN[0] ( -> ): nop;
    /// High bits of the next instruction's operand.
    69 EXTENDED_ARG[0] ( -> ): nop;
    /// Function entry or the point after a `yield`/`await`: polls, counts, may tier up.
    128 RESUME[0] ( -> ): check_pending, count_entry, quicken_resume;
    /// `RESUME` once the code has run: the poll only.
    196 RESUME_CHECK[0] in RESUME ( -> ): check_pending, count_entry;
    /// Leaves the interpreter loop; written only by the VM below an entry frame.
    20 INTERPRETER_EXIT[0] (value -> ): unreachable_op;
    /// After `__init__`: raises `TypeError` unless the result is None.
    11 EXIT_INIT_CHECK[0] (should_be_none -> ): exit_init_check;
    /// Enters machine code; we keep entries outside the bytecode, so never executed.
    255 ENTER_EXECUTOR[0] ( -> ): unreachable_op;

    // ---- Stack ---------------------------------------------------------------------------------
    /// Drops the top.
    31 POP_TOP[0] (value -> ): pop_top;
    /// Drops the iterator at the end of a loop.
    30 POP_ITER[0] (iter -> ): pop_top;
    /// Drops the last value of an exhausted iterator (the jump of `FOR_ITER` passes over it).
    9 END_FOR[0] (value -> ): pop_top;
    /// Drops the receiver below the result of a finished `yield from`.
    10 END_SEND[0] (receiver, value -> value): drop_second;
    /// Pushes the absent word.
    33 PUSH_NULL[0] ( -> null): push_null;
    /// Copies the n-th word from the top (1 is the top).
    59 COPY[0] (bottom, between[|n: u32| n - 1] -> bottom, between[|n: u32| n - 1], top): copy;
    /// Exchanges the top with the n-th word from the top.
    117 SWAP[0] (bottom, between[|n: u32| n - 2], top -> top, between[|n: u32| n - 2], bottom): swap;

    // ---- Locals and constants ------------------------------------------------------------------
    /// A local that is known to be bound.
    84 LOAD_FAST[0] ( -> value): load_fast;
    /// As `LOAD_FAST`; without reference counts a borrowed reference is an ordinary one.
    86 LOAD_FAST_BORROW[0] ( -> value): load_fast;
    /// A local; `UnboundLocalError` if it is unbound.
    88 LOAD_FAST_CHECK[0] ( -> value): load_fast_check;
    /// A local (or the absent word), which becomes unbound.
    85 LOAD_FAST_AND_CLEAR[0] ( -> value): load_fast_and_clear;
    /// Two locals: `oparg >> 4`, then `oparg & 15`.
    89 LOAD_FAST_LOAD_FAST[0] ( -> first, second): load_fast_high, load_fast_low;
    /// As `LOAD_FAST_LOAD_FAST`.
    87 LOAD_FAST_BORROW_LOAD_FAST_BORROW[0] ( -> first, second): load_fast_high, load_fast_low;
    /// Stores a local.
    112 STORE_FAST[0] (value -> ): store_fast;
    /// Stores local `oparg >> 4`, loads local `oparg & 15`.
    113 STORE_FAST_LOAD_FAST[0] (value -> loaded): store_fast_high, load_fast_low;
    /// Stores two locals.
    114 STORE_FAST_STORE_FAST[0] (second, first -> ): store_fast_high, store_fast_low;
    /// Unbinds a local; `UnboundLocalError` if it was unbound.
    63 DELETE_FAST[0] ( -> ): delete_fast;
    /// A constant of the code object.
    82 LOAD_CONST[0] ( -> value): load_const;
    /// CPython tells immortal constants from mortal ones; for us both are `LOAD_CONST`.
    190 LOAD_CONST_IMMORTAL[0] in LOAD_CONST ( -> value): load_const;
    /// See `LOAD_CONST_IMMORTAL`.
    191 LOAD_CONST_MORTAL[0] in LOAD_CONST ( -> value): load_const;
    /// The int `oparg`.
    94 LOAD_SMALL_INT[0] ( -> value): load_small_int;
    /// `AssertionError`, `NotImplementedError`, `tuple`, `all` or `any`.
    81 LOAD_COMMON_CONSTANT[0] ( -> value): load_common_constant;

    // ---- Cells ---------------------------------------------------------------------------------
    /// Wraps a local in a new cell.
    97 MAKE_CELL[0] ( -> ): make_cell;
    /// Copies the closure of the function to the free variables.
    60 COPY_FREE_VARS[0] ( -> ): copy_free_vars;
    /// The content of a cell; `NameError` if empty.
    83 LOAD_DEREF[0] ( -> value): load_deref;
    /// Sets the content of a cell.
    111 STORE_DEREF[0] (value -> ): store_deref;
    /// Empties a cell.
    62 DELETE_DEREF[0] ( -> ): delete_deref;
    /// A name of a class body: its mapping, else the cell.
    90 LOAD_FROM_DICT_OR_DEREF[0] (mapping -> value): load_from_dict_or_deref;

    // ---- Names ---------------------------------------------------------------------------------
    /// `locals()` of a class body or module.
    22 LOAD_LOCALS[0] ( -> locals): load_locals;
    /// Makes `__annotations__` in the namespace.
    36 SETUP_ANNOTATIONS[0] ( -> ): setup_annotations;
    /// A name: locals, globals, builtins.
    93 LOAD_NAME[0] ( -> value): load_name;
    /// Binds a name in the namespace of the frame.
    116 STORE_NAME[0] (value -> ): store_name;
    /// Unbinds a name of the namespace.
    65 DELETE_NAME[0] ( -> ): delete_name;
    /// A name of an annotation scope: the mapping, globals, builtins.
    91 LOAD_FROM_DICT_OR_GLOBALS[0] (mapping -> value): load_from_dict_or_globals;
    /// A global or builtin, and the absent word if `oparg & 1`.
    92 LOAD_GLOBAL[4] ( -> value, null[|n: u32| n & 1]): specialize_load_global, load_global, push_null_if_odd;
    /// The global whose dict entry is cached.
    193 LOAD_GLOBAL_MODULE[4] in LOAD_GLOBAL ( -> value, null[|n: u32| n & 1]):
        guard_globals_keys, load_global_module, push_null_if_odd;
    /// The builtin whose dict entry is cached.
    192 LOAD_GLOBAL_BUILTIN[4] in LOAD_GLOBAL ( -> value, null[|n: u32| n & 1]):
        guard_globals_keys, guard_builtins_keys, load_global_builtin, push_null_if_odd;
    /// Binds a global.
    115 STORE_GLOBAL[0] (value -> ): quicken_store_global, store_global;
    /// Binds a global that exists. Ours.
    227 STORE_GLOBAL_MODULE[0] in STORE_GLOBAL (value -> ): guard_global_exists, store_existing_global;
    /// Unbinds a global.
    64 DELETE_GLOBAL[0] ( -> ): delete_global;

    // ---- Operators -----------------------------------------------------------------------------
    /// `-x`.
    41 UNARY_NEGATIVE[0] (value -> res): quicken_unary_negative, unary_negative;
    /// `-x` of an int. Ours: CPython has no such family.
    221 UNARY_NEGATIVE_INT[0] in UNARY_NEGATIVE (value -> res): guard_tos_int, int_negate;
    /// `-x` of a float. Ours.
    222 UNARY_NEGATIVE_FLOAT[0] in UNARY_NEGATIVE (value -> res): guard_tos_float, float_negate;
    /// `~x`.
    40 UNARY_INVERT[0] (value -> res): unary_invert;
    /// `not x` of a bool.
    42 UNARY_NOT[0] (value -> res): unary_not;
    /// `bool(x)`.
    39 TO_BOOL[3] (value -> res): specialize_to_bool, to_bool;
    /// `bool` of a bool.
    204 TO_BOOL_BOOL[3] in TO_BOOL (value -> res): guard_tos_bool;
    /// `bool` of an int.
    205 TO_BOOL_INT[3] in TO_BOOL (value -> res): guard_tos_int, to_bool_int;
    /// `bool` of a list.
    206 TO_BOOL_LIST[3] in TO_BOOL (value -> res): guard_tos_list, to_bool_list;
    /// `bool(None)`.
    207 TO_BOOL_NONE[3] in TO_BOOL (value -> res): guard_tos_none, replace_with_false;
    /// `bool` of a str.
    208 TO_BOOL_STR[3] in TO_BOOL (value -> res): guard_tos_str, to_bool_str;
    /// `bool` of an instance whose class has neither `__bool__` nor `__len__`.
    203 TO_BOOL_ALWAYS_TRUE[3] in TO_BOOL (value -> res): guard_tos_shape, replace_with_true;
    /// `bool` of None or of an instance as for `TO_BOOL_ALWAYS_TRUE`. Ours.
    228 TO_BOOL_OBJECT_OR_NONE[3] in TO_BOOL (value -> res): guard_tos_shape_or_none, to_bool_not_none;
    /// A binary operator, in-place operator or subscript, by `oparg`.
    44 BINARY_OP[5] (lhs, rhs -> res): specialize_binary_op, binary_op;
    /// `int + int`.
    130 BINARY_OP_ADD_INT[5] in BINARY_OP (lhs, rhs -> res): guard_both_int, int_add;
    /// `int - int`.
    142 BINARY_OP_SUBTRACT_INT[5] in BINARY_OP (lhs, rhs -> res): guard_both_int, int_subtract;
    /// `int * int`.
    134 BINARY_OP_MULTIPLY_INT[5] in BINARY_OP (lhs, rhs -> res): guard_both_int, int_multiply;
    /// `float + float`.
    129 BINARY_OP_ADD_FLOAT[5] in BINARY_OP (lhs, rhs -> res): guard_both_float, float_add;
    /// `float - float`.
    141 BINARY_OP_SUBTRACT_FLOAT[5] in BINARY_OP (lhs, rhs -> res): guard_both_float, float_subtract;
    /// `float * float`.
    133 BINARY_OP_MULTIPLY_FLOAT[5] in BINARY_OP (lhs, rhs -> res): guard_both_float, float_multiply;
    /// `str + str`.
    131 BINARY_OP_ADD_UNICODE[5] in BINARY_OP (lhs, rhs -> res): guard_both_str, str_add;
    /// `str + str` where the result goes to the local that held the left side.
    3 BINARY_OP_INPLACE_ADD_UNICODE[5] in BINARY_OP (lhs, rhs -> res): guard_both_str, str_add;
    /// An operator on two classes for which a descriptor in the cache has a guard and an action.
    132 BINARY_OP_EXTEND[5] in BINARY_OP (lhs, rhs -> res): guard_extend, binary_op_extend;
    /// `list[int]`.
    137 BINARY_OP_SUBSCR_LIST_INT[5] in BINARY_OP (lhs, rhs -> res):
        guard_nos_list, guard_tos_int, guard_list_index, list_subscr_int;
    /// `list[a:b]`.
    138 BINARY_OP_SUBSCR_LIST_SLICE[5] in BINARY_OP (lhs, rhs -> res):
        guard_tos_slice, guard_nos_list, list_subscr_slice;
    /// `tuple[int]`.
    140 BINARY_OP_SUBSCR_TUPLE_INT[5] in BINARY_OP (lhs, rhs -> res):
        guard_nos_tuple, guard_tos_int, guard_tuple_index, tuple_subscr_int;
    /// `str[int]`.
    139 BINARY_OP_SUBSCR_STR_INT[5] in BINARY_OP (lhs, rhs -> res):
        guard_nos_str, guard_tos_int, guard_str_index, str_subscr_int;
    /// `dict[key]`.
    135 BINARY_OP_SUBSCR_DICT[5] in BINARY_OP (lhs, rhs -> res): guard_nos_dict, dict_subscr;
    /// `dict[key]` of a subclass that has the subscript of `dict`: a `defaultdict`, a `Counter`. Ours.
    229 BINARY_OP_SUBSCR_DICT_SUBCLASS[5] in BINARY_OP (lhs, rhs -> res):
        guard_nos_dict_subclass, dict_subclass_subscr;
    /// `instance[key]` with `__getitem__` a Python function.
    136 BINARY_OP_SUBSCR_GETITEM[5] in BINARY_OP (lhs, rhs -> res):
        guard_nos_shape, call_getitem;
    /// A comparison; `oparg >> 5` tells which, `oparg & 16` asks for a bool.
    56 COMPARE_OP[1] (lhs, rhs -> res): specialize_compare_op, compare_op;
    /// A comparison of ints.
    167 COMPARE_OP_INT[1] in COMPARE_OP (lhs, rhs -> res): guard_both_int, int_compare;
    /// A comparison of floats.
    166 COMPARE_OP_FLOAT[1] in COMPARE_OP (lhs, rhs -> res): guard_both_float, float_compare;
    /// `==` or `!=` of strs.
    168 COMPARE_OP_STR[1] in COMPARE_OP (lhs, rhs -> res): guard_both_str, str_compare;
    /// An int and a float. Ours.
    218 COMPARE_OP_MIXED[1] in COMPARE_OP (lhs, rhs -> res): guard_int_and_float, mixed_compare;
    /// An ordering of strs. Ours.
    219 COMPARE_OP_STR_ORDER[1] in COMPARE_OP (lhs, rhs -> res): guard_both_str, str_order;
    /// Bools, or a bool and an int. Ours.
    220 COMPARE_OP_BOOL[1] in COMPARE_OP (lhs, rhs -> res): guard_both_bool_or_int, bool_compare;
    /// `x in y`, inverted if `oparg`.
    57 CONTAINS_OP[1] (lhs, rhs -> res): specialize_contains_op, contains_op;
    /// `x in set`.
    170 CONTAINS_OP_SET[1] in CONTAINS_OP (lhs, rhs -> res): guard_tos_set, contains_op_set;
    /// `x in dict`.
    169 CONTAINS_OP_DICT[1] in CONTAINS_OP (lhs, rhs -> res): guard_tos_dict, contains_op_dict;
    /// `x in list`. Ours.
    214 CONTAINS_OP_LIST[1] in CONTAINS_OP (lhs, rhs -> res): guard_tos_list, contains_op_list;
    /// `x in tuple`. Ours.
    215 CONTAINS_OP_TUPLE[1] in CONTAINS_OP (lhs, rhs -> res): guard_tos_tuple, contains_op_tuple;
    /// `str in str`. Ours.
    216 CONTAINS_OP_STR[1] in CONTAINS_OP (lhs, rhs -> res): guard_both_str, contains_op_str;
    /// `int in range`, both small. Ours.
    217 CONTAINS_OP_RANGE[1] in CONTAINS_OP (lhs, rhs -> res):
        guard_tos_small_range, guard_nos_int, contains_op_range;
    /// `x is y`, inverted if `oparg`.
    74 IS_OP[0] (lhs, rhs -> res): is_op;

    // ---- Subscripts and slices ---------------------------------------------------------------------
    /// `container[start:stop]`.
    1 BINARY_SLICE[0] (container, start, stop -> res): binary_slice;
    /// `container[start:stop] = value`.
    37 STORE_SLICE[0] (value, container, start, stop -> ): store_slice;
    /// `container[index] = value`.
    38 STORE_SUBSCR[1] (value, container, index -> ): specialize_store_subscr, store_subscr;
    /// `list[int] = value`.
    202 STORE_SUBSCR_LIST_INT[1] in STORE_SUBSCR (value, container, index -> ):
        guard_tos_int, guard_nos_list, guard_list_index, list_store_int;
    /// `dict[key] = value`.
    201 STORE_SUBSCR_DICT[1] in STORE_SUBSCR (value, container, index -> ): guard_nos_dict, dict_store;
    /// `del container[index]`.
    8 DELETE_SUBSCR[0] (container, index -> ): delete_subscr;
    /// `slice(a, b)` or `slice(a, b, c)`.
    49 BUILD_SLICE[0] (args[|n: u32| n] -> res): build_slice;

    // ---- Attributes --------------------------------------------------------------------------------
    /// `owner.name`; as a method load (`oparg & 1`) it also pushes self or the absent word.
    80 LOAD_ATTR[9] (owner -> attr, self_or_null[|n: u32| n & 1]): specialize_load_attr, load_attr;
    /// An attribute in a slot of the instance.
    180 LOAD_ATTR_INSTANCE_VALUE[9] in LOAD_ATTR (owner -> attr, self_or_null[|n: u32| n & 1]):
        guard_tos_shape, load_slot, push_null_if_odd;
    /// A global of a module.
    184 LOAD_ATTR_MODULE[9] in LOAD_ATTR (owner -> attr, self_or_null[|n: u32| n & 1]):
        guard_module_keys, load_module_attr, push_null_if_odd;
    /// An attribute of an instance whose attributes are in a dict.
    189 LOAD_ATTR_WITH_HINT[9] in LOAD_ATTR (owner -> attr, self_or_null[|n: u32| n & 1]):
        guard_tos_shape, guard_dict_hint, load_dict_hint, push_null_if_odd;
    /// A `__slots__` member that is bound.
    188 LOAD_ATTR_SLOT[9] in LOAD_ATTR (owner -> attr, self_or_null[|n: u32| n & 1]):
        guard_tos_shape, guard_member_bound, load_slot, push_null_if_odd;
    /// An attribute of a class.
    177 LOAD_ATTR_CLASS[9] in LOAD_ATTR (owner -> attr, self_or_null[|n: u32| n & 1]):
        guard_owner_is_class, load_attr_descr, push_null_if_odd;
    /// An attribute of a class whose metaclass is not `type`.
    178 LOAD_ATTR_CLASS_WITH_METACLASS_CHECK[9] in LOAD_ATTR (owner -> attr, self_or_null[|n: u32| n & 1]):
        guard_metaclass_shape, guard_owner_is_class, load_attr_descr, push_null_if_odd;
    /// A property whose getter is a Python function.
    187 LOAD_ATTR_PROPERTY[9] in LOAD_ATTR (owner -> attr, self_or_null[|n: u32| n & 1]):
        guard_tos_shape, call_property;
    /// An instance whose class defines `__getattribute__` in Python.
    179 LOAD_ATTR_GETATTRIBUTE_OVERRIDDEN[9] in LOAD_ATTR (owner -> attr, self_or_null[|n: u32| n & 1]):
        guard_tos_shape, call_getattribute;
    /// A method of an instance that has attribute slots.
    183 LOAD_ATTR_METHOD_WITH_VALUES[9] in LOAD_ATTR (owner -> attr, self_or_null[|n: u32| n & 1]):
        guard_tos_shape, load_method;
    /// A method of an instance without a `__dict__`.
    182 LOAD_ATTR_METHOD_NO_DICT[9] in LOAD_ATTR (owner -> attr, self_or_null[|n: u32| n & 1]):
        guard_tos_shape, load_method;
    /// A method of an instance whose `__dict__` was never made.
    181 LOAD_ATTR_METHOD_LAZY_DICT[9] in LOAD_ATTR (owner -> attr, self_or_null[|n: u32| n & 1]):
        guard_tos_shape, load_method;
    /// A method that is not called at once: makes the bound method. Ours.
    223 LOAD_ATTR_BOUND_METHOD[9] in LOAD_ATTR (owner -> attr, self_or_null[|n: u32| n & 1]):
        guard_tos_shape, bind_method;
    /// A plain class attribute seen through an instance with attribute slots.
    186 LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES[9] in LOAD_ATTR (owner -> attr, self_or_null[|n: u32| n & 1]):
        guard_tos_shape, load_attr_descr, push_null_if_odd;
    /// A plain class attribute seen through an instance without a `__dict__`.
    185 LOAD_ATTR_NONDESCRIPTOR_NO_DICT[9] in LOAD_ATTR (owner -> attr, self_or_null[|n: u32| n & 1]):
        guard_tos_shape, load_attr_descr, push_null_if_odd;
    /// `owner.name = value`.
    110 STORE_ATTR[4] (value, owner -> ): specialize_store_attr, store_attr;
    /// Stores to an attribute slot that exists, or adds it by a known shape transition.
    198 STORE_ATTR_INSTANCE_VALUE[4] in STORE_ATTR (value, owner -> ): guard_store_shape, store_slot;
    /// Stores to a `__slots__` member.
    199 STORE_ATTR_SLOT[4] in STORE_ATTR (value, owner -> ): guard_store_shape, store_slot;
    /// Stores to an attribute that lies in a dict.
    200 STORE_ATTR_WITH_HINT[4] in STORE_ATTR (value, owner -> ): guard_store_shape, guard_store_hint, store_dict_hint;
    /// `del owner.name`.
    61 DELETE_ATTR[0] (owner -> ): delete_attr;
    /// `super().name`; `oparg & 1` method load, `oparg & 2` two-argument form.
    96 LOAD_SUPER_ATTR[1] (global_super, class, self_ -> attr, self_or_null[|n: u32| n & 1]):
        specialize_load_super_attr, load_super_attr;
    /// `super().name` when `super` is the builtin.
    194 LOAD_SUPER_ATTR_ATTR[1] in LOAD_SUPER_ATTR (global_super, class, self_ -> attr, self_or_null[|n: u32| n & 1]):
        guard_super, load_super_attr_builtin;
    /// `super().name(...)` when `super` is the builtin.
    195 LOAD_SUPER_ATTR_METHOD[1] in LOAD_SUPER_ATTR (global_super, class, self_ -> attr, self_or_null[|n: u32| n & 1]):
        guard_super, load_super_method_builtin;
    /// A special method looked up on the class, for `with`.
    95 LOAD_SPECIAL[0] (owner -> attr, self_or_null): load_special;

    // ---- Containers --------------------------------------------------------------------------------
    /// A tuple of the top n words.
    51 BUILD_TUPLE[0] (items[|n: u32| n] -> res): build_tuple;
    /// A list of the top n words.
    46 BUILD_LIST[0] (items[|n: u32| n] -> res): build_list;
    /// A set of the top n words.
    48 BUILD_SET[0] (items[|n: u32| n] -> res): build_set;
    /// A dict of the top 2n words.
    47 BUILD_MAP[0] (items[|n: u32| 2 * n] -> res): build_map;
    /// `''.join` of the top n strs.
    50 BUILD_STRING[0] (items[|n: u32| n] -> res): build_string;
    /// Appends to the list n words below.
    78 LIST_APPEND[0] (value -> ): list_append;
    /// Extends the list n words below.
    79 LIST_EXTEND[0] (iterable -> ): list_extend;
    /// Adds to the set n words below.
    107 SET_ADD[0] (value -> ): set_add;
    /// Updates the set n words below.
    109 SET_UPDATE[0] (iterable -> ): set_update;
    /// Sets a key of the dict n words below.
    98 MAP_ADD[0] (key, value -> ): map_add;
    /// Updates the dict n words below.
    67 DICT_UPDATE[0] (mapping -> ): dict_update;
    /// As `DICT_UPDATE` for `**kwargs`: a repeated or non-str key is a TypeError.
    66 DICT_MERGE[0] (mapping -> ): dict_merge;
    /// Pushes the n items of an iterable, the first on top.
    119 UNPACK_SEQUENCE[1] (seq -> items[|n: u32| n]): specialize_unpack_sequence, unpack_sequence;
    /// Two items of a tuple.
    211 UNPACK_SEQUENCE_TWO_TUPLE[1] in UNPACK_SEQUENCE (seq -> items[|n: u32| n]):
        guard_tos_tuple, guard_tuple_len, unpack_two_tuple;
    /// The items of a tuple.
    210 UNPACK_SEQUENCE_TUPLE[1] in UNPACK_SEQUENCE (seq -> items[|n: u32| n]):
        guard_tos_tuple, guard_tuple_len, unpack_tuple;
    /// The items of a list.
    209 UNPACK_SEQUENCE_LIST[1] in UNPACK_SEQUENCE (seq -> items[|n: u32| n]):
        guard_tos_list, guard_list_len, unpack_list;
    /// `a, *b, c = seq`: `oparg & 255` before, `oparg >> 8` after.
    118 UNPACK_EX[0] (seq -> items[|n: u32| (n & 0xff) + 1 + (n >> 8)]): unpack_ex;

    // ---- Strings -----------------------------------------------------------------------------------
    /// `str`, `repr` or `ascii`.
    58 CONVERT_VALUE[0] (value -> res): convert_value;
    /// `format(value, '')`.
    12 FORMAT_SIMPLE[0] (value -> res): format_simple;
    /// `format(value, spec)`.
    13 FORMAT_WITH_SPEC[0] (value, spec -> res): format_with_spec;
    /// `string.templatelib.Interpolation`.
    45 BUILD_INTERPOLATION[0] (value, text, spec[|n: u32| n & 1] -> res): build_interpolation;
    /// `string.templatelib.Template`.
    2 BUILD_TEMPLATE[0] (strings, interpolations -> res): build_template;

    // ---- Jumps -------------------------------------------------------------------------------------
    /// Forward jump.
    77 JUMP_FORWARD[0] ( -> ): jump_forward;
    /// Backward jump: polls, counts, may tier up.
    75 JUMP_BACKWARD[1] ( -> ): check_pending, jump_backward, count_back_edge;
    /// `JUMP_BACKWARD` when no compiler is there.
    176 JUMP_BACKWARD_NO_JIT[1] in JUMP_BACKWARD ( -> ): check_pending, jump_backward;
    /// `JUMP_BACKWARD` when a compiler is there.
    175 JUMP_BACKWARD_JIT[1] in JUMP_BACKWARD ( -> ): check_pending, jump_backward, count_back_edge;
    /// Backward jump inside `yield from`, or behind a `try` at the end of a loop. So it polls (which
    /// CPython's does not, whose loops end otherwise); `yield from` polls at its `RESUME` anyway.
    76 JUMP_BACKWARD_NO_INTERRUPT[0] ( -> ): check_pending, jump_backward;
    /// Jumps if the bool on top is false.
    100 POP_JUMP_IF_FALSE[1] (cond -> ): pop_jump_if_false;
    /// Jumps if the bool on top is true.
    103 POP_JUMP_IF_TRUE[1] (cond -> ): pop_jump_if_true;
    /// Jumps if the top is None.
    101 POP_JUMP_IF_NONE[1] (value -> ): pop_jump_if_none;
    /// Jumps if the top is not None.
    102 POP_JUMP_IF_NOT_NONE[1] (value -> ): pop_jump_if_not_none;

    // ---- Iteration and generators ------------------------------------------------------------------
    /// `iter(x)`.
    16 GET_ITER[0] (iterable -> iter): get_iter;
    /// The iterator of `yield from`.
    19 GET_YIELD_FROM_ITER[0] (iterable -> iter): get_yield_from_iter;
    /// The next item, or a jump behind the loop's `END_FOR`.
    70 FOR_ITER[1] (iter -> iter, next): specialize_for_iter, for_iter;
    /// The next item of a list.
    172 FOR_ITER_LIST[1] in FOR_ITER (iter -> iter, next): guard_tos_list_iter, for_iter_list;
    /// The next item of a tuple.
    174 FOR_ITER_TUPLE[1] in FOR_ITER (iter -> iter, next): guard_tos_tuple_iter, for_iter_tuple;
    /// The next int of a range.
    173 FOR_ITER_RANGE[1] in FOR_ITER (iter -> iter, next): guard_tos_range_iter, for_iter_range;
    /// Resumes a generator in place.
    171 FOR_ITER_GEN[1] in FOR_ITER (iter -> iter, next): guard_tos_generator, for_iter_gen;
    /// The next key of a dict. Ours, as all that follow.
    121 FOR_ITER_DICT_KEYS[1] in FOR_ITER (iter -> iter, next): guard_tos_dict_key_iter, for_iter_dict_keys;
    /// The next value of a dict.
    122 FOR_ITER_DICT_VALUES[1] in FOR_ITER (iter -> iter, next): guard_tos_dict_value_iter, for_iter_dict_values;
    /// The next pair of a dict; if it is unpacked at once, without a tuple.
    123 FOR_ITER_DICT_ITEMS[1] in FOR_ITER (iter -> iter, next): guard_tos_dict_item_iter, for_iter_dict_items;
    /// The next item of a set.
    124 FOR_ITER_SET[1] in FOR_ITER (iter -> iter, next): guard_tos_set_iter, for_iter_set;
    /// The next pair of an `enumerate`; if it is unpacked at once, without a tuple.
    125 FOR_ITER_ENUMERATE[1] in FOR_ITER (iter -> iter, next): guard_tos_enumerate, for_iter_enumerate;
    /// The next pair of a `zip` of two; if it is unpacked at once, without a tuple.
    126 FOR_ITER_ZIP[1] in FOR_ITER (iter -> iter, next): guard_tos_zip_of_two, for_iter_zip;
    /// The next result of a `map` over one iterable.
    127 FOR_ITER_MAP[1] in FOR_ITER (iter -> iter, next): guard_tos_map, for_iter_map;
    /// The next character of a str.
    212 FOR_ITER_STR[1] in FOR_ITER (iter -> iter, next): guard_tos_str_iter, for_iter_str;
    /// The next item of a list from its end.
    213 FOR_ITER_REVERSED[1] in FOR_ITER (iter -> iter, next): guard_tos_list_reverse_iter, for_iter_reversed;
    /// Sends to a sub-iterator, or jumps when it is finished.
    106 SEND[1] (receiver, value -> receiver, res): specialize_send, send;
    /// Sends to a generator or coroutine in place.
    197 SEND_GEN[1] in SEND (receiver, value -> receiver, res): guard_nos_generator, send_gen;
    /// Makes the generator of this frame and returns it.
    34 RETURN_GENERATOR[0] ( -> res): return_generator;
    /// Suspends the generator; the value sent arrives on top.
    120 YIELD_VALUE[0] (value -> sent): yield_value;
    /// Returns the top.
    35 RETURN_VALUE[0] (value -> res): return_value;
    /// `throw()` reached a `yield from`: StopIteration ends it, anything else is raised again.
    7 CLEANUP_THROW[0] (sub_iter, last_sent, exc -> none, value): cleanup_throw;
    /// The awaitable's iterator.
    71 GET_AWAITABLE[0] (iterable -> iter): get_awaitable;
    /// `__aiter__`.
    14 GET_AITER[0] (obj -> iter): get_aiter;
    /// `__anext__`, as an awaitable.
    15 GET_ANEXT[0] (aiter -> aiter, awaitable): get_anext;
    /// Ends `async for` on StopAsyncIteration, else raises again.
    68 END_ASYNC_FOR[0] (iter, exc -> ): end_async_for;

    // ---- Calls -------------------------------------------------------------------------------------
    /// `callable(args)`, with self or the absent word above the callable.
    52 CALL[3] (callable, self_or_null, args[|n: u32| n] -> res): specialize_call, call;
    /// A Python function whose parameters match one to one.
    161 CALL_PY_EXACT_ARGS[3] in CALL (callable, self_or_null, args[|n: u32| n] -> res):
        guard_function_version, guard_exact_args, call_py_exact;
    /// A bound Python method whose parameters match one to one.
    144 CALL_BOUND_METHOD_EXACT_ARGS[3] in CALL (callable, self_or_null, args[|n: u32| n] -> res):
        guard_bound_method_version, unpack_bound_method, call_py_exact;
    /// A Python function with defaults, `*args` or `**kwargs`.
    162 CALL_PY_GENERAL[3] in CALL (callable, self_or_null, args[|n: u32| n] -> res):
        guard_function_version, call_py_general;
    /// A bound Python method with defaults, `*args` or `**kwargs`.
    145 CALL_BOUND_METHOD_GENERAL[3] in CALL (callable, self_or_null, args[|n: u32| n] -> res):
        guard_bound_method_version, unpack_bound_method, call_py_general;
    /// A callable that is neither a Python function nor a bound method.
    160 CALL_NON_PY_GENERAL[3] in CALL (callable, self_or_null, args[|n: u32| n] -> res):
        guard_callable_not_python, call_native;
    /// `type(x)`.
    165 CALL_TYPE_1[3] in CALL (callable, self_or_null, args[|n: u32| n] -> res): guard_callable_type_1, call_type_1;
    /// `str(x)`.
    163 CALL_STR_1[3] in CALL (callable, self_or_null, args[|n: u32| n] -> res): guard_callable_str_1, call_str_1;
    /// `tuple(x)`.
    164 CALL_TUPLE_1[3] in CALL (callable, self_or_null, args[|n: u32| n] -> res): guard_callable_tuple_1, call_tuple_1;
    /// A builtin class.
    146 CALL_BUILTIN_CLASS[3] in CALL (callable, self_or_null, args[|n: u32| n] -> res):
        guard_callable_builtin_class, call_native;
    /// A builtin function of one argument.
    149 CALL_BUILTIN_O[3] in CALL (callable, self_or_null, args[|n: u32| n] -> res):
        guard_callable_builtin_o, call_builtin_o;
    /// A builtin function of positional arguments.
    147 CALL_BUILTIN_FAST[3] in CALL (callable, self_or_null, args[|n: u32| n] -> res):
        guard_callable_builtin_fast, call_builtin_fast;
    /// A builtin function that takes keywords, called without.
    148 CALL_BUILTIN_FAST_WITH_KEYWORDS[3] in CALL (callable, self_or_null, args[|n: u32| n] -> res):
        guard_callable_builtin_fast_kw, call_builtin_fast_kw;
    /// `len(x)`.
    154 CALL_LEN[3] in CALL (callable, self_or_null, args[|n: u32| n] -> res): guard_callable_len, call_len;
    /// `isinstance(x, C)`.
    150 CALL_ISINSTANCE[3] in CALL (callable, self_or_null, args[|n: u32| n] -> res):
        guard_callable_isinstance, call_isinstance;
    /// `list.append(x)` as a statement.
    155 CALL_LIST_APPEND[3] in CALL (callable, self_or_null, args[|n: u32| n] -> res):
        guard_callable_list_append, call_list_append;
    /// A method of a builtin class, one argument.
    159 CALL_METHOD_DESCRIPTOR_O[3] in CALL (callable, self_or_null, args[|n: u32| n] -> res):
        guard_method_descriptor_o, call_method_descriptor_o;
    /// A method of a builtin class, positional arguments and keywords, called without keywords.
    157 CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS[3] in CALL (callable, self_or_null, args[|n: u32| n] -> res):
        guard_method_descriptor_fast_kw, call_method_descriptor_fast_kw;
    /// A method of a builtin class without arguments.
    158 CALL_METHOD_DESCRIPTOR_NOARGS[3] in CALL (callable, self_or_null, args[|n: u32| n] -> res):
        guard_method_descriptor_noargs, call_method_descriptor_noargs;
    /// A method of a builtin class, positional arguments.
    156 CALL_METHOD_DESCRIPTOR_FAST[3] in CALL (callable, self_or_null, args[|n: u32| n] -> res):
        guard_method_descriptor_fast, call_method_descriptor_fast;
    /// A class whose `__init__` is a simple Python function: allocates and enters it.
    143 CALL_ALLOC_AND_ENTER_INIT[3] in CALL (callable, self_or_null, args[|n: u32| n] -> res):
        guard_class_init, call_alloc_and_enter_init;
    /// A class that has neither `__new__` nor `__init__`: allocates. Ours.
    225 CALL_ALLOC[3] in CALL (callable, self_or_null, args[|n: u32| n] -> res): guard_class_plain, call_alloc;
    /// A builtin function or class for whose arguments a row of `interp/intrinsic.rs` has an action. Ours.
    224 CALL_BUILTIN_EXTEND[3] in CALL (callable, self_or_null, args[|n: u32| n] -> res):
        guard_builtin_extend, call_builtin_extend;
    /// A call with keyword names on top.
    55 CALL_KW[3] (callable, self_or_null, args[|n: u32| n], kwnames -> res): specialize_call_kw, call_kw;
    /// A Python function called with keywords.
    153 CALL_KW_PY[3] in CALL_KW (callable, self_or_null, args[|n: u32| n], kwnames -> res):
        guard_function_version_kw, call_kw_py;
    /// A bound Python method called with keywords.
    151 CALL_KW_BOUND_METHOD[3] in CALL_KW (callable, self_or_null, args[|n: u32| n], kwnames -> res):
        guard_bound_method_version_kw, call_kw_py;
    /// Anything else called with keywords.
    152 CALL_KW_NON_PY[3] in CALL_KW (callable, self_or_null, args[|n: u32| n], kwnames -> res):
        guard_callable_not_python_kw, call_kw_native;
    /// `callable(*args, **kwargs)`.
    4 CALL_FUNCTION_EX[0] (callable, null, args, kwargs -> res): quicken_call_function_ex, call_function_ex;
    /// `f(*args)` of a Python function with a tuple that fits its parameters one to one. Ours.
    226 CALL_FUNCTION_EX_PY[0] in CALL_FUNCTION_EX (callable, null, args, kwargs -> res):
        guard_function_ex_exact, call_function_ex_exact;
    /// A runtime function of one argument, by number.
    53 CALL_INTRINSIC_1[0] (value -> res): call_intrinsic_1;
    /// A runtime function of two arguments, by number.
    54 CALL_INTRINSIC_2[0] (value2, value1 -> res): call_intrinsic_2;
    /// A function of the code object on top.
    23 MAKE_FUNCTION[0] (code -> func): make_function;
    /// Sets defaults, closure or annotations of a function that is being made.
    108 SET_FUNCTION_ATTRIBUTE[0] (attr, func -> func): set_function_attribute;
    /// `__build_class__`.
    21 LOAD_BUILD_CLASS[0] ( -> value): load_build_class;

    // ---- Exceptions and `with` ---------------------------------------------------------------------
    /// `raise`, `raise exc`, `raise exc from cause`.
    104 RAISE_VARARGS[0] (args[|n: u32| n] -> ): raise_varargs;
    /// Raises again; with `oparg` restores the instruction offset that lies n words below.
    105 RERAISE[0] (values[|n: u32| n], exc -> values[|n: u32| n]): reraise;
    /// Makes the exception on top the handled one, the former below it.
    32 PUSH_EXC_INFO[0] (exc -> prev, exc): push_exc_info;
    /// Restores the former handled exception.
    29 POP_EXCEPT[0] (prev -> ): pop_except;
    /// `except C`: does the exception match?
    6 CHECK_EXC_MATCH[0] (exc, class -> exc, matches): check_exc_match;
    /// `except* C`: splits the group.
    5 CHECK_EG_MATCH[0] (exc, class -> rest, matched): check_eg_match;
    /// Calls `__exit__` with the exception.
    43 WITH_EXCEPT_START[0] (exit_func, exit_self, lasti, unused, exc -> exit_func, exit_self, lasti, unused, exc, res):
        with_except_start;

    // ---- Imports -----------------------------------------------------------------------------------
    /// `import name`.
    73 IMPORT_NAME[0] (level, fromlist -> module): import_name;
    /// `from module import name`.
    72 IMPORT_FROM[0] (module -> module, value): import_from;

    // ---- match ------------------------------------------------------------------------------------
    /// `len` of the subject.
    18 GET_LEN[0] (subject -> subject, len): get_len;
    /// Is it a mapping?
    25 MATCH_MAPPING[0] (subject -> subject, res): match_mapping;
    /// Is it a sequence?
    26 MATCH_SEQUENCE[0] (subject -> subject, res): match_sequence;
    /// The values of the keys, or None.
    24 MATCH_KEYS[0] (subject, keys -> subject, keys, values): match_keys;
    /// The attributes of a class pattern, or None.
    99 MATCH_CLASS[0] (subject, class, names -> attrs): match_class;
    } };
}
