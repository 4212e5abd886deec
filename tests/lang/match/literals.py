def f(x):
    match x:
        case 0:
            return "zero"
        case 1 | 2 | 3:
            return "small"
        case -1 | -2.5:
            return "negative"
        case "hi" | b"hi":
            return "text"
        case None:
            return "none"
        case True:
            return "true"
        case 1.5:
            return "float"
        case 3 + 4j:
            return "complex"
        case int(n) if n > 100:
            return f"big {n}"
        case int() | float():
            return "number"
        case str(s):
            return f"str {s}"
        case _:
            return "other"


for x in (0, 1, 2, 3, -1, -2.5, "hi", b"hi", None, True, False, 1.0, 1.5, 3 + 4j, 50, 500, 2.5, "word", [], {}, object):
    print(repr(x) if x is not object else "object", f(x))


class Color:
    RED = 1
    GREEN = "g"


def g(x):
    match x:
        case Color.RED:
            return "red"
        case Color.GREEN:
            return "green"
        case other:
            return f"captured {other}"


print(g(1), g("g"), g([1]), g(True))


def h(x):
    match x:
        case 1:
            pass
    return "fell through"


print(h(1), h(2))
match (1, 2):
    case a, b if a > b:
        print("gt")
    case a, b:
        print("captured", a, b)
match = 5
case = 6
print(match, case)
