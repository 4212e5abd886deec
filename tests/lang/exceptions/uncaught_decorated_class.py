def first(c):
    return c


def refuse(reason):
    def apply(c):
        raise TypeError(f"{c.__name__} at {c.__firstlineno__}: {reason}")

    return apply


@first
@first
class Fine:
    x = 1


print(Fine.__firstlineno__)


@first
@refuse(
    "no classes",
)
@first
class Refused(
    object,
):
    x = 1
    y = first(2)
