"""The classes of syntax trees, made from the abstract grammar."""

PyCF_ONLY_AST = 0x400
PyCF_TYPE_COMMENTS = 0x1000
PyCF_ALLOW_TOP_LEVEL_AWAIT = 0x2000
PyCF_OPTIMIZED_AST = 0x8000 | PyCF_ONLY_AST

_PLACE = "lineno:int col_offset:int end_lineno:int? end_col_offset:int?"

# One base per paragraph: its name, its attributes, then its kinds with their fields.
_GRAMMAR = """
mod |
Module body:stmt* type_ignores:type_ignore*
Interactive body:stmt*
Expression body:expr
FunctionType argtypes:expr* returns:expr

stmt | PLACE
FunctionDef name:identifier args:arguments body:stmt* decorator_list:expr* returns:expr? type_comment:string? type_params:type_param*
AsyncFunctionDef name:identifier args:arguments body:stmt* decorator_list:expr* returns:expr? type_comment:string? type_params:type_param*
ClassDef name:identifier bases:expr* keywords:keyword* body:stmt* decorator_list:expr* type_params:type_param*
Return value:expr?
Delete targets:expr*
Assign targets:expr* value:expr type_comment:string?
TypeAlias name:expr type_params:type_param* value:expr
AugAssign target:expr op:operator value:expr
AnnAssign target:expr annotation:expr value:expr? simple:int
For target:expr iter:expr body:stmt* orelse:stmt* type_comment:string?
AsyncFor target:expr iter:expr body:stmt* orelse:stmt* type_comment:string?
While test:expr body:stmt* orelse:stmt*
If test:expr body:stmt* orelse:stmt*
With items:withitem* body:stmt* type_comment:string?
AsyncWith items:withitem* body:stmt* type_comment:string?
Match subject:expr cases:match_case*
Raise exc:expr? cause:expr?
Try body:stmt* handlers:excepthandler* orelse:stmt* finalbody:stmt*
TryStar body:stmt* handlers:excepthandler* orelse:stmt* finalbody:stmt*
Assert test:expr msg:expr?
Import names:alias*
ImportFrom module:identifier? names:alias* level:int?
Global names:identifier*
Nonlocal names:identifier*
Expr value:expr
Pass
Break
Continue

expr | PLACE
BoolOp op:boolop values:expr*
NamedExpr target:expr value:expr
BinOp left:expr op:operator right:expr
UnaryOp op:unaryop operand:expr
Lambda args:arguments body:expr
IfExp test:expr body:expr orelse:expr
Dict keys:expr?* values:expr*
Set elts:expr*
ListComp elt:expr generators:comprehension*
SetComp elt:expr generators:comprehension*
DictComp key:expr value:expr generators:comprehension*
GeneratorExp elt:expr generators:comprehension*
Await value:expr
Yield value:expr?
YieldFrom value:expr
Compare left:expr ops:cmpop* comparators:expr*
Call func:expr args:expr* keywords:keyword*
FormattedValue value:expr conversion:int format_spec:expr?
Interpolation value:expr str:constant conversion:int format_spec:expr?
JoinedStr values:expr*
TemplateStr values:expr*
Constant value:constant kind:string?
Attribute value:expr attr:identifier ctx:expr_context
Subscript value:expr slice:expr ctx:expr_context
Starred value:expr ctx:expr_context
Name id:identifier ctx:expr_context
List elts:expr* ctx:expr_context
Tuple elts:expr* ctx:expr_context
Slice lower:expr? upper:expr? step:expr?

expr_context |
Load
Store
Del

boolop |
And
Or

operator |
Add
Sub
Mult
MatMult
Div
Mod
Pow
LShift
RShift
BitOr
BitXor
BitAnd
FloorDiv

unaryop |
Invert
Not
UAdd
USub

cmpop |
Eq
NotEq
Lt
LtE
Gt
GtE
Is
IsNot
In
NotIn

comprehension = target:expr iter:expr ifs:expr* is_async:int |

excepthandler | PLACE
ExceptHandler type:expr? name:identifier? body:stmt*

arguments = posonlyargs:arg* args:arg* vararg:arg? kwonlyargs:arg* kw_defaults:expr?* kwarg:arg? defaults:expr* |

arg = arg:identifier annotation:expr? type_comment:string? | PLACE

keyword = arg:identifier? value:expr | PLACE

alias = name:identifier asname:identifier? | PLACE

withitem = context_expr:expr optional_vars:expr? |

match_case = pattern:pattern guard:expr? body:stmt* |

pattern | PLACE!
MatchValue value:expr
MatchSingleton value:constant
MatchSequence patterns:pattern*
MatchMapping keys:expr* patterns:pattern* rest:identifier?
MatchClass cls:expr patterns:pattern* kwd_attrs:identifier* kwd_patterns:pattern*
MatchStar name:identifier?
MatchAs pattern:pattern? name:identifier?
MatchOr patterns:pattern*

type_ignore |
TypeIgnore lineno:int tag:string

type_param | PLACE!
TypeVar name:identifier bound:expr? default_value:expr?
ParamSpec name:identifier default_value:expr?
TypeVarTuple name:identifier default_value:expr?
"""


def _shown(value, depth, seen):
    if isinstance(value, AST):
        return _repr(value, depth, seen)
    if isinstance(value, (list, tuple)):
        left, right = ("[", "]") if isinstance(value, list) else ("(", ")")
        if len(value) > 2:
            inner = f"{_shown(value[0], depth, seen)}, ..., {_shown(value[-1], depth, seen)}"
        else:
            inner = ", ".join(_shown(v, depth, seen) for v in value)
        return left + inner + right
    text = repr(value)
    if isinstance(value, (str, bytes)) and len(text) > 80:
        text = text[:80] + "..." + text[0 if text[0] in "'\"" else 1]
    return text


