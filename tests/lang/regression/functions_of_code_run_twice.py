# Code that makes functions runs in several namespaces: they have that of the function that made them, also where machine
# code that was made for another makes them.
SOURCE = """
flag = [0]
print = len

def rebind(value):
    return lambda: flag.append(value)

def outer(n):
    def inner(k=n):
        return flag, total + k
    return [inner(), [w + total for w in (1, 2)], sum(q + total for q in range(n))]

def run(act):
    act()

for i in range(200):
    run(rebind(i))
    last = outer(3)
"""
code = compile(SOURCE, "code", "exec")
for total in range(4):
    scope = {"total": total}
    exec(code, scope)
    flag = scope["flag"]
    print(total, len(flag), flag[-1], scope["last"][0][0] is flag, scope["last"][0][1], scope["last"][1:])


class Builtins(dict):
    pass


# Other builtins, too.
def made():
    return lambda x: len(x)


def use(n):
    return [made()("ab") for _ in range(n)][-1]


print(use(300))
other = type(made)(made.__code__, {"__builtins__": {"len": lambda x: "other " + x}})
for _ in range(3):
    print(other()("ab"), made()("ab"))
