# Builtin classes that take parameters, weak references to what seldom has any, and wrappers' annotations.
import types
import weakref


def generator():
    yield 1


async def coroutine():
    pass


async def async_generator():
    yield 1


for kind in types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType, staticmethod, classmethod:
    print(kind[int], kind[int, str].__args__)
try:
    slice[int]
except TypeError as e:
    print(e)

for value in memoryview(b"a"), list[int], int | str, generator.__code__:
    r = weakref.ref(value)
    print(r() is value, type(r).__name__)


def annotated(a: int) -> str:
    "doc"


for wrapper in staticmethod(annotated), classmethod(annotated):
    print(wrapper.__annotations__, wrapper.__annotations__ is annotated.__annotations__)
    wrapper.__annotations__ = {"b": 1}
    print(wrapper.__annotations__, annotated.__annotations__)
try:
    staticmethod(3).__annotations__
except AttributeError as e:
    print(e)
