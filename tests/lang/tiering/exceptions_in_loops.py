def safe_div(n):
    ok = bad = 0
    for i in range(n):
        try:
            ok += 100 // (i % 5)
        except ZeroDivisionError:
            bad += 1
    return ok, bad


print(safe_div(10), safe_div(3000))


def rare(n, when):
    log = []
    for i in range(n):
        try:
            if i == when:
                raise ValueError(i)
            x = i
        except ValueError as e:
            log.append((e.args[0], x))
        finally:
            if i == when:
                log.append("finally")
    return log, x


print(rare(3000, 2500), rare(3000, 0 + 1), rare(10, 20))


def raiser(i):
    if i % 7 == 0:
        raise KeyError(i)
    if i % 11 == 0:
        raise IndexError(i)
    return i


def middle(i):
    try:
        return raiser(i)
    except IndexError:
        return -1
    finally:
        counts[0] += 1


counts = [0]


def outer(n):
    total = 0
    for i in range(n):
        try:
            total += middle(i)
        except KeyError as e:
            total -= e.args[0]
    return total, counts[0]


print(outer(50), outer(3000))


def lookup(n):
    d = {i: i for i in range(0, n, 3)}
    hits = 0
    for i in range(n):
        try:
            hits += d[i]
        except KeyError:
            pass
    l = [0] * (n // 2)
    misses = 0
    for i in range(n):
        try:
            l[i] += 1
        except IndexError:
            misses += 1
    a = 0
    for i in range(n):
        try:
            a += None.x
        except AttributeError:
            a += 1
    return hits, misses, sum(l), a


print(lookup(2000))


def uncaught(n):
    total = 0
    for i in range(n):
        total += 10 // (n - 1 - i)
    return total


try:
    uncaught(3000)
except ZeroDivisionError as e:
    tb = e.__traceback__
    print(tb.tb_next.tb_lineno, tb.tb_next.tb_frame.f_locals["i"], tb.tb_next.tb_frame.f_locals["total"])


def nested_handlers(n):
    s = ""
    for i in range(n):
        try:
            try:
                if i % 2:
                    raise TypeError
                else:
                    raise ValueError
            except TypeError:
                s += "t"
                if i % 3 == 0:
                    raise KeyError from None
            finally:
                s += "f"
        except ValueError:
            s += "v"
        except KeyError:
            s += "k"
    return len(s), s[:30], s.count("k")


print(nested_handlers(2000))


class CM:
    n = 0

    def __enter__(self):
        CM.n += 1
        return CM.n

    def __exit__(self, t, v, tb):
        return t is ValueError


def with_loop(n):
    s = 0
    for i in range(n):
        with CM() as k:
            s += k
            if i % 9 == 0:
                raise ValueError
            s += 1
    return s


print(with_loop(2000))
