"""Context variables (PEP 567). `_current` is the context of the running thread: threads put it there."""

from _taipan_contexts import by_thread as _by_thread, changed as _changed


class _Missing:
    __slots__ = ()

    def __repr__(self):
        return "<Token.MISSING>"


_MISSING = _Missing()


def _final(cls, **kwargs):
    raise TypeError(f"type '{cls.__base__.__name__}' is not an acceptable base type")


class Context:
    """The values of context variables."""

    __module__ = "_contextvars"
    __slots__ = ("_values", "_entered", "__weakref__")
    __init_subclass__ = classmethod(_final)

    def __init__(self):
        self._values = {}
        self._entered = None

    def run(self, callable, /, *args, **kwargs):
        global _current
        if self._entered is not None:
            raise RuntimeError(f"cannot enter context: {self} is already entered")
        outer = _current
        self._entered = outer
        _current = self
        _changed()
        try:
            return callable(*args, **kwargs)
        finally:
            _current = outer
            _changed()
            self._entered = None

    def copy(self):
        other = object.__new__(Context)
        # Shared: who sets a variable makes another dict.
        other._values = self._values
        other._entered = None
        return other

    def _check(self, key):
        if not isinstance(key, ContextVar):
            raise TypeError(f"a ContextVar key was expected, got {key!r}")

    def __getitem__(self, key, /):
        self._check(key)
        return self._values[key]

    def __contains__(self, key, /):
        self._check(key)
        return key in self._values

    def get(self, key, default=None, /):
        self._check(key)
        return self._values.get(key, default)

    def __iter__(self):
        return iter(self._values)

    def __len__(self):
        return len(self._values)

    def __eq__(self, other):
        if not isinstance(other, Context):
            return NotImplemented
        return self._values == other._values

    __hash__ = None

    def keys(self):
        return self._values.keys()

    def values(self):
        return self._values.values()

    def items(self):
        return self._values.items()


def _begin():
    """The running thread has no context yet."""
    global _current
    _current = Context()
    _current._entered = _current


_begin()
_by_thread(globals())


class Token:
    """What undoes one `ContextVar.set`."""

    __module__ = "_contextvars"
    __slots__ = ("_context", "_var", "_old", "_used", "__weakref__")
    __init_subclass__ = classmethod(_final)
    MISSING = _MISSING

    def __new__(cls, *args, **kwargs):
        raise RuntimeError("Tokens can only be created by ContextVars")

    var = property(lambda self: self._var)
    old_value = property(lambda self: self._old)

    def __repr__(self):
        used = " used" if self._used else ""
        return f"<Token{used} var={self._var!r} at {id(self):#x}>"

    def __enter__(self):
        return self

    def __exit__(self, type, value, traceback, /):
        self._var.reset(self)

    def __class_getitem__(cls, item, /):
        return _GenericAlias(cls, item)

    __hash__ = None


_GenericAlias = type(list[int])


class ContextVar:
    """A variable whose value belongs to the current context."""

    __module__ = "_contextvars"
    __slots__ = ("_name", "_default", "__weakref__")
    __init_subclass__ = classmethod(_final)

    def __new__(cls, name, *, default=_MISSING):
        if not isinstance(name, str):
            raise TypeError("context variable name must be a str")
        self = object.__new__(cls)
        self._name = name
        self._default = default
        return self

    name = property(lambda self: self._name)

    def get(self, default=_MISSING, /):
        value = _current._values.get(self, _MISSING)
        if value is not _MISSING:
            return value
        if default is not _MISSING:
            return default
        if self._default is not _MISSING:
            return self._default
        raise LookupError(self)

    def set(self, value, /):
        token = object.__new__(Token)
        token._context = _current
        token._var = self
        token._used = False
        values = _current._values
        token._old = values.get(self, _MISSING)
        # Copies of the context and iterators over it keep the old values.
        _current._values = values | {self: value}
        _changed()
        return token

    def reset(self, token, /):
        if not isinstance(token, Token):
            raise TypeError(f"expected an instance of Token, got {token!r}")
        if token._used:
            raise RuntimeError(f"{token!r} has already been used once")
        if token._var is not self:
            raise ValueError(f"{token!r} was created by a different ContextVar")
        if token._context is not _current:
            raise ValueError(f"{token!r} was created in a different Context")
        token._used = True
        values = _current._values.copy()
        if token._old is _MISSING:
            values.pop(self, None)
        else:
            values[self] = token._old
        _current._values = values
        _changed()

    def __repr__(self):
        default = "" if self._default is _MISSING else f" default={self._default!r}"
        return f"<ContextVar name={self._name!r}{default} at {id(self):#x}>"

    def __class_getitem__(cls, item, /):
        return _GenericAlias(cls, item)


def copy_context():
    return _current.copy()
