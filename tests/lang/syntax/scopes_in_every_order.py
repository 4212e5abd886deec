# Lambdas and comprehensions in all places of a statement at once: each has the variables of its own place.
log = []


def v(x):
    log.append(x)
    return x


class Store:
    def __init__(self):
        self.d = {}

    def __getitem__(self, k):
        return self.d.get(k, 0)

    def __setitem__(self, k, x):
        log.append(("set", k, x))
        self.d[k] = x


def assignments(rows, o, n=2):
    o[sum(q for q in rows)] = (lambda y=n: y + n)()
    o[len([q for q in rows if q > n])] = max(r * n for r in rows)
    a = o[(lambda k: k * n)(3)] = [(lambda: w + n)() for w in rows]
    first, *o[tuple(sorted({q % 2 for q in rows}))] = {c: (lambda: c)() for c in rows}
    o[(lambda: 1)()] += sum(z for z in rows)
    Store.made = [(lambda: i)() for i in rows]
    return a, first, sorted(map(repr, o.d.items())), Store.made


print(assignments([1, 2, 3], Store()))


def comprehensions(rows):
    a = [sum(x for x in r) for r in rows if any(y > 1 for y in r)]
    b = {tuple(x for x in r): [y * 2 for y in r] for r in rows if (lambda s: s)(r)}
    c = {max(x for x in r) for r in rows if [y for y in r] if all(z for z in r)}
    d = list((lambda k: k + len(r))(len([x for x in r])) for r in rows for q in [w for w in r] if (lambda: q)())
    e = [[(lambda: x + y)() for y in r if (lambda: y)() > 1] for x in range(2) for r in [list(s) for s in rows]]
    f = [v(("give", x)) or (lambda: x)() for x in range(3) if v(("ask", x)) and (lambda: x % 2)()]
    return a, b, c, d, e, f


print(comprehensions([[1, 2], [], [3], [0, 1]]), log)


def clauses(rows, how):
    log.clear()
    try:
        if how == 0:
            return [x for x in rows]
        if how == 1:
            raise KeyError((lambda: how)())
        log.append([x for x in rows])
    except KeyError as e:
        log.append([(lambda: (x, e.args))() for x in rows])
        if len(rows) > 2:
            return "handled"
    else:
        log.append({x: (lambda: x)() for x in rows})
    finally:
        log.append([(lambda: x + how)() for x in rows if (lambda: x)()])

        def last(n=[[y for y in range(x)] for x in rows]):
            return n, how

        class Scope:
            sizes = [len(r) for r in last()[0]]

            def get(self):
                return [x for x in self.sizes]

        log.append((last(), Scope().get()))
    return "fell through"


for how in range(3):
    for rows in [1, 2], [1, 2, 3]:
        print(how, clauses(rows, how), log)


def in_loops(n):
    seen = []
    for i in range(n):
        try:
            try:
                if i % 3 == 0:
                    continue
                if i % 5 == 4:
                    break
                seen.append([(lambda: i)() for _ in "a"])
            finally:
                seen.append({k: [(lambda: k)() for _ in "a"] for k in (i,)})
        finally:
            seen.append(sum((lambda: q)() for q in range(i)))
    return seen


print(in_loops(8), len(in_loops(300)))


async def asynchronous(rows):
    async def values():
        for r in rows:
            yield r

    try:
        return [sum(x for x in r) async for r in values() if any(y for y in r)]
    finally:
        log.append([(lambda: r)() async for r in values()])


log.clear()
try:
    asynchronous([[1], [0], [2, 3]]).send(None)
except StopIteration as e:
    print(e.value, log)

try:
    total = {name: [c for c in name] for name in ["ab"] if [n for n in name]}
finally:
    total[(lambda: "k")()] = [[j for j in range(i)] for i in range(3)]
print(total, sorted(n for n in globals() if n.startswith(".")))


def seen_by_locals(rows):
    for r in rows:
        try:
            with contextlib.nullcontext():
                if r:
                    continue
        finally:
            log.append([(lambda: q)() for q in [r]])
            log.append(sorted(k for k in locals() if k != "q"))
    return sorted(locals())


import contextlib

log.clear()
print(seen_by_locals([0, 1]), log)
