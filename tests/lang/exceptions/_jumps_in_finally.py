# `finally` clauses that jump, and the jumps that they end: out of handlers, `with`, loops and other `finally` clauses.
import sys

log = []


class Manager:
    def __init__(self, name, suppresses=False):
        self.name, self.suppresses = name, suppresses

    def __enter__(self):
        return self

    def __exit__(self, kind, *rest):
        log.append((self.name, kind and kind.__name__))
        return self.suppresses



def ret_in_handler():
    try:
        1 / 0
    except ZeroDivisionError as e:
        return 1
    finally:
        return 2


def ret_in_handler_unnamed():
    try:
        1 / 0
    except ZeroDivisionError:
        return 1
    finally:
        return 2


def ret_in_with():
    try:
        with Manager("ret_in_with"): return 1
    finally:
        return 2


def cont_in_try():
    n = 0
    while True:
        try:
            n += 1
            if n < 3: continue
        finally:
            if n > 5: break
    return n


def cont_in_with():
    n = 0
    while True:
        try:
            with Manager("cont_in_with"):
                n += 1
                continue
        finally:
            if n > 5: break
    return n


def break_handler():
    n = 0
    for i in range(10):
        try:
            n += 1
            1 / 0
        except ZeroDivisionError:
            break
        finally:
            if n < 5: continue
    return n


def ret_handler_break():
    n = 0
    for i in range(10):
        try:
            n += 1
            1 / 0
        except ZeroDivisionError:
            return 'no'
        finally:
            if n > 5: break
            continue
    return n


def nested():
    for i in range(3):
        try:
            try:
                1 / 0
            finally:
                continue
        except Exception:
            return 1
        finally:
            if i == 1: return 7


def ret_value_break():
    for i in range(3):
        try:
            return i
        finally:
            if i < 2: continue
            break
    return 'end'



def out_of_loops(n):
    for i in range(3):
        try:
            for j in range(3):
                while True:
                    if n == 0:
                        return "returned"
                    if n == 1:
                        break
                    if n == 2:
                        raise KeyError(j)
                    n -= 1
                    break
                else:
                    log.append("no break")
            else:
                log.append(("all", i))
                if n == 1:
                    continue
        except KeyError as e:
            log.append(e.args)
            return e.args
        finally:
            log.append(("finally", i))
            if i == 1:
                break
            if n == 5:
                return "other"
    else:
        log.append("else")
    return "end"


def cancelled(n):
    """The inner clause ends a return, and what is around goes on."""
    for i in range(4):
        try:
            with Manager(i):
                try:
                    return i
                finally:
                    if i < n:
                        continue
        finally:
            if i == 3:
                break
            log.append(("kept", i))
    return "no"


def raised_in_between(n):
    try:
        for i in range(3):
            try:
                try:
                    return i
                finally:
                    if i < n:
                        raise ValueError(i)
            except ValueError as e:
                log.append(e.args)
        return "all"
    finally:
        if n == 9:
            return None


def suppressed():
    try:
        with Manager("outer", True):
            try:
                return 1
            finally:
                raise KeyError
        log.append("behind")
    except Exception:
        return 2
    finally:
        if log == ["never"]:
            return 3
    return 4


def generator():
    for i in range(3):
        try:
            with Manager(i):
                yield i
                if i == 1:
                    return "early"
        except GeneratorExit:
            log.append("closed")
            return
        finally:
            if i == 0:
                continue
            log.append(("left", i))


def plain_return(n):
    try:
        if n:
            with Manager("plain"):
                return
    except ValueError:
        return
    finally:
        if n == 2:
            return "from finally"
    return "fell through"


def by_match(n):
    for i in range(3):
        try:
            match n + i:
                case 1:
                    with Manager("one"):
                        continue
                case 2:
                    return "two"
                case _:
                    raise OSError(i)
        except OSError as e:
            if n == 5:
                break
        finally:
            if i == 2:
                return "last"
    return "done"


class InClass:
    for i in range(3):
        try:
            with Manager(i):
                if i == 1:
                    break
        finally:
            if i == 0:
                continue


def show(f, *args):
    log.clear()
    try:
        answer = f(*args)
    except Exception as e:
        answer = (repr(e), repr(e.__context__))
    print(f.__name__, args, answer, log, sys.exc_info()[1])


for f in (ret_in_handler, ret_in_handler_unnamed, ret_in_with, cont_in_try, cont_in_with, break_handler, ret_handler_break, nested, ret_value_break):
    show(f)
for n in range(6):
    for f in out_of_loops, cancelled, raised_in_between, plain_return, by_match:
        show(f, n)
show(raised_in_between, 9)
show(suppressed)
print(list(generator()), log)
g = generator()
print(next(g), next(g), g.close(), log)
print(InClass.i, [k for k in vars(InClass) if k.isidentifier() and not k.startswith("__")])

for i in range(5):
    try:
        with Manager("module"):
            if i == 3:
                break
            1 / (i - 1)
    except ZeroDivisionError:
        continue
    finally:
        if i == 4:
            break
print("module", i)
