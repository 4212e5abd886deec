from functools import lru_cache, partial, reduce, singledispatch, total_ordering, wraps, cache, partialmethod, cmp_to_key
from itertools import *

print(reduce(lambda a, b: a * b, range(1, 6)), reduce(max, [3, 1, 4], 0), partial(int, base=2)("101"), partial(print, "a", sep="-")("b"), partial(lambda *a, **k: (a, k), 1, x=2)(3, y=4))
print(list(chain("ab", [1])), list(chain.from_iterable(["ab", "cd"])), list(islice(count(5, 2), 3)), list(islice(cycle("ab"), 5)), list(repeat(1, 3)), list(accumulate([1, 2, 3])), list(accumulate([1, 2, 3], lambda a, b: a * b, initial=10)))
print(list(product("ab", [1, 2])), list(product([0, 1], repeat=2)), list(permutations("abc", 2)), list(combinations("abcd", 2)), list(combinations_with_replacement("ab", 2)), len(list(permutations(range(5)))))
print([(k, list(g)) for k, g in groupby("aabbbc")], [(k, len(list(g))) for k, g in groupby(range(10), key=lambda x: x // 4)], list(takewhile(lambda x: x < 3, range(9))), list(dropwhile(lambda x: x < 3, range(5))), list(filterfalse(lambda x: x % 2, range(5))), list(starmap(pow, [(2, 3), (3, 2)])))
print(list(compress("abcd", [1, 0, 1, 0])), list(zip_longest("ab", [1], fillvalue="-")), list(pairwise("abcd")), list(batched("abcdefg", 3)), [list(t) for t in tee([1, 2, 3], 2)], list(islice("abcdef", 1, 5, 2)), list(islice("abc", None)))


@lru_cache(maxsize=2)
def f(x):
    print("computing", x)
    return x * 2


print(f(1), f(2), f(1), f(3), f(2), f.cache_info(), f.cache_parameters())
f.cache_clear()
print(f.cache_info())


@singledispatch
def show(x):
    return f"object {x}"


@show.register
def _(x: int):
    return f"int {x}"


@show.register(list)
def _(x):
    return f"list of {len(x)}"


print(show(1), show([1]), show("s"), show(True), show.dispatch(float).__name__)


@total_ordering
class V:
    def __init__(self, v):
        self.v = v

    def __eq__(self, o):
        return self.v == o.v

    def __lt__(self, o):
        return self.v < o.v


print(V(1) <= V(2), V(1) >= V(2), V(3) > V(2), V(1) != V(1))


class W:
    def go(self, a, b):
        return a, b

    half = partialmethod(go, 1)


print(W().half(2), sorted("bca", key=cmp_to_key(lambda a, b: (a > b) - (a < b))))
it = chain([1], (x for x in (2, 3)))
print(next(it), list(it), sum(islice(count(), 100)), max(accumulate([3, 1, 4, 1, 5], max)))
for bad in ("list(islice([1], -1))", "list(batched('ab', 0))", "reduce(max, [])", "next(cycle([]))", "list(combinations('ab', -1))"):
    try:
        print(eval(bad))
    except (ValueError, TypeError, StopIteration) as e:
        print(type(e).__name__, e)
