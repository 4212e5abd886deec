def make(
    first,
    second,
):
    return (
        first
        + second
        + [
            1,
            2,
        ]
    )


def outer(x):
    result = make(
        x,
        second=x["k"],
    )
    return result


class Node:
    @property
    def value(self):
        return self.child.value


def deco(f):
    def wrapper(*args):
        return f(*args)
    return wrapper


@deco
def call(n):
    for i in range(3):
        if i == 2: return Node().value


import traceback
try:
    outer({"k": 3})
except TypeError:
    traceback.print_exc()
try:
    outer(5)
except TypeError:
    traceback.print_exc()
call(1)
