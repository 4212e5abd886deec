import traceback
sources = ["x = = 1", "def f(:\n  pass", "if True:\nx", "  x = 1", "(1, 2", "'abc", "return 5", "break", "f(a=1, 2)", "1 = x", "for in y: pass", "x = 1\n  y = 2", "nonlocal q", "def g():\n  x\n  global x", "a b", "print 5", "f'{a b}'", "lambda: (yield)", "else: pass", "del f()", "0777", "class A: x = await 1", "def f(a, a): pass", "*a = 1"]
for source in sources:
    try:
        compile(source, "<test>", "exec")
        print("compiled", repr(source))
    except SyntaxError as e:
        print(repr(source), type(e).__name__, e.lineno)
try:
    exec("1 +")
except SyntaxError as e:
    print(e.filename, e.lineno, type(e).__name__)
