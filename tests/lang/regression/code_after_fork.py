# oracle: python3.11
"""Parent and child compile after a fork, each in memory of its own."""
import os


def make(n):
    ns = {}
    exec(f"def f(a):\n    t = 0\n    for i in range(a): t += i * {n} + {n}\n    return t\n", ns)
    return ns["f"]


def run(fs):
    return sum(f(300) for f in fs for _ in range(2))


old = [make(n) for n in range(5)]
before = run(old)
from_child, to_parent = os.pipe()
from_parent, to_child = os.pipe()
child = os.fork()
if child == 0:
    fs = [make(n) for n in range(100, 140)]
    first = run(fs)
    os.write(to_parent, b"compiled")
    os.read(from_parent, 100)
    os.write(to_parent, repr((first, run(fs) == first, run(old) == before)).encode())
    os._exit(0)
fs = [make(n) for n in range(200, 240)]
first = run(fs)
print(os.read(from_child, 100))
print(first, run(fs) == first, run(old) == before)
os.write(to_child, b"too")
print(os.read(from_child, 100).decode(), os.waitpid(child, 0)[1])
