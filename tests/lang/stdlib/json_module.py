import json

data = {"a": [1, 2.5, None, True, False], "b": {"nested": "é\n\"q\" \u2028"}, "c": [], "d": {}, "e": -0.0, "f": 1e100, "big": 2**70}
text = json.dumps(data)
print(text)
print(json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False))
print(json.loads(text) == data, json.dumps(data, separators=(",", ":")), json.dumps({1: 2, None: 3, True: 4, 1.5: 5}))
print(json.loads(' [1, -2.5e3, "\\u00e9\\ud83d\\ude00", null, true, {"k": [ ]}] '), json.loads("5"), json.loads('"x"'), json.loads("NaN") != json.loads("NaN"), json.loads("[Infinity, -Infinity]"))
for bad in ("", "[1,", "{'a': 1}", "[1 2]", '{"a" 1}', "nul", '"abc', "[1,]", '"\\x"', "01", "{1: 2}"):
    try:
        json.loads(bad)
    except json.JSONDecodeError as e:
        print(repr(bad), e)
for bad in (object(), {1, 2}, 1j, b"x"):
    try:
        json.dumps(bad)
    except TypeError as e:
        print(e)
loop = []
loop.append(loop)
try:
    json.dumps(loop)
except ValueError as e:
    print(e)


class Enc(json.JSONEncoder):
    def default(self, o):
        return sorted(o) if isinstance(o, set) else super().default(o)


print(json.dumps({"s": {3, 1}}, cls=Enc), json.dumps([1j], default=str), json.loads('{"a": 1}', object_hook=lambda d: list(d.items())), json.loads("[1.1]", parse_float=str), json.loads('{"b": 1, "a": 2}', object_pairs_hook=list))
print(json.dumps("\x00\x1f\x7f<>&/"), json.dumps([[1, [2]], {"x": []}], indent="\t"))
big = {str(i): [i, str(i) * 3, i / 7] for i in range(200)}
print(json.loads(json.dumps(big)) == big, len(json.dumps(big)))
