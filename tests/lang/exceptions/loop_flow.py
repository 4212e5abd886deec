def parse(tokens):
    out = []
    for t in tokens:
        try:
            out.append(int(t))
        except ValueError:
            try:
                out.append(float(t))
            except ValueError as e:
                out.append(str(e))
        except TypeError:
            out.append("type")
        else:
            if out[-1] == 7:
                break
        finally:
            out.append("|")
    else:
        out.append("exhausted")
    return out


print(parse(["1", "2.5", "x", None, "7", "8"]), parse(["1"]))


def retry(limit):
    attempts = 0
    while True:
        try:
            attempts += 1
            if attempts < limit:
                raise ConnectionError(attempts)
            return attempts
        except ConnectionError as e:
            if e.args[0] > 4:
                raise TimeoutError("too many") from e
            continue


print(retry(3))
try:
    retry(10)
except TimeoutError as e:
    print(e, repr(e.__cause__))


def stop_in_for():
    def g():
        yield 1
        raise StopIteration("inside")

    try:
        for x in g():
            print(x)
    except RuntimeError as e:
        print(e, repr(e.__cause__))


stop_in_for()
n = 0
for i in range(10):
    for j in range(10):
        try:
            if j == i:
                raise LookupError
        except LookupError:
            n += 1
            break
        finally:
            n += 100
print(n)
