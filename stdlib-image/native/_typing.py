"""Primitives and accelerators for the typing module."""

import sys as _sys

Union = type(int | str)


def _idfunc(x, /):
    return x


def _caller(depth=2):
    try:
        return _sys._getframe(depth).f_globals.get("__name__")
    except ValueError:
        return None


def _typing(name):
    import typing

    return getattr(typing, name)


def _final(cls, **kwargs):
    raise TypeError(f"type 'typing.{cls.__base__.__name__}' is not an acceptable base type")


def _union(left, right, /):
    # `typing.Union[left, right]` also takes strings and other type variables.
    return Union[left, right]


class NoDefaultType:
    """The type of the NoDefault singleton."""

    __module__ = "typing"
    __slots__ = ()
    _only = None

    def __new__(cls):
        if NoDefaultType._only is None:
            NoDefaultType._only = object.__new__(cls)
        return NoDefaultType._only

    def __repr__(self):
        return "typing.NoDefault"

    def __reduce__(self):
        return "NoDefault"


NoDefault = NoDefaultType()


class _ConstEvaluator:
    """Gives a value that needs no evaluation, as the evaluators of lazy values do."""

    __module__ = "typing"
    __slots__ = ("_value",)

    def __init__(self, value):
        self._value = value

    def __call__(self, format, /):
        if format == 4:
            from annotationlib import type_repr

            if isinstance(self._value, tuple):
                return "(" + ", ".join(type_repr(v) for v in self._value) + ("," if len(self._value) == 1 else "") + ")"
            return type_repr(self._value)
        return self._value

    def __repr__(self):
        return f"<constevaluator {self._value!r}>"


_UNSET = object()


class _Lazy:
    """A value that is there, or is computed when first asked for."""

    __slots__ = ("value", "evaluate")

    def __init__(self, value=_UNSET, evaluate=None):
        self.value = value
        self.evaluate = evaluate

    def get(self):
        if self.value is _UNSET:
            self.value = self.evaluate(1)
        return self.value

    def evaluator(self):
        if self.evaluate is not None:
            return self.evaluate
        return _ConstEvaluator(self.value)


class _Param:
    """What the three kinds of type parameters share."""

    __slots__ = ("__dict__", "__weakref__", "_name", "_default")

    @property
    def __name__(self):
        return self._name

    @property
    def __default__(self):
        return self._default.get()

    @property
    def evaluate_default(self):
        if self._default.evaluate is None and self._default.value is NoDefault:
            return None
        return self._default.evaluator()

    def has_default(self):
        return self._default.evaluate is not None or self._default.value is not NoDefault

    def __reduce__(self):
        return self._name

    def __mro_entries__(self, bases):
        raise TypeError(f"Cannot subclass an instance of {type(self).__name__}")

    def __repr__(self):
        return self._name


def _default_of(value):
    return _Lazy(value)


class TypeVar(_Param):
    """Type variable.

The preferred way to construct a type variable is via the dedicated
syntax for generic functions, classes, and type aliases::

    class Sequence[T]:  # T is a TypeVar
        ...
"""

    __module__ = "typing"
    __slots__ = ("_bound", "_constraints", "_covariant", "_contravariant", "_infer")
    __init_subclass__ = classmethod(_final)

    def __new__(cls, name, *constraints, bound=None, default=NoDefault,
                covariant=False, contravariant=False, infer_variance=False):
        if not isinstance(name, str):
            raise TypeError(f"typevar() argument 'name' must be str, not {type(name).__name__}")
        if covariant and contravariant:
            raise ValueError("Bivariant types are not supported.")
        if infer_variance and (covariant or contravariant):
            raise ValueError("Variance cannot be specified with infer_variance.")
        if bound is not None:
            bound = _typing("_type_check")(bound, "Bound must be a type.")
        if len(constraints) == 1:
            raise TypeError("A single constraint is not allowed")
        if constraints:
            check = _typing("_type_check")
            constraints = tuple(check(t, "TypeVar(name, constraint, ...): constraints must be types.") for t in constraints)
            if bound is not None:
                raise TypeError("Constraints cannot be combined with bound=...")
        self = _make(cls, name, _Lazy(default))
        self._bound = _Lazy(bound)
        self._constraints = _Lazy(constraints)
        self._covariant = bool(covariant)
        self._contravariant = bool(contravariant)
        self._infer = bool(infer_variance)
        module = _caller()
        if module is not None:
            self.__module__ = module
        return self

    __bound__ = property(lambda self: self._bound.get())
    __constraints__ = property(lambda self: self._constraints.get())
    __covariant__ = property(lambda self: self._covariant)
    __contravariant__ = property(lambda self: self._contravariant)
    __infer_variance__ = property(lambda self: self._infer)

    @property
    def evaluate_bound(self):
        if self._bound.evaluate is None and self._bound.value is None:
            return None
        return self._bound.evaluator()

    @property
    def evaluate_constraints(self):
        if self._constraints.evaluate is None and not self._constraints.value:
            return None
        return self._constraints.evaluator()

    def __typing_subst__(self, arg, /):
        return _typing("_typevar_subst")(self, arg)

    def __typing_prepare_subst__(self, alias, args, /):
        params = alias.__parameters__
        i = params.index(self)
        if i < len(args):
            return args
        if i == len(args) and self.has_default():
            return (*args, self.__default__)
        plural = "" if len(params) == 1 else "s"
        raise TypeError(f"Too few arguments for {alias}")

    def __repr__(self):
        if self._infer:
            return self._name
        return ("+" if self._covariant else "-" if self._contravariant else "~") + self._name

    def __or__(self, other):
        return _union(self, other)

    def __ror__(self, other):
        return _union(other, self)


