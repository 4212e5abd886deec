"""Runs one program of tests/lang inside pyodide as `python FILE` would, and returns what it showed."""

import builtins
import gc
import io
import linecache
import os
import sys
import traceback
import types
import warnings

LIMIT = sys.getrecursionlimit()
SEARCH_PATH = list(sys.path)


def capture():
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n", write_through=True)


def text_of(stream):
    stream.flush()
    return stream.buffer.getvalue().decode("utf-8")


def exit_status(code):
    if code is None:
        return 0
    if isinstance(code, int):
        return code
    print(code, file=sys.stderr)
    return 1


def execute(program):
    main = types.ModuleType("__main__")
    main.__file__ = program
    main.__builtins__ = builtins
    sys.modules["__main__"] = main
    with open(program, "rb") as file:
        source = file.read()
    try:
        exec(compile(source, program, "exec", dont_inherit=True), main.__dict__)
    except SystemExit as stop:
        return exit_status(stop.code)
    except BaseException as error:
        # The first entry is this function's own frame.
        outer = error.__traceback__.tb_next
        traceback.print_exception(type(error), error, outer, file=sys.stderr)
        return 1
    return 0


def run(program):
    os.chdir("/lang")
    saved = sys.stdout, sys.stderr, sys.argv, sys.modules["__main__"]
    modules = set(sys.modules)
    sys.stdout, sys.stderr = capture(), capture()
    sys.argv = [program]
    sys.path[:] = [os.path.join("/lang", os.path.dirname(program))] + SEARCH_PATH
    linecache.clearcache()
    warnings.resetwarnings()
    for category in (ResourceWarning, ImportWarning, PendingDeprecationWarning, DeprecationWarning):
        warnings.simplefilter("ignore", category)
    warnings.filterwarnings("default", category=DeprecationWarning, module="__main__")
    try:
        status = execute(program)
        return [text_of(sys.stdout), text_of(sys.stderr), status]
    finally:
        sys.stdout, sys.stderr, sys.argv, sys.modules["__main__"] = saved
        sys.setrecursionlimit(LIMIT)
        for name in set(sys.modules) - modules:
            file = getattr(sys.modules[name], "__file__", None) or ""
            if file.startswith("/lang/"):
                del sys.modules[name]
        gc.collect()
