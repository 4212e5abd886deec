def f(mode):
    log = []
    try:
        log.append("try")
        if mode == "raise":
            raise ValueError("v")
        if mode == "return":
            return log
        if mode == "type":
            raise TypeError("t")
    except ValueError as e:
        log.append(f"except {e}")
    else:
        log.append("else")
    finally:
        log.append("finally")
    log.append("end")
    return log


print(f(""), f("raise"), f("return"))
try:
    f("type")
except TypeError as e:
    print("outer", e)


def override():
    for i in range(3):
        try:
            if i == 1:
                continue
            if i == 2:
                break
            print("body", i)
        finally:
            print("fin", i)
    try:
        return "try"
    finally:
        print("leaving")


print(override())


def swallow():
    while True:
        try:
            raise KeyError("lost")
        except KeyError:
            try:
                raise IndexError("inner")
            except IndexError as e:
                print("inner", e)
            break
        finally:
            print("cleanup")
    return "ok"


print(swallow())


def nested():
    try:
        try:
            1 / 0
        finally:
            print("f1")
    except ZeroDivisionError as e:
        print(e)
        try:
            raise
        except ZeroDivisionError as again:
            print("re-raised", again is e)
    finally:
        print("f2")


nested()
try:
    e = 5
    raise ValueError
except ValueError as e:
    print(repr(e), e.args)
try:
    e
except NameError as error:
    print(error)
for exc in (KeyError("k"), (IndexError, 1)[0]("i"), StopIteration(3), OSError(2, "nope")):
    try:
        raise exc
    except (LookupError, StopIteration) as e:
        print("tuple match", type(e).__name__)
    except OSError as e:
        print(e.args[1], e.strerror)
try:
    try:
        raise ValueError
    except 5:
        pass
except TypeError as e:
    print(e)
for bad in (5, "text", None):
    try:
        raise bad
    except TypeError as e:
        print(e)
try:
    raise
except RuntimeError as e:
    print(e)
