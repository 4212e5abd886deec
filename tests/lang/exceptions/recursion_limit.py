import sys

sys.setrecursionlimit(60)


def down(n):
    return down(n + 1)


def ping(n):
    return pong(n + 1)


def pong(n):
    return ping(n + 1)


for f in (down, ping):
    try:
        f(0)
    except RecursionError as e:
        print(e)
sys.setrecursionlimit(1000)
print("still alive")