def _repr(node, depth, seen):
    name = type(node).__name__
    if depth <= 0:
        return f"{name}(...)"
    if id(node) in seen:
        return f"{name}(...)"
    seen = seen | {id(node)}
    parts = []
    for field in node._fields:
        try:
            value = getattr(node, field)
        except AttributeError:
            continue
        parts.append(f"{field}={_shown(value, depth - 1, seen)}")
    return f"{name}({', '.join(parts)})"


class AST:
    __module__ = "ast"
    _fields = ()
    _attributes = ()
    _field_types = {}
    __match_args__ = ()
    _kinds = {}

    def __init__(self, *args, **kwargs):
        cls = type(self)
        fields = cls._fields
        if len(args) > len(fields):
            plural = "" if len(fields) == 1 else "s"
            raise TypeError(f"{cls.__name__} constructor takes at most {len(fields)} positional argument{plural}")
        given = set()
        for field, value in zip(fields, args):
            setattr(self, field, value)
            given.add(field)
        for name, value in kwargs.items():
            if name in given:
                raise TypeError(f"{cls.__name__} got multiple values for argument {name!r}")
            if name in fields:
                given.add(name)
            elif name not in cls._attributes:
                _warn(f"{cls.__name__}.__init__ got an unexpected keyword argument {name!r}. "
                      "Support for arbitrary keyword arguments is deprecated and will be removed in Python 3.15.")
            setattr(self, name, value)
        if len(given) < len(fields):
            kinds = cls._kinds
            for field in fields:
                if field in given:
                    continue
                kind = kinds.get(field)
                if kind is None:
                    if field not in cls._field_types:
                        _warn(f"Field {field!r} is missing from {cls.__module__}.{cls.__qualname__}._field_types. "
                              "This will become an error in Python 3.15.")
                elif kind[-1] == "*":
                    setattr(self, field, [])
                elif kind[-1] == "?":
                    pass
                elif kind == "expr_context":
                    self.ctx = _load
                else:
                    _warn(f"{cls.__name__}.__init__ missing 1 required positional argument: {field!r}. "
                          "This will become an error in Python 3.15.")

    def __repr__(self):
        return _repr(self, 3, frozenset())

    def __reduce__(self):
        return type(self), (), self.__dict__

    def __replace__(self, **changes):
        cls = type(self)
        values = {}
        for name in (*cls._fields, *cls._attributes):
            if name in changes:
                values[name] = changes.pop(name)
            elif hasattr(self, name):
                values[name] = getattr(self, name)
        if changes:
            name = next(iter(changes))
            raise TypeError(f"{cls.__name__}.__replace__ got an unexpected keyword argument {name!r}.")
        new = cls.__new__(cls)
        for name, value in values.items():
            setattr(new, name, value)
        return new


def _warn(message):
    import warnings

    warnings.warn(message, DeprecationWarning, stacklevel=3)


class _FieldTypes:
    """`_field_types`, computed when asked for, as it names classes that come later."""

    def __get__(self, instance, owner):
        types = {}
        for field, kind in owner._kinds.items():
            base = kind.rstrip("?*")
            python = {"identifier": str, "string": str, "constant": object, "int": int}.get(base) or globals()[base]
            if kind.endswith("*"):
                python = list[python | None if kind.endswith("?*") else python]
            elif kind.endswith("?"):
                python = python | None
            types[field] = python
        return types


_field_types = _FieldTypes()


def _class(name, base, fields, attributes, doc):
    namespace = {"__module__": "ast", "__doc__": doc}
    parts = [f.split(":") for f in fields]
    names = tuple(n for n, _ in parts)
    namespace["_fields"] = namespace["__match_args__"] = names
    namespace["_kinds"] = dict(parts)
    namespace["_field_types"] = _field_types
    for field, kind in parts:
        if kind.endswith("?"):
            namespace[field] = None
    if attributes is not None:
        names, optional = attributes
        namespace["_attributes"] = names
        for attribute in optional:
            namespace[attribute] = None
    made = type(name, (base,), namespace)
    globals()[name] = made
    return made


def _make():
    for paragraph in _GRAMMAR.strip().split("\n\n"):
        head, *kinds = paragraph.split("\n")
        left, _, right = head.partition("|")
        right = right.strip()
        if right == "PLACE":
            attributes = ("lineno", "col_offset", "end_lineno", "end_col_offset"), ("end_lineno", "end_col_offset")
        elif right == "PLACE!":
            attributes = ("lineno", "col_offset", "end_lineno", "end_col_offset"), ()
        else:
            attributes = (), ()
        name, _, fields = left.partition("=")
        name = name.strip()
        own = fields.split()
        lines = [k.partition(" ") for k in kinds]
        if own:
            doc = f"{name}({', '.join(_documented(f) for f in own)})"
        else:
            doc = f"{name} = " + ("\n" + " " * (len(name) + 1) + "| ").join(
                k + (f"({', '.join(_documented(f) for f in rest.split())})" if rest else "") for k, _, rest in lines
            )
        base = _class(name, AST, own, attributes, doc)
        for kind, _, rest in lines:
            fields = rest.split()
            doc = f"{kind}({', '.join(_documented(f) for f in fields)})" if fields else kind
            _class(kind, base, fields, None, doc)


def _documented(field):
    name, _, kind = field.partition(":")
    return f"{kind} {name}"


_make()
_load = Load()
