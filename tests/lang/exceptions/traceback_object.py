import sys
import traceback


def inner(x):
    local = x * 2
    raise ValueError(local)


def outer(x):
    inner(x + 1)


try:
    outer(1)
except ValueError as e:
    tb = e.__traceback__
    while tb is not None:
        frame = tb.tb_frame
        print(frame.f_code.co_name, tb.tb_lineno, frame.f_lineno, frame.f_locals if frame.f_code.co_name != "<module>" else "")
        tb = tb.tb_next
    print([(f.name, f.lineno, f.line) for f in traceback.extract_tb(e.__traceback__)])
    print(traceback.format_exception_only(e))
    print(traceback.format_exc())


def reraise():
    try:
        outer(5)
    except ValueError as e:
        raise e


try:
    reraise()
except ValueError as e:
    print([f.name for f in traceback.extract_tb(e.__traceback__)])


def who():
    f = sys._getframe()
    return f.f_code.co_name, f.f_back.f_code.co_name, f.f_lineno


def caller():
    return who()


print(caller(), traceback.extract_stack()[-1].name)
