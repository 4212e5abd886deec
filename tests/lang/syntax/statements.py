x = 1; y = 2; print(x, y)
if x: print("one line")
for i in range(2): print(i, end=" "); print("and", end=" ")
print()
if x > 5:
    print("no")
elif x > 3:
    print("no")
elif x == 1:
    print("elif")
else:
    print("no")
while True:
    x += 1
    if x % 2:
        continue
    if x > 6:
        break
else:
    print("not reached")
while x < 10:
    x += 1
else:
    print("while else", x)
pass
...
del x
try:
    x
except NameError as e:
    print(e)
a = [1, 2, 3, 4]
del a[0], a[-1:]
print(a)
d = {"k": 1}
del d["k"]
print(d, (1,), (), [], {}, 1_000, 0x_ff, 1e3, "a" "b")
assert a, "fine"
lambda: 0
print((lambda a, *b, c=1, **d: (a, b, c, d))(1, 2, c=3, e=4), (lambda: (yield))().__class__.__name__)
global_x = 5


def f():
    global global_x, made
    global_x += 1
    made = "made"
    return


print(f(), global_x, made)
if (n := len(a)) > 1:
    print(n)
print([y := 5, y**2], y)
while (chunk := a.pop() if a else None) is not None:
    print(chunk)
print(1 if [] else 2 if () else 3, not 1 == 2, not (1, 2) == (1, 2), -2**2, (-2)**2, 2**-1, 1 < 2 == True, 5 // 2 * 2 + 5 % 2)
print(1 + 2 * 3 - 40 // 2 ** 2 % 3 // 1 << 2 >> 1 & 7 | 8 ^ 3, ~-5, - - 5, +-+1, 3 - -3, not not 0)
print(*[1], *(2, 3), sep=",")
print(f"{'nested'!r:>{10 + 2}}", "%s %%" % 5, "\
continued", '''triple ' quote''')
class A: x = 1; y = x + 1
print(A.x, A.y)
@lambda f: "decorated"
def g(): pass
print(g)
print(type(type(1)), type(None), type(...), type(lambda: 0).__name__, type(print).__name__, type(len).__name__, type([].append).__name__, type(NotImplemented).__name__)
async def co(): return 1
c = co()
print(type(c).__name__)
c.close()
print(__name__, __doc__, __debug__ is True)
with open(__file__) as handle: print(handle.readline().strip())
