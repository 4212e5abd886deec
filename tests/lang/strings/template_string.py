name, n = "Ann", 3
t = t"Hello {name}, {n + 1:>4} and {name!r}!"
print(type(t).__name__, t.strings, t.values)
for part in t:
    if isinstance(part, str):
        print("str", repr(part))
    else:
        print("interp", repr(part.value), repr(part.expression), part.conversion, repr(part.format_spec))
print(len(t"plain".interpolations), t"{1}{2}".strings, (t"a{1}" + t"b{2}").strings)