def _make(cls, name, default):
    self = object.__new__(cls)
    self._name = name
    self._default = default
    return self


class ParamSpecArgs:
    """The args for a ParamSpec object."""

    __module__ = "typing"
    __slots__ = ("__origin__", "__weakref__")
    __init_subclass__ = classmethod(_final)

    def __init__(self, origin):
        self.__origin__ = origin

    def __repr__(self):
        return f"{self.__origin__.__name__}.args"

    def __eq__(self, other):
        if not isinstance(other, ParamSpecArgs):
            return NotImplemented
        return self.__origin__ == other.__origin__

    def __hash__(self):
        return hash(("args", self.__origin__))

    def __mro_entries__(self, bases):
        raise TypeError("Cannot subclass an instance of ParamSpecArgs")


class ParamSpecKwargs:
    """The kwargs for a ParamSpec object."""

    __module__ = "typing"
    __slots__ = ("__origin__", "__weakref__")
    __init_subclass__ = classmethod(_final)

    def __init__(self, origin):
        self.__origin__ = origin

    def __repr__(self):
        return f"{self.__origin__.__name__}.kwargs"

    def __eq__(self, other):
        if not isinstance(other, ParamSpecKwargs):
            return NotImplemented
        return self.__origin__ == other.__origin__

    def __hash__(self):
        return hash(("kwargs", self.__origin__))

    def __mro_entries__(self, bases):
        raise TypeError("Cannot subclass an instance of ParamSpecKwargs")


class ParamSpec(_Param):
    """Parameter specification variable."""

    __module__ = "typing"
    __slots__ = ("_bound", "_covariant", "_contravariant", "_infer")
    __init_subclass__ = classmethod(_final)

    def __new__(cls, name, *, bound=None, default=NoDefault,
                covariant=False, contravariant=False, infer_variance=False):
        if not isinstance(name, str):
            raise TypeError(f"paramspec() argument 'name' must be str, not {type(name).__name__}")
        if covariant and contravariant:
            raise ValueError("Bivariant types are not supported.")
        if infer_variance and (covariant or contravariant):
            raise ValueError("Variance cannot be specified with infer_variance.")
        if bound is not None:
            bound = _typing("_type_check")(bound, "Bound must be a type.")
        self = _make(cls, name, _Lazy(default))
        self._bound = bound
        self._covariant = bool(covariant)
        self._contravariant = bool(contravariant)
        self._infer = bool(infer_variance)
        module = _caller()
        if module is not None:
            self.__module__ = module
        return self

    __bound__ = property(lambda self: self._bound)
    __covariant__ = property(lambda self: self._covariant)
    __contravariant__ = property(lambda self: self._contravariant)
    __infer_variance__ = property(lambda self: self._infer)
    args = property(lambda self: ParamSpecArgs(self), doc="Represents positional arguments.")
    kwargs = property(lambda self: ParamSpecKwargs(self), doc="Represents keyword arguments.")

    def __typing_subst__(self, arg, /):
        return _typing("_paramspec_subst")(self, arg)

    def __typing_prepare_subst__(self, alias, args, /):
        return _typing("_paramspec_prepare_subst")(self, alias, args)

    def __repr__(self):
        if self._infer:
            return self._name
        return ("+" if self._covariant else "-" if self._contravariant else "~") + self._name

    def __or__(self, other):
        return _union(self, other)

    def __ror__(self, other):
        return _union(other, self)


