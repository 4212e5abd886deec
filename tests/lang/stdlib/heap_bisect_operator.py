import bisect
import heapq
import operator
import copy
import string
import textwrap

h = [5, 1, 4]
heapq.heapify(h)
heapq.heappush(h, 2)
print(h, heapq.heappop(h), heapq.heappushpop(h, 0), heapq.heapreplace(h, 9), h, heapq.nlargest(2, [3, 1, 4]), heapq.nsmallest(2, "cab"), list(heapq.merge([1, 4], [2, 3])), heapq.nlargest(2, ["aa", "b", "ccc"], key=len))
out = []
q = []
for p, n in [(3, "c"), (1, "a"), (2, "b"), (1, "z")]:
    heapq.heappush(q, (p, n))
while q:
    out.append(heapq.heappop(q))
print(out)
xs = [1, 3, 3, 5]
print(bisect.bisect(xs, 3), bisect.bisect_left(xs, 3), bisect.bisect_right(xs, 0), bisect.insort(xs, 4), xs, bisect.bisect([10, 20], 15, key=lambda v: v), bisect.bisect_left(xs, 3, 2))
print(operator.add(1, 2), operator.itemgetter(1)([5, 6]), operator.itemgetter("a", "b")({"a": 1, "b": 2}), operator.attrgetter("real", "imag")(1 + 2j), operator.methodcaller("upper")("x"), operator.mul(3, "ab"), operator.contains([1], 1), operator.index(5), operator.countOf([1, 1], 1), operator.is_(None, None), operator.concat([1], [2]), operator.attrgetter("__class__.__name__")(5))


class Node:
    def __init__(self, v, other=None):
        self.v, self.other = v, other

    def __eq__(self, o):
        return self.v == o.v


n = Node([1, 2])
n.other = n
s, d = copy.copy(n), copy.deepcopy(n)
print(s.v is n.v, d.v is n.v, d.v == n.v, d.other is d, s.other is n, copy.deepcopy([1, {"a": (1, [2])}]), copy.copy({1: [2]}))
shared = [0]
pair = copy.deepcopy([shared, shared])
print(pair[0] is pair[1], pair[0] is shared, copy.copy((1, 2)), copy.deepcopy(len) is len)


class Custom:
    def __copy__(self):
        return "copied"

    def __deepcopy__(self, memo):
        return "deep"


print(copy.copy(Custom()), copy.deepcopy([Custom()]), copy.replace(__import__("collections").namedtuple("T", "a")(1), a=2))
print(string.Template("$a ${b} $$").substitute(a=1, b=2), string.Template("$x").safe_substitute(), string.capwords("a bc d"), string.punctuation, string.Formatter().format("{0}-{x}", 1, x=2))
text = "The quick brown fox jumps over the lazy dog. " * 2
print(textwrap.fill(text, 30), textwrap.wrap("a bb ccc", 4), textwrap.dedent("  a\n    b\n"), textwrap.indent("x\ny", "> "), textwrap.shorten(text, 25), sep="\n")
