x, name, width, prec, d = 42, "Ann", 10, 3, {"k": 1.5}
print(f"{x} {name} {x + 1} {name!r} {name!s:>6} {name!a} {x=} {x = } {name=!r} {x + 1=}")
print(f"{3.14159:{width}.{prec}f}|{x:>{width}}|{name:*^{width}}|{x:#x}|{x:08b}|{x:+d}|{x:,}|{1234567:_}")
print(f"{d['k']} {d["k"]} {[i for i in range(3)]} {(lambda v: v * 2)(4)} {{literal}} {'nested ' + f'{x}'}")
print(f"{x!r:>5}" f"{name}" "plain" f"{'a' if x else 'b'}" rf"\n{x}")
print(f"""multi
{x
+ 1}
line""")


class Fmt:
    def __format__(self, spec):
        return f"<{spec}>"

    def __str__(self):
        return "str"

    def __repr__(self):
        return "repr"


f = Fmt()
print(f"{f} {f:abc} {f!s} {f!r:>8} {f=} {f:{x}}", format(f), "{:q}".format(f), "{!r}".format(f))
print(f"{None} {True} {...} {[1, 'a']} {(1,)} { {1: 2} }", f"{'':>3}|", f"{'x':3}|{1:3}|")
for text in ('f"{1:q}"', 'f"{[]:>3}"', 'f"{undefined}"', 'f"{1:{2}{3}}"'):
    try:
        print(eval(text))
    except (ValueError, TypeError, NameError) as error:
        print(type(error).__name__, error)
