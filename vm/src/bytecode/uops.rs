//! Table 2 of 4: every micro-op, its kind, and what it takes from and leaves on the stack.
//!
//! Kinds: `hook` observes or rewrites and leaves the operands alone; `guard` may decline, before any
//! effect; `pure` neither fails nor runs Python code; `raises` may raise but runs no Python code;
//! `calls` may run any Python code (it ends all derived facts) or push a frame; `jumps` moves within
//! the frame; `ends` leaves the frame.
//! The table generates `trait UopVisitor`: a tier that lacks a micro-op does not compile.

use crate::bytecode::Site;

/// Calls `$view!` with every row of the micro-op table.
#[macro_export]
macro_rules! for_each_uop {
    ($view:ident !) => {
        $view! {
        // ---- Bookkeeping -------------------------------------------------------------------------------
        /// Does nothing.
        pure nop ( -> );
        /// An instruction that no code contains; SystemError.
        ends unreachable_op ( -> );
        /// Polls the eval breaker: signals, finalizers, limits.
        calls check_pending ( -> );
        /// Counts a function entry; may continue in machine code.
        hook count_entry ( -> );
        /// Counts a loop iteration; may continue in machine code at the loop head.
        hook count_back_edge ( -> );
        /// Rewrites RESUME to RESUME_CHECK.
        hook quicken_resume ( -> );
        /// TypeError unless the value is None.
        raises exit_init_check (value -> );
        // ---- Specialization hooks: count down, and specialize at zero ----------------------------------
        /// Counter of the TO_BOOL family.
        hook specialize_to_bool ( -> );
        /// Counter of the BINARY_OP family.
        hook specialize_binary_op ( -> );
        /// Counter of the COMPARE_OP family.
        hook specialize_compare_op ( -> );
        /// Counter of the CONTAINS_OP family.
        hook specialize_contains_op ( -> );
        /// Counter of the STORE_SUBSCR family.
        hook specialize_store_subscr ( -> );
        /// Counter of the LOAD_GLOBAL family.
        hook specialize_load_global ( -> );
        /// Counter of the LOAD_ATTR family.
        hook specialize_load_attr ( -> );
        /// Counter of the STORE_ATTR family.
        hook specialize_store_attr ( -> );
        /// Counter of the LOAD_SUPER_ATTR family.
        hook specialize_load_super_attr ( -> );
        /// Counter of the UNPACK_SEQUENCE family.
        hook specialize_unpack_sequence ( -> );
        /// Counter of the FOR_ITER family.
        hook specialize_for_iter ( -> );
        /// Counter of the SEND family.
        hook specialize_send ( -> );
        /// Counter of the CALL family.
        hook specialize_call ( -> );
        /// Counter of the CALL_KW family.
        hook specialize_call_kw ( -> );
        /// Rewrites UNARY_NEGATIVE for an int or a float.
        hook quicken_unary_negative ( -> );
        /// Rewrites STORE_GLOBAL for a global that exists.
        hook quicken_store_global ( -> );
        /// Rewrites CALL_FUNCTION_EX for a Python function and a tuple.
        hook quicken_call_function_ex ( -> );
        // ---- Stack -------------------------------------------------------------------------------------
        /// Drops the top.
        pure pop_top (value -> );
        /// Drops the word below the top.
        pure drop_second (below, value -> value);
        /// Pushes the absent word.
        pure push_null ( -> null);
        /// Pushes the absent word if the operand is odd.
        pure push_null_if_odd ( -> null[oparg & 1]);
        /// Pushes the n-th word from the top.
        pure copy ( -> value);
        /// Exchanges the top with the n-th word.
        pure swap (a, b -> b, a);
        // ---- Locals and constants ----------------------------------------------------------------------
        /// Pushes local `oparg`.
        pure load_fast ( -> value);
        /// Pushes local `oparg >> 4`.
        pure load_fast_high ( -> value);
        /// Pushes local `oparg & 15`.
        pure load_fast_low ( -> value);
        /// Pushes local `oparg`, which must be bound.
        raises load_fast_check ( -> value);
        /// Pushes local `oparg` and unbinds it.
        pure load_fast_and_clear ( -> value);
        /// Pops into local `oparg`.
        pure store_fast (value -> );
        /// Pops into local `oparg >> 4`.
        pure store_fast_high (value -> );
        /// Pops into local `oparg & 15`.
        pure store_fast_low (value -> );
        /// Unbinds local `oparg`, which must be bound.
        raises delete_fast ( -> );
        /// Pushes constant `oparg`.
        pure load_const ( -> value);
        /// Pushes the int `oparg`.
        pure load_small_int ( -> value);
        /// Pushes a constant of the VM by number.
        pure load_common_constant ( -> value);
        // ---- Cells and names ---------------------------------------------------------------------------
        /// Wraps local `oparg` in a cell.
        raises make_cell ( -> );
        /// Copies the closure to the last `oparg` locals.
        pure copy_free_vars ( -> );
        /// Pushes the content of cell `oparg`.
        raises load_deref ( -> value);
        /// Pops into cell `oparg`.
        pure store_deref (value -> );
        /// Empties cell `oparg`.
        raises delete_deref ( -> );
        /// A name of the mapping, else cell `oparg`.
        calls load_from_dict_or_deref (mapping -> value);
        /// Pushes the namespace of the frame.
        raises load_locals ( -> locals);
        /// Makes `__annotations__` in the namespace.
        calls setup_annotations ( -> );
        /// A name: namespace, globals, builtins.
        calls load_name ( -> value);
        /// Binds a name in the namespace.
        calls store_name (value -> );
        /// Unbinds a name of the namespace.
        calls delete_name ( -> );
        /// A name: mapping, globals, builtins.
        calls load_from_dict_or_globals (mapping -> value);
        /// A name: globals, builtins.
        calls load_global ( -> value);
        /// The globals have the cached keys version.
        guard guard_globals_keys ( -> );
        /// The builtins have the cached keys version.
        guard guard_builtins_keys ( -> );
        /// The value of the cached entry of the globals.
        pure load_global_module ( -> value);
        /// The value of the cached entry of the builtins.
        pure load_global_builtin ( -> value);
        /// Binds a global.
        raises store_global (value -> );
        /// The global exists.
        guard guard_global_exists (value -> value);
        /// Replaces the value of a global that exists.
        pure store_existing_global (value -> );
        /// Unbinds a global.
        raises delete_global ( -> );
        // ---- Guards on classes of operands -------------------------------------------------------------
        /// The top is a bool.
        guard guard_tos_bool (value -> value);
        /// The top is a small int.
        guard guard_tos_int (value -> value);
        /// The top is None.
        guard guard_tos_none (value -> value);
        /// The top is exactly a str.
        guard guard_tos_str (value -> value);
        /// The top is exactly a list.
        guard guard_tos_list (value -> value);
        /// The top is exactly a tuple.
        guard guard_tos_tuple (value -> value);
        /// The top is exactly a dict.
        guard guard_tos_dict (value -> value);
        /// The top is a set or frozenset.
        guard guard_tos_set (value -> value);
        /// The top is a slice.
        guard guard_tos_slice (value -> value);
        /// The word below the top is exactly a list.
        guard guard_nos_list (a, b -> a, b);
        /// The word below the top is exactly a tuple.
        guard guard_nos_tuple (a, b -> a, b);
        /// The word below the top is exactly a dict.
        guard guard_nos_dict (a, b -> a, b);
        /// The word below the top is exactly a str.
        guard guard_nos_str (a, b -> a, b);
        /// The top two words are small ints.
        guard guard_both_int (a, b -> a, b);
        /// The top two words are floats.
        guard guard_both_float (a, b -> a, b);
        /// The top two words are exactly strs.
        guard guard_both_str (a, b -> a, b);
        /// The top has the cached shape.
        guard guard_tos_shape (value -> value);
        /// The top has the cached shape or is None.
        guard guard_tos_shape_or_none (value -> value);
        /// The top is a float.
        guard guard_tos_float (value -> value);
        /// The word below the top is a small int.
        guard guard_nos_int (a, b -> a, b);
        /// One of the top two words is a small int, the other an inline float.
        guard guard_int_and_float (a, b -> a, b);
        /// The top two words are bools or small ints.
        guard guard_both_bool_or_int (a, b -> a, b);
        /// The top is a range of small ints.
        guard guard_tos_small_range (value -> value);
        /// The word below the top has the shape in the cache, of a dict's subclass.
        guard guard_nos_dict_subclass (a, b -> a, b);
        /// The word below the top has the cached shape.
        guard guard_nos_shape (a, b -> a, b);
        // ---- Operators ---------------------------------------------------------------------------------
        /// `-x`.
        calls unary_negative (value -> res);
        /// Negation of a small int.
        raises int_negate (value -> res);
        /// Negation of a float.
        raises float_negate (value -> res);
        /// `~x`.
        calls unary_invert (value -> res);
        /// `not x` of a bool.
        pure unary_not (value -> res);
        /// `bool(x)`.
        calls to_bool (value -> res);
        /// `n != 0`.
        pure to_bool_int (value -> res);
        /// Is the list not empty?
        pure to_bool_list (value -> res);
        /// Is the str not empty?
        pure to_bool_str (value -> res);
        /// True.
        pure replace_with_true (value -> res);
        /// False.
        pure replace_with_false (value -> res);
        /// Is it not None?
        pure to_bool_not_none (value -> res);
        /// The operator `oparg`.
        calls binary_op (lhs, rhs -> res);
        /// Sum of small ints; overflows to a big int.
        raises int_add (lhs, rhs -> res);
        /// Difference of small ints.
        raises int_subtract (lhs, rhs -> res);
        /// Product of small ints.
        raises int_multiply (lhs, rhs -> res);
        /// Sum of floats.
        raises float_add (lhs, rhs -> res);
        /// Difference of floats.
        raises float_subtract (lhs, rhs -> res);
        /// Product of floats.
        raises float_multiply (lhs, rhs -> res);
        /// Concatenation.
        raises str_add (lhs, rhs -> res);
        /// The operands are of the kinds the cached extension serves.
        guard guard_extend (lhs, rhs -> lhs, rhs);
        /// The action of the cached extension.
        raises binary_op_extend (lhs, rhs -> res);
        /// The comparison `oparg >> 5`.
        calls compare_op (lhs, rhs -> res);
        /// Comparison of small ints.
        pure int_compare (lhs, rhs -> res);
        /// Comparison of floats.
        pure float_compare (lhs, rhs -> res);
        /// `==` or `!=` of strs.
        pure str_compare (lhs, rhs -> res);
        /// Comparison of an int and a float.
        calls mixed_compare (lhs, rhs -> res);
        /// Ordering of strs.
        pure str_order (lhs, rhs -> res);
        /// Comparison of bools and ints.
        pure bool_compare (lhs, rhs -> res);
        /// `in`.
        calls contains_op (lhs, rhs -> res);
        /// `in` a set.
        calls contains_op_set (lhs, rhs -> res);
        /// `in` a dict.
        calls contains_op_dict (lhs, rhs -> res);
        /// `in` a list.
        calls contains_op_list (lhs, rhs -> res);
        /// `in` a tuple.
        calls contains_op_tuple (lhs, rhs -> res);
        /// `in` a str.
        raises contains_op_str (lhs, rhs -> res);
        /// `in` a range of small ints.
        pure contains_op_range (lhs, rhs -> res);
        /// `is`.
        pure is_op (lhs, rhs -> res);
        // ---- Subscripts and slices ---------------------------------------------------------------------
        /// The int on top is an index into the list below it.
        guard guard_list_index (a, b -> a, b);
        /// The int on top is an index into the tuple below it.
        guard guard_tuple_index (a, b -> a, b);
        /// The int on top is an index into the str below it.
        guard guard_str_index (a, b -> a, b);
        /// The item.
        pure list_subscr_int (container, index -> res);
        /// The slice.
        raises list_subscr_slice (container, index -> res);
        /// The item.
        pure tuple_subscr_int (container, index -> res);
        /// The code point.
        raises str_subscr_int (container, index -> res);
        /// The value of a key in a dict of a subclass.
        calls dict_subclass_subscr (container, index -> res);
        /// The value, `KeyError`, or `__missing__` of no subclass.
        calls dict_subscr (container, key -> res);
        /// Pushes the frame of the cached `__getitem__`.
        calls call_getitem (container, key -> res);
        /// `container[start:stop]`.
        calls binary_slice (container, start, stop -> res);
        /// `container[start:stop] = value`.
        calls store_slice (value, container, start, stop -> );
        /// `container[index] = value`.
        calls store_subscr (value, container, index -> );
        /// Stores an item.
        pure list_store_int (value, container, index -> );
        /// Sets a key.
        calls dict_store (value, container, key -> );
        /// `del container[index]`.
        calls delete_subscr (container, index -> );
        /// A slice object.
        raises build_slice (args[oparg] -> res);
        // ---- Attributes --------------------------------------------------------------------------------
        /// `owner.name`.
        calls load_attr (owner -> attr, self_or_null[oparg & 1]);
        /// The attribute slot at the cached index.
        pure load_slot (owner -> attr);
        /// The `__slots__` member at the cached index is bound.
        guard guard_member_bound (owner -> owner);
        /// The top is a module whose dict has the cached keys version.
        guard guard_module_keys (owner -> owner);
        /// The value of the cached entry of the module's dict.
        pure load_module_attr (owner -> attr);
        /// The instance's dict has the name at the cached entry.
        guard guard_dict_hint (owner -> owner);
        /// The value of the cached entry.
        pure load_dict_hint (owner -> attr);
        /// The top is the class with the cached version.
        guard guard_owner_is_class (owner -> owner);
        /// The top is a class of the cached metaclass.
        guard guard_metaclass_shape (owner -> owner);
        /// The cached value.
        pure load_attr_descr (owner -> attr);
        /// Binds the cached method to the owner.
        raises bind_method (owner -> attr, self_or_null[oparg & 1]);
        /// The cached function and the owner as self.
        pure load_method (owner -> method, self);
        /// Pushes the frame of the cached getter.
        calls call_property (owner -> attr);
        /// Pushes the frame of the cached `__getattribute__`.
        calls call_getattribute (owner -> attr);
        /// `owner.name = value`.
        calls store_attr (value, owner -> );
        /// The owner has the cached shape and its class the cached version.
        guard guard_store_shape (value, owner -> value, owner);
        /// The instance's dict has the name at the cached entry.
        guard guard_store_hint (value, owner -> value, owner);
        /// Stores at the cached index; takes the cached transition if there is one.
        raises store_slot (value, owner -> );
        /// Stores to the instance's dict.
        raises store_dict_hint (value, owner -> );
        /// `del owner.name`.
        calls delete_attr (owner -> );
        /// `super().name`.
        calls load_super_attr (global_super, class, self_ -> attr, self_or_null[oparg & 1]);
        /// `super` is the builtin.
        guard guard_super (global_super, class, self_ -> global_super, class, self_);
        /// Looks up past the class; binds.
        calls load_super_attr_builtin (global_super, class, self_ -> attr);
        /// Looks up past the class; does not bind functions.
        calls load_super_method_builtin (global_super, class, self_ -> attr, self_or_null);
        /// `__enter__`, `__exit__`, `__aenter__` or `__aexit__`.
        calls load_special (owner -> attr, self_or_null);
        // ---- Containers --------------------------------------------------------------------------------
        /// A tuple.
        raises build_tuple (items[oparg] -> res);
        /// A list.
        raises build_list (items[oparg] -> res);
        /// A set.
        calls build_set (items[oparg] -> res);
        /// A dict.
        calls build_map (items[2 * oparg] -> res);
        /// Concatenation of strs.
        raises build_string (items[oparg] -> res);
        /// Appends to the list at depth `oparg`.
        raises list_append (value -> );
        /// Extends the list at depth `oparg`.
        calls list_extend (iterable -> );
        /// Adds to the set at depth `oparg`.
        calls set_add (value -> );
        /// Updates the set at depth `oparg`.
        calls set_update (iterable -> );
        /// Sets a key of the dict at depth `oparg`.
        calls map_add (key, value -> );
        /// Updates the dict at depth `oparg`.
        calls dict_update (mapping -> );
        /// Updates the keyword dict at depth `oparg`.
        calls dict_merge (mapping -> );
        /// The items of an iterable.
        calls unpack_sequence (seq -> items[oparg]);
        /// The tuple has `oparg` items.
        guard guard_tuple_len (seq -> seq);
        /// The list has `oparg` items.
        guard guard_list_len (seq -> seq);
        /// Two items.
        pure unpack_two_tuple (seq -> second, first);
        /// The items.
        pure unpack_tuple (seq -> items[oparg]);
        /// The items.
        pure unpack_list (seq -> items[oparg]);
        /// `a, *b, c = seq`.
        calls unpack_ex (seq -> items);
        // ---- Strings -----------------------------------------------------------------------------------
        /// `!s`, `!r`, `!a`.
        calls convert_value (value -> res);
        /// `format(value)`.
        calls format_simple (value -> res);
        /// `format(value, spec)`.
        calls format_with_spec (value, spec -> res);
        /// Interpolation of a t-string.
        raises build_interpolation (value, text, spec[oparg & 1] -> res);
        /// Template of a t-string.
        raises build_template (strings, interpolations -> res);
        // ---- Jumps -------------------------------------------------------------------------------------
        /// Forward by `oparg`.
        jumps jump_forward ( -> );
        /// Backward by `oparg`.
        jumps jump_backward ( -> );
        /// Forward if false.
        jumps pop_jump_if_false (cond -> );
        /// Forward if true.
        jumps pop_jump_if_true (cond -> );
        /// Forward if None.
        jumps pop_jump_if_none (value -> );
        /// Forward if not None.
        jumps pop_jump_if_not_none (value -> );
        // ---- Iteration and generators ------------------------------------------------------------------
        /// `iter(x)`.
        calls get_iter (iterable -> iter);
        /// The iterator of `yield from`.
        calls get_yield_from_iter (iterable -> iter);
        /// The next item, or a jump.
        calls for_iter (iter -> iter, next);
        /// The top is a list iterator.
        guard guard_tos_list_iter (iter -> iter);
        /// The top is a tuple iterator.
        guard guard_tos_tuple_iter (iter -> iter);
        /// The top is a range iterator.
        guard guard_tos_range_iter (iter -> iter);
        /// The top is a generator that is suspended.
        guard guard_tos_generator (iter -> iter);
        /// The next item, or a jump.
        jumps for_iter_list (iter -> iter, next);
        /// The next item, or a jump.
        jumps for_iter_tuple (iter -> iter, next);
        /// The next int, or a jump.
        jumps for_iter_range (iter -> iter, next);
        /// Enters the generator's frame.
        calls for_iter_gen (iter -> iter, next);
        /// A dict's iterator over keys is on top.
        guard guard_tos_dict_key_iter (iter -> iter);
        /// The next key, or a jump.
        calls for_iter_dict_keys (iter -> iter, next);
        /// A dict's iterator over values is on top.
        guard guard_tos_dict_value_iter (iter -> iter);
        /// The next value, or a jump.
        calls for_iter_dict_values (iter -> iter, next);
        /// A dict's iterator over pairs is on top.
        guard guard_tos_dict_item_iter (iter -> iter);
        /// The next pair, or a jump.
        calls for_iter_dict_items (iter -> iter, next);
        /// A set's iterator is on top.
        guard guard_tos_set_iter (iter -> iter);
        /// The next item, or a jump.
        calls for_iter_set (iter -> iter, next);
        /// An `enumerate` is on top.
        guard guard_tos_enumerate (iter -> iter);
        /// The next pair, or a jump.
        calls for_iter_enumerate (iter -> iter, next);
        /// A `zip` of two that may differ in length is on top.
        guard guard_tos_zip_of_two (iter -> iter);
        /// The next pair, or a jump.
        calls for_iter_zip (iter -> iter, next);
        /// A `map` over one iterable is on top.
        guard guard_tos_map (iter -> iter);
        /// The next result, or a jump.
        calls for_iter_map (iter -> iter, next);
        /// A str's iterator is on top.
        guard guard_tos_str_iter (iter -> iter);
        /// The next character, or a jump.
        calls for_iter_str (iter -> iter, next);
        /// A list's reverse iterator is on top.
        guard guard_tos_list_reverse_iter (iter -> iter);
        /// The next item, or a jump.
        calls for_iter_reversed (iter -> iter, next);
        /// Sends, or jumps with the result.
        calls send (receiver, value -> receiver, res);
        /// The receiver is a suspended generator or coroutine.
        guard guard_nos_generator (receiver, value -> receiver, value);
        /// Enters the generator's frame.
        calls send_gen (receiver, value -> receiver, res);
        /// Moves the frame to a new generator and returns it to the caller.
        ends return_generator ( -> res);
        /// Suspends.
        ends yield_value (value -> sent);
        /// Leaves the frame.
        ends return_value (value -> res);
        /// StopIteration ends the delegation, else raises again.
        calls cleanup_throw (sub_iter, last_sent, exc -> none, value);
        /// The iterator of `await`.
        calls get_awaitable (iterable -> iter);
        /// `__aiter__`.
        calls get_aiter (obj -> iter);
        /// `__anext__`.
        calls get_anext (aiter -> aiter, awaitable);
        /// StopAsyncIteration ends the loop, else raises again.
        raises end_async_for (iter, exc -> );
        // ---- Calls -------------------------------------------------------------------------------------
        /// Any callable; a Python function gets a frame.
        calls call (callable, self_or_null, args[oparg] -> res);
        /// The callable is the function of the cached version.
        guard guard_function_version (callable, self_or_null, args[oparg] -> same);
        /// The number of arguments is the number of parameters.
        guard guard_exact_args (callable, self_or_null, args[oparg] -> same);
        /// The callable is a bound method of the function of the cached version.
        guard guard_bound_method_version (callable, null, args[oparg] -> same);
        /// Replaces a bound method by its function and self.
        pure unpack_bound_method (callable, null, args[oparg] -> function, self, args);
        /// Pushes a frame, parameters one to one.
        calls call_py_exact (callable, self_or_null, args[oparg] -> res);
        /// Binds arguments and pushes a frame.
        calls call_py_general (callable, self_or_null, args[oparg] -> res);
        /// Neither function nor bound method.
        guard guard_callable_not_python (callable, self_or_null, args[oparg] -> same);
        /// Calls through the class.
        calls call_native (callable, self_or_null, args[oparg] -> res);
        /// `type` and one argument.
        guard guard_callable_type_1 (callable, null, arg -> same);
        /// The class of the argument.
        pure call_type_1 (callable, null, arg -> res);
        /// `str` and one argument.
        guard guard_callable_str_1 (callable, null, arg -> same);
        /// `str(x)`.
        calls call_str_1 (callable, null, arg -> res);
        /// `tuple` and one argument.
        guard guard_callable_tuple_1 (callable, null, arg -> same);
        /// `tuple(x)`.
        calls call_tuple_1 (callable, null, arg -> res);
        /// A builtin class.
        guard guard_callable_builtin_class (callable, null, args[oparg] -> same);
        /// A builtin function of one argument.
        guard guard_callable_builtin_o (callable, self_or_null, args[oparg] -> same);
        /// Calls it.
        calls call_builtin_o (callable, self_or_null, args[oparg] -> res);
        /// A builtin function of positional arguments.
        guard guard_callable_builtin_fast (callable, self_or_null, args[oparg] -> same);
        /// Calls it.
        calls call_builtin_fast (callable, self_or_null, args[oparg] -> res);
        /// A builtin function with keywords.
        guard guard_callable_builtin_fast_kw (callable, self_or_null, args[oparg] -> same);
        /// Calls it without keywords.
        calls call_builtin_fast_kw (callable, self_or_null, args[oparg] -> res);
        /// The builtin `len`.
        guard guard_callable_len (callable, null, arg -> same);
        /// `len(x)`.
        calls call_len (callable, null, arg -> res);
        /// The builtin `isinstance`.
        guard guard_callable_isinstance (callable, null, args -> same);
        /// `isinstance(x, C)`.
        calls call_isinstance (callable, null, args -> res);
        /// `list.append` of a list.
        guard guard_callable_list_append (callable, self, arg -> same);
        /// Appends; steps over the following POP_TOP.
        raises call_list_append (callable, self, arg -> );
        /// A builtin method of one argument.
        guard guard_method_descriptor_o (callable, self, arg -> same);
        /// Calls it.
        calls call_method_descriptor_o (callable, self, arg -> res);
        /// A builtin method with keywords.
        guard guard_method_descriptor_fast_kw (callable, self, args[oparg] -> same);
        /// Calls it without keywords.
        calls call_method_descriptor_fast_kw (callable, self, args[oparg] -> res);
        /// A builtin method without arguments.
        guard guard_method_descriptor_noargs (callable, self -> same);
        /// Calls it.
        calls call_method_descriptor_noargs (callable, self -> res);
        /// A builtin method of positional arguments.
        guard guard_method_descriptor_fast (callable, self, args[oparg] -> same);
        /// Calls it.
        calls call_method_descriptor_fast (callable, self, args[oparg] -> res);
        /// The class of the cached version, whose `__init__` is cached.
        guard guard_class_init (callable, null, args[oparg] -> same);
        /// Allocates and pushes the frame of `__init__`.
        calls call_alloc_and_enter_init (callable, null, args[oparg] -> res);
        /// The class of the cached version, without arguments.
        guard guard_class_plain (callable, null, args[oparg] -> same);
        /// Allocates an instance.
        raises call_alloc (callable, null, args[oparg] -> res);
        /// The callable of the cached row of intrinsics, with as many arguments as it serves.
        guard guard_builtin_extend (callable, null, args[oparg] -> same);
        /// What the row says.
        calls call_builtin_extend (callable, null, args[oparg] -> res);
        /// Any callable, with keywords.
        calls call_kw (callable, self_or_null, args[oparg], kwnames -> res);
        /// As `guard_function_version`.
        guard guard_function_version_kw (callable, self_or_null, args[oparg], kwnames -> same);
        /// As `guard_bound_method_version`.
        guard guard_bound_method_version_kw (callable, null, args[oparg], kwnames -> same);
        /// Binds arguments and pushes a frame.
        calls call_kw_py (callable, self_or_null, args[oparg], kwnames -> res);
        /// As `guard_callable_not_python`.
        guard guard_callable_not_python_kw (callable, self_or_null, args[oparg], kwnames -> same);
        /// Calls through the class.
        calls call_kw_native (callable, self_or_null, args[oparg], kwnames -> res);
        /// `callable(*args, **kwargs)`.
        calls call_function_ex (callable, null, args, kwargs -> res);
        /// A Python function, no keywords, a tuple of as many items as it has simple parameters.
        guard guard_function_ex_exact (callable, null, args, kwargs -> same);
        /// Pushes its frame, parameters one to one.
        calls call_function_ex_exact (callable, null, args, kwargs -> res);
        /// Runtime function by number.
        calls call_intrinsic_1 (value -> res);
        /// Runtime function by number.
        calls call_intrinsic_2 (value2, value1 -> res);
        /// A function object.
        raises make_function (code -> func);
        /// Sets one attribute of a new function.
        pure set_function_attribute (attr, func -> func);
        /// `builtins.__build_class__`.
        calls load_build_class ( -> value);
        // ---- Exceptions and with -----------------------------------------------------------------------
        /// `raise`.
        ends raise_varargs (args[oparg] -> );
        /// Raises again.
        ends reraise (exc -> );
        /// Makes the exception the handled one.
        pure push_exc_info (exc -> prev, exc);
        /// Restores the former handled exception.
        pure pop_except (prev -> );
        /// Does the exception match?
        calls check_exc_match (exc, class -> exc, matches);
        /// Splits the group.
        calls check_eg_match (exc, class -> rest, matched);
        /// Calls `__exit__`.
        calls with_except_start (exit_func, exit_self, lasti, unused, exc -> same, res);
        // ---- Imports and match -------------------------------------------------------------------------
        /// `__import__`.
        calls import_name (level, fromlist -> module);
        /// An attribute or submodule.
        calls import_from (module -> module, value);
        /// `len`.
        calls get_len (subject -> subject, len);
        /// Is it a mapping?
        pure match_mapping (subject -> subject, res);
        /// Is it a sequence?
        pure match_sequence (subject -> subject, res);
        /// The values of the keys, or None.
        calls match_keys (subject, keys -> subject, keys, values);
        /// The attributes, or None.
        calls match_class (subject, class, names -> attrs);
        }
    };
}

