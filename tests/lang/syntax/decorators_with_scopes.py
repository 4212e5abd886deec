# Decorators of classes that have scopes of their own: lambdas, comprehensions, generators; order and names.
log = []


def note(x):
    log.append(x)
    return lambda c: (log.append((x, c.__name__)), c)[1]


def f():
    def cd(x):
        return x

    @lambda c: cd(c)
    class J:
        def method(self):
            return [x for x in range(3)]

    @note(1)
    @note(sum(x for x in range(5)))
    @note([y * y for y in range(3)][-1])
    @note("last")
    class K(J):
        z = [cd(i) for i in range(2)]

    return J, K, sorted(locals())


J, K, names = f()
print(J.__qualname__, K.__qualname__, names, K.z, J().method(), log)


@note({k: v for k, v in [(1, 2)]})
@dict(a=lambda c: c)["a"]
class Top:
    @(lambda g: g)
    def method(self):
        @lambda c: c
        class Inner:
            pass

        return Inner.__qualname__


print(Top().method(), log[-1], [n for n in globals() if n.startswith(".")])


class Outer:
    @(lambda c: c)
    class Nested[T]:
        items: list[T]

    print([n for n in dir() if not n.startswith("__")])


print(Outer.Nested.__type_params__, Outer.Nested.__annotations__)

try:

    @(lambda c: 1 / 0)
    class Fails:
        pass

except ZeroDivisionError as e:
    print(e, "Fails" in globals())
