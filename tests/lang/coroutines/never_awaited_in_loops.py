# Each call whose coroutine is dropped warns, however the function is called, in the interpreter and in machine code.
import warnings


async def default(x=1): pass
async def star(*args): pass
async def keyword(*, k=1): pass


class Owner:
    async def method(self, x): pass
    async def several(self, *args, k=2): pass


def by_default(n):
    for i in range(n): default()
def by_keyword(n):
    for i in range(n): default(x=i)
def by_star(n):
    for i in range(n): star()
def by_keyword_only(n):
    for i in range(n): keyword(k=i)
def exactly(n):
    for i in range(n): default(i)
def by_method(n):
    owner = Owner()
    for i in range(n): owner.method(i)
def by_method_with_more(n):
    owner = Owner()
    for i in range(n): owner.several(i, i, k=i)
def unpacked(n):
    owner, args = Owner(), (1, 2)
    for i in range(n):
        star(*args)
        owner.several(*args)
        keyword(**{"k": i})
def bound(n):
    call = Owner().method
    for i in range(n): call(i)
def several_callees(n):
    for i in range(n): (default, star, keyword)[i % 3]()


def identity(x):
    return x


def kept(n):
    """Nothing here is dropped by the call that gives it."""
    all = []
    for i in range(n):
        all.append(default(i))
        identity(all[-1])
        all.extend(map(default, [i]))
    for coroutine in all:
        coroutine.close()


with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    for test in (by_default, by_keyword, by_star, by_keyword_only, exactly, by_method, by_method_with_more, unpacked,
                 bound, several_callees, kept):
        caught.clear()
        test(90)
        print(test.__name__, len(caught), {str(w.message) for w in caught} == set() or str(caught[-1].message))