class TypeVarTuple(_Param):
    """Type variable tuple."""

    __module__ = "typing"
    __slots__ = ()
    __init_subclass__ = classmethod(_final)

    def __new__(cls, name, *, default=NoDefault):
        if not isinstance(name, str):
            raise TypeError(f"typevartuple() argument 'name' must be str, not {type(name).__name__}")
        self = _make(cls, name, _Lazy(default))
        module = _caller()
        if module is not None:
            self.__module__ = module
        return self

    def __iter__(self):
        yield _typing("Unpack")[self]

    def __typing_subst__(self, arg, /):
        raise TypeError("Substitution of bare TypeVarTuple is not supported")

    def __typing_prepare_subst__(self, alias, args, /):
        return _typing("_typevartuple_prepare_subst")(self, alias, args)


def _check_defaults(type_params):
    seen = False
    for param in type_params:
        has = getattr(param, "has_default", None)
        if has is not None and has():
            seen = True
        elif seen:
            raise TypeError(f"non-default type parameter '{param!r}' follows default type parameter")


def _unpacked(params):
    if any(isinstance(p, TypeVarTuple) for p in params):
        return tuple(next(iter(p)) if isinstance(p, TypeVarTuple) else p for p in params)
    return tuple(params)


class TypeAliasType:
    """Type alias.

Type aliases are created through the type statement::

    type Alias = int
"""

    __module__ = "typing"
    __slots__ = ("_name", "_params", "_value", "_module")
    __init_subclass__ = classmethod(_final)

    def __new__(cls, name, value, *, type_params=()):
        if not isinstance(name, str):
            raise TypeError(f"typealias() argument 'name' must be str, not {type(name).__name__}")
        if not isinstance(type_params, tuple):
            raise TypeError("type_params must be a tuple")
        _check_defaults(type_params)
        return _alias(cls, name, type_params, _Lazy(value), _caller())

    __name__ = property(lambda self: self._name)
    __type_params__ = property(lambda self: self._params)
    __parameters__ = property(lambda self: _unpacked(self._params))
    __value__ = property(lambda self: self._value.get())
    evaluate_value = property(lambda self: self._value.evaluator())

    def __getattribute__(self, name):
        if name == "__module__":
            return self._module
        return object.__getattribute__(self, name)

    def __getitem__(self, args, /):
        if not self._params:
            raise TypeError("Only generic type aliases are subscriptable")
        return _GenericAlias(self, args)

    def __iter__(self):
        return iter((_typing("Unpack")[self],))

    def __repr__(self):
        return self._name

    def __reduce__(self):
        return self._name

    def __or__(self, other):
        return _union(self, other)

    def __ror__(self, other):
        return _union(other, self)


_GenericAlias = type(list[int])


def _alias(cls, name, params, value, module):
    self = object.__new__(cls)
    self._name = name
    self._params = params
    self._value = value
    self._module = module
    return self


class Generic:
    """Abstract base class for generic types.

On Python 3.12 and newer, generic classes implicitly inherit from
Generic when they declare a parameter list after the class's name::

    class Mapping[KT, VT]:
        def __getitem__(self, key: KT) -> VT:
            ...
"""

    __module__ = "typing"
    __slots__ = ()

    @classmethod
    def __class_getitem__(cls, *args, **kwargs):
        return _typing("_generic_class_getitem")(cls, *args, **kwargs)

    @classmethod
    def __init_subclass__(cls, *args, **kwargs):
        return _typing("_generic_init_subclass")(cls, *args, **kwargs)


# What the instructions of the compiler call.


def _inferred(cls, name, module):
    self = _make(cls, name, _Lazy(NoDefault))
    if cls is not TypeVarTuple:
        self._covariant = self._contravariant = False
        self._infer = True
    if module is not None:
        self.__module__ = module
    return self


def _typevar(name):
    self = _inferred(TypeVar, name, _caller())
    self._bound = _Lazy(None)
    self._constraints = _Lazy(())
    return self


def _typevar_with_bound(name, evaluate):
    self = _inferred(TypeVar, name, _caller())
    self._bound = _Lazy(evaluate=evaluate)
    self._constraints = _Lazy(())
    return self


def _typevar_with_constraints(name, evaluate):
    self = _inferred(TypeVar, name, _caller())
    self._bound = _Lazy(None)
    self._constraints = _Lazy(evaluate=evaluate)
    return self


def _paramspec(name):
    self = _inferred(ParamSpec, name, _caller())
    self._bound = None
    return self


def _typevartuple(name):
    return _inferred(TypeVarTuple, name, _caller())


def _set_default(param, evaluate):
    param._default = _Lazy(evaluate=evaluate)
    return param


def _typealias(parts):
    name, params, evaluate = parts
    params = params or ()
    _check_defaults(params)
    return _alias(TypeAliasType, name, params, _Lazy(evaluate=evaluate), _caller())


def _generic_of(params):
    return _typing("_GenericAlias")(Generic, _unpacked(params))
