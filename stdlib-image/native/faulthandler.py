"""faulthandler: tracebacks on request; Taipan prints none when the process is killed."""

import sys as _sys

_enabled = False


def _write(file, text):
    if isinstance(file, int):
        import posix

        posix.write(file, text.encode())
    else:
        file = _sys.stderr if file is None else file
        file.write(text)
        file.flush()


def dump_traceback(file=None, all_threads=True):
    """Dump the traceback of the current thread into file."""
    lines = ["Stack (most recent call first):\n"]
    frame = _sys._getframe(1)
    while frame is not None:
        code = frame.f_code
        lines.append(f'  File "{code.co_filename}", line {frame.f_lineno} in {code.co_name}\n')
        frame = frame.f_back
    _write(file, "".join(lines))


def enable(file=None, all_threads=True, c_stack=True):
    """Enable the fault handler."""
    global _enabled
    _enabled = True


def disable():
    """Disable the fault handler."""
    global _enabled
    was, _enabled = _enabled, False
    return was


def is_enabled():
    """Check if the handler is enabled."""
    return _enabled


def dump_traceback_later(timeout, repeat=False, file=None, exit=False):
    """Dump the traceback after a timeout; there is no second thread that could."""
    raise NotImplementedError("faulthandler.dump_traceback_later() is not supported by Taipan")


def cancel_dump_traceback_later():
    """Cancel the previous call to dump_traceback_later()."""
