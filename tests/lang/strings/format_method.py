print("{} {} {}".format(1, "a", 2.5), "{0} {1} {0}".format("x", "y"), "{a} {b}".format(a=1, b=2), "{{}} {}".format(3))
print("{0[1]} {0[0]}".format([10, 20]), "{d[key]}".format(d={"key": "v"}), "{0.real} {0.imag}".format(1 + 2j))
print("{:>8}|{:<8}|{:^8}|{:*^8}".format("a", "b", "c", "d"), "{:5d}|{:<5d}|{:05d}|{:+}".format(1, 2, 3, 4))
print("{:x} {:X} {:o} {:b} {:#x} {:#b} {:c} {:e}".format(255, 255, 8, 5, 255, 5, 65, 12345))
print("{:{}}|{:{w}.{p}}".format("a", 5, 3.14159, w=8, p=3), "{!r} {!s} {!a}".format("é", "é", "é"))
print("{:.3}|{:10.2}|{:.0}".format("abcdef", "xyz", "q"), "{:,} {:_}".format(10**9, 10**9), "{:_x}".format(2**40))
for text, args in (("{}{}", (1,)), ("{x}", ()), ("{", (1,)), ("}", ()), ("{0} {}", (1, 2)), ("{:d}", ("a",)), ("{:s}", (1,)), ("{!z}", (1,))):
    try:
        print(text.format(*args))
    except (IndexError, KeyError, ValueError) as error:
        print(repr(text), type(error).__name__, error)
print("{a} {b}".format_map({"a": 1, "b": 2}), format(255, "#06x"), format(-5, "06d"), format(True), format("s", "4"), format(10**25, ",d"))
