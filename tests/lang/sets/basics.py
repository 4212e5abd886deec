a, b = {1, 2, 3, 4}, {3, 4, 5}
print(sorted(a | b), sorted(a & b), sorted(a - b), sorted(a ^ b), a <= b, {3} < b, a >= {1, 2}, a == {4, 3, 2, 1}, a.isdisjoint({9}), a.issubset(range(10)), a.issuperset([1]))
a.add(10)
a.discard(99)
a.remove(1)
a.update([7, 8], (9,))
print(sorted(a), len(a), 7 in a, sorted(a.union([100], {200})), sorted(a.intersection([7, 8, 55])), sorted(a.difference({7})), sorted(a.symmetric_difference([7, 0])))
a &= {7, 8, 9, 10}
a |= {1}
a -= {8}
a ^= {9, 20}
print(sorted(a), {x % 3 for x in range(10)} == {0, 1, 2}, set(), {1}, set("aab") == {"a", "b"}, frozenset([1]), frozenset())
f = frozenset((1, 2))
print(hash(f) == hash(frozenset((2, 1))), {f: "k"}[frozenset({1, 2})], f | {3} == {1, 2, 3}, type(f | {3}).__name__, type({3} | f).__name__, f in {f}, {1, 2} in [f])
print({1, 1.0, True}, len({0.0, -0.0}), set([1]).pop(), min({3, 1}), sum({1, 2}), any({0}), [*{5}], {*[1, 1]}, bool(set()))
for text in ("{[]}", "set().pop()", "{1}.remove(2)", "{1} + {2}", "{1} | [2]", "hash(set())", "set(1)", "{1} < [1]", "frozenset().add(1)"):
    try:
        print(eval(text))
    except (TypeError, KeyError, AttributeError) as error:
        print(text, type(error).__name__, error)
c = a.copy()
c.clear()
print(sorted(a), c, a.intersection_update([1, 10]), sorted(a), a.difference_update([1]), a)
