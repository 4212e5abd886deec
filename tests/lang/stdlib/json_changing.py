"""json.dumps of dicts that change meanwhile, of subclasses, of numbers at their limits."""
import json


class Pairs(dict):
    def items(self):
        return [("from", "items")]


class Broken(dict):
    def items(self):
        return [("one",)]


print(json.dumps(Pairs(a=1)), json.dumps({"b": Pairs(a=1), "a": 2}, sort_keys=True))
try:
    print(json.dumps(Broken(a=1)))
except ValueError as e:
    print(e)


def adds(o):
    target["later"] = 1
    return "added"


target = {"x": object(), "y": 2}
print(json.dumps(target, default=adds)[:28])
removed = {"x": object(), "y": 2, "z": 3}
print(json.dumps(removed, default=lambda o: removed.pop("z")))
print(json.dumps([0, -1, 10, -10, 99, 2**62 - 1, -(2**62), 2**62, 2**63 - 1, -(2**63), 2**64, -(10**30)]))
print(json.dumps({1: 1, None: 2, True: 3, 1.5: 4, -7: 5, "é": "é\n\"\\\x7f\ud800"}), json.dumps({"é": "日本😀"}, ensure_ascii=False))
print(json.dumps({"a": {"b": [1, {"c": []}], "d": {}}}, indent=1), json.dumps({(1, 2): 3, "k": 1}, skipkeys=True))
for bad in ({(1, 2): 3}, {"a": {"b": [1, {2}]}}, float("nan")):
    try:
        print(json.dumps(bad, allow_nan=False))
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e, getattr(e, "__notes__", None))
loop = {}
loop["self"] = [loop]
try:
    json.dumps(loop)
except ValueError as e:
    print(e)
print(json.loads('{"k": 1, "k": 2, "long key that is longer than most": [0, -0, 123456789012345678, 1234567890123456789012, -5, 1e5, -0.0, 1.5E-3]}'))
for text in ('{"a" 1}', '{"a":1,}', "[1,]", '{"a', '"\t"', "nul", "-", "[-Infinity, NaN]", '"\\ud83d\\ude00\\u00e9"', '{"é":1}', '{"\\n":2}', "01", '["a\\', " 1 x"):
    try:
        print(ascii(json.loads(text)))
    except json.JSONDecodeError as e:
        print(e)
print(json.loads('"\t"', strict=False) == "\t", json.loads('[{"日本": 1, "b": [true, false, null]}, {"日本": "é"}]'), json.loads('{"a": 1}', object_pairs_hook=list), json.loads('{}', object_pairs_hook=list), json.loads('{"a": 1}', object_hook=len))