/// What a micro-op may do; see the head of this file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UopKind {
    /// Observes, counts or rewrites.
    Hook,
    /// May decline, before any effect.
    Guard,
    /// Neither fails nor runs Python code.
    Pure,
    /// May raise; runs no Python code.
    Raises,
    /// May run any Python code, or push a frame.
    Calls,
    /// Moves within the frame.
    Jumps,
    /// Leaves the frame.
    Ends,
}

macro_rules! kind_of {
    (hook) => {
        UopKind::Hook
    };
    (guard) => {
        UopKind::Guard
    };
    (pure) => {
        UopKind::Pure
    };
    (raises) => {
        UopKind::Raises
    };
    (calls) => {
        UopKind::Calls
    };
    (jumps) => {
        UopKind::Jumps
    };
    (ends) => {
        UopKind::Ends
    };
}

macro_rules! result_of {
    (hook) => {
        Self::Hook
    };
    (guard) => {
        Self::Guard
    };
    (pure) => {
        Self::Pure
    };
    (raises) => {
        Self::Raises
    };
    (calls) => {
        Self::Calls
    };
    (jumps) => {
        Self::Jumps
    };
    (ends) => {
        Self::Ends
    };
}

macro_rules! uop_views {
    ($( $(#[doc = $doc:literal])* $kind:ident $name:ident $effect:tt; )*) => {
        /// The name of a micro-op, as data.
        #[allow(non_camel_case_types)]
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Uop { $( $(#[doc = $doc])* $name, )* }

        impl Uop {
            /// The kind of this micro-op.
            pub const fn kind(self) -> UopKind {
                match self { $( Uop::$name => kind_of!($kind), )* }
            }

            /// The name as written in the table.
            pub const fn name(self) -> &'static str {
                match self { $( Uop::$name => stringify!($name), )* }
            }

            /// The stack effect as written in the table.
            pub const fn effect(self) -> &'static str {
                match self { $( Uop::$name => stringify!($effect), )* }
            }
        }

        /// One method per micro-op, on an implicit operand stack: the interpreter's is the real one,
        /// a builder's is abstract. `at` is the instruction's operand and its inline caches.
        pub trait UopVisitor {
            /// Result of a hook.
            type Hook;
            /// Result of a guard.
            type Guard;
            /// Result of a pure micro-op.
            type Pure;
            /// Result of a micro-op that may raise.
            type Raises;
            /// Result of a micro-op that may run Python code.
            type Calls;
            /// Result of a jump within the frame.
            type Jumps;
            /// Result of a micro-op that leaves the frame.
            type Ends;
            $( $(#[doc = $doc])* fn $name(&mut self, at: Site) -> result_of!($kind); )*
        }
    };
}

for_each_uop!(uop_views!);
