# Records what CPython says of invalid programs: run it under CPython 3.14, its output is syntax_errors.txt.
# One line each: the program, the exception's class, message, line, column, end line, end column.
PROGRAMS = r'''
x = (
x = [1, 2
x = {1: 2
x = )
x = (1]
foo(1, 2
'abc
"""abc
f'abc
f"""abc
f'{a b}'
f'{'
f'{a'
f'{a!x}'
f'{a!}'
f'{}'
f'{ }'
f'}'
f'{a:{b'
f'{!r}'
f'{a $ b}'
f'{lambda x: 1}'
f'{*a}'
f'{a = b}'
b'é'
'\x4'
'\u12'
'\N{foo bar}'
'\U99999999'
b'\x4'
if x
if x:
if x:\npass
while True\n  pass
for x in y\n  pass
for x y:\n  pass
def f(:\n  pass
def f()\n  pass
def f():
def f():\npass
class C\n  pass
class C:
class C(:
try:\n  pass
try:\n  pass\nfinally
try:\n  pass\nexcept:\n  pass\nexcept ValueError:\n  pass
try:\n  pass\nexcept a, b:\n  pass
try:\n  pass\nexcept a, b as c:\n  pass
try:\n  pass\nexcept* a:\n  pass\nexcept b:\n  pass
try:\n  pass\nexcept*:\n  pass
try:\n  pass\nx = 1
with x as 1:\n  pass
with x\n  pass
x = 1 +
x = 1 1
x = a b
x y
1 = x
None = 1
True = 1
f() = 1
a + b = c
(a, 1) = x
[a, f()] = x
x + 1 += 2
f() += 1
(a, b) += 1
[a, b] += 1
x: int = 1 = 2
(a, b): int
[a, b]: int = 1
f(): int = 1
a = 1 = b
if x = 1:\n  pass
while x = 1:\n  pass
f(a=1, 2)
f(**a, 2)
f(**a, *b)
f(a=1, a=2)
f(1=2)
f(a.b=2)
f(True=2)
f(x for x in y, 1)
f(1, x for x in y)
f(a, b for b in c, d)
del f()
del 1
del a + b
del (a, f())
del *a
del None
import
import a.
import a as b.c
from a import
from a import *, b
from . import *x
from a import (b, c
from a import b,
from a import ()
import a as 1
from __future__ import nope
x = 1\nfrom __future__ import annotations
from __future__ import braces
return
return 1
yield 1
yield from x
await x
break
continue
def f():\n  break
class C:\n  return 1
class C:\n  yield 1
def f(a, a): pass
def f(a=1, b): pass
def f(*): pass
def f(*, **k): pass
def f(**k, a): pass
def f(**k, *a): pass
def f(*a, *b): pass
def f(a, /, b, /): pass
def f(/, a): pass
def f(*a, /): pass
def f(*a=1): pass
def f(**a=1): pass
def f(1): pass
def f(a.b): pass
def f((a, b)): pass
def f(a=): pass
def f(None): pass
def f(*None): pass
def f(__debug__): pass
lambda a, a: 1
lambda a=1, b: 1
lambda *: 1
lambda: (yield
global x\nx = 1\nglobal x
def f():\n  x = 1\n  global x
def f():\n  print(x)\n  global x
def f(x):\n  global x
def f(x):\n  nonlocal x
def f():\n  nonlocal x
nonlocal x
def f():\n  global x\n  nonlocal x
def f():\n  x: int\n  global x
def f():\n  from a import *
class C:\n  from a import *
async def f():\n  yield from x
async def f():\n  yield 1\n  return 2
def f():\n  await x
def f():\n  async for x in y: pass
def f():\n  async with x: pass
def f():\n  [x async for x in y]
async for x in y: pass
async with x: pass
[x async for x in y]
async x
x = *a
*a
*a = 1
*a, *b = c
print(*a for a in b)
(*a)
[*a for a in b]
{**a for a in b}
{*a: 1}
{**a: 1}
{1: *a}
{1:}
{1: 2, 3}
{1, 2: 3}
{a: b, **c d}
[x for x in 1, 2]
[x, y for x in z]
[x for 1 in y]
[x for f() in y]
(x for x in y) = 1
[x for x in y] = 1
{x for x in y} = 1
for 1 in x: pass
for f() in x: pass
for x in *a, b: pass
for x in range(10) pass
(x := 1) = 2
x := 1
(x.y := 1)
(x[0] := 1)
(f() := 1)
f(x := 1, y=(z := 2), a := 3 for b in c)
[x := 1 for x in y]
[(x := 1) for x in y]
class C:\n  [(x := 1) for y in z]
[y for y in (x := z)]
lambda: x := 1
def f(a = b := 1): pass
x = yield = 1
x = if
x = 5 if 1
x = 5 if 1 else
x = not
x <> y
x === y
x ! y
x ? y
x $ y
a && b
a || b
a ++
++a++
a--
print "hello"
print 1
exec "x"
print hello
raise x from
raise from x
assert
assert x,
assert (x, "y") = 1
pass 1
else: pass
elif x: pass
finally: pass
except: pass
if x:\n  pass\n else:\n  pass
  x = 1
x = 1\n  y = 2
if x:\n    a\n  b
if x:\n\ta\n        b
if x:\n        a\n\tb
if x:\n  pass\nelse\n  pass
if x:\n  pass\nelif\n  pass
if x:\n  pass\nelse:
if x:\n  pass\nelif y:
for x in y:
while x:
with x:
async def f():
match x:
match x:\n  case 1:
match x:\n  case 1
match x:\n  case a: pass\n  case b: pass
match x:\n  case _: pass\n  case b: pass
match x:\n  case a | b: pass
match x:\n  case [a, a]: pass
match x:\n  case [*a, *b]: pass
match x:\n  case {**a, 'b': 1}: pass
match x:\n  case {'a': 1, 'a': 2}: pass
match x:\n  case C(a=1, a=2): pass
match x:\n  case C(a=1, 2): pass
match x:\n  case a.b as c.d: pass
match x:\n  case 1 as _: pass
match x:\n  case 1 + 2: pass
match x:\n  case f"x": pass
match x:\n  case {**_}: pass
match x:\n  case 1 | a: pass
match x:\n  case -a: pass
012
0777
0b12
0o8
0xg
0x
0b
1__0
1_
1.e
1e
1e+
1abc
1if 2else 3
1_000_
0_7
1.2.3
1jx
x = 'a' 'b
x = "a" b"b"
a \ b
a \
\
@
@x
@x\ny = 1
@x = 1\ndef f(): pass
class C(a=1, a=2): pass
class C(x for x in y): pass
class None: pass
def None(): pass
import None
x.None
x.None = 1
f(None=1)
__debug__ = 1
x.__debug__ = 1
del __debug__
f(__debug__=1)
def __debug__(): pass
import __debug__
def f[T, T](): pass
def f[T=int, U](): pass
def f[*T: int](): pass
def f[](): pass
class C[T: (yield)]: pass
type X = (yield)
type X[T] = (y := 1)
def f() -> (y := 1): pass
x: (yield) = 1
x: (y := 1) = 1
def f(): x: (yield 1)
lambda x: int: 1
with (a as b, c as d, ): x y
with a, b as c d: pass
with (a as 1): pass
with a as f(): pass
with a as b + c: pass
a.1
a..b
a[
a[]
a[1:2:3:4]
a[1
a(1 2)
a(1, 2 3)
[1 2]
[1, 2 3]
{1 2}
{1: 2 3: 4}
{1: 2, 3 4}
(1 2)
(a b)
(a, b c)
a if b else c = 1
a and b = 1
a < b = 1
not a = 1
-a = 1
"a" = 1
1.5 = 1
... = 1
f"a" = 1
{} = 1
{1} = 1
lambda: 1 = 1
a if b else = 1
for lambda: 1 in x: pass
import a, b,
import a b
from a import b c
from a b import c
from a.b. import c
global
global x.y
global x, 1
nonlocal
del
return return
raise a, b
assert x y
async
async pass
def
def f
def 1(): pass
class
class 1: pass
while
for
for x
for x in
if
if :
try
try:
with
lambda
lambda x
x = lambda
x @
x **
x if
x.
x,,y
(,)
[,]
{,}
f(,)
f(a,,b)
def f(a,,b): pass
x = a b c
é = 1\né é
x = 'é' é
# é\nx = (
“hello”
x = 1²
x‎y
x\ty z
x = {'a': 1 'b': 2}
x = ['a' 1]
foo(a, b for b in range(5), c)
f(**x, y)
f(*)
f(**)
a = *b, = c
a, b += 1
a, b: int
x = (yield) = 1
def f():\n  x = yield = y
try:\n  a\nexcept b as c.d:\n  pass
try:\n  a\nexcept b as 1:\n  pass
except x
a not b
a is not
a in
x = a not in
pass;;
;
x = 1;;
if x: if y: z
if x: a; if y: b
while x: for y in z: pass
def f(): def g(): pass
'''.strip('\n').split('\n')


def describe(program):
    try:
        compile(program, '<test>', 'exec', dont_inherit=True)
    except SyntaxError as error:
        return (type(error).__name__, error.msg, error.lineno, error.offset, error.end_lineno, error.end_offset)
    except Exception as error:
        return (type(error).__name__, str(error), None, None, None, None)
    return ('valid', '', None, None, None, None)


import warnings
warnings.simplefilter('ignore')
for program in PROGRAMS:
    program = program.replace(r'\n', '\n').replace(r'\t', '\t') if not program.startswith(("'\\", "b'\\")) else program
    print(*map(ascii, (program, *describe(program))), sep='\t')
