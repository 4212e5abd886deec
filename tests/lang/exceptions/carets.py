import traceback


class A:
    def __init__(self):
        self.x = None
        self.d = {"k": [1, 2]}

    def m(self, a, b=2):
        return a + b


a, five = A(), 5
cases = [
    lambda: a.x.y.z,
    lambda: a.d["k"][5] + 1,
    lambda: a.m(1, 2) + a.m("x", 3),
    lambda: a.m(*[1, 2, 3], **{"c": 4}),
    lambda: (1 + 2) * (3 + "4"),
    lambda: [1, 2, 3][10:"a"],
    lambda: undefined.attr,
    lambda: five(6),
    lambda: {}["missing"],
    lambda: -"text",
    lambda: not_there(1)(2),
    lambda: [x / 0 for x in (1,)],
    lambda: "abc".foo(1, 2),
    lambda: 1 < "2" < 3,
    lambda: f"{a.d['zz']:>5}",
    lambda: (yield_ := 5) + None,
    lambda: len(5) if True else 0,
    lambda: a.m(a.m(1, 2), b=a.m("q", "r")),
]
for case in cases:
    try:
        case()
    except Exception as e:
        print("".join(traceback.format_exception(e)))
