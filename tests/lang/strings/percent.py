print("%d %i %s %r %a" % (1, 2, "a", "b", "é"), "%5d|%-5d|%05d|%+d|% d" % (1, 2, 3, 4, 5), "%x %X %#x %o %#o" % (255, 255, 255, 8, 8))
print("%.3s|%10s|%-10s|%*d|%.*f" % ("abcdef", "r", "l", 5, 42, 2, 3.14159), "%c%c" % (65, "B"), "%%", "%d%%" % 50)
print("%(a)s %(b)03d %(a)r" % {"a": "x", "b": 7}, "%s" % (1,), "%s" % [1, 2], "%s %s" % ("a", (1, 2)), "%d" % 3.99, "%s" % None)
print("%e %E %g %G %f %F" % (12345.678, 12345.678, 0.00001, 1e20, 1.5, float("inf")), "%10.2e|%-10.1f|" % (1.5, 2.25), "%d" % 10**25, "%x" % -255)
for text, args in (("%d", "a"), ("%d %d", (1,)), ("%d", (1, 2)), ("%q", 1), ("%c", "ab"), ("%(k)s", {}), ("%x", 1.5), ("%", 1)):
    try:
        print(text % args)
    except (TypeError, ValueError, KeyError) as error:
        print(repr(text), type(error).__name__, error)
print(b"%d %s %b %r" % (1, b"a", b"b", "c"))
