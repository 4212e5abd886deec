"""Signals: numbers, handlers and timers."""

import _posix

SIG_DFL, SIG_IGN = 0, 1
SIG_BLOCK, SIG_UNBLOCK, SIG_SETMASK = 0, 1, 2
SIGABRT = 6
SIGALRM = 14
SIGBUS = 7
SIGCHLD = 17
SIGCLD = 17
SIGCONT = 18
SIGFPE = 8
SIGHUP = 1
SIGILL = 4
SIGINT = 2
SIGIO = 29
SIGIOT = 6
SIGKILL = 9
SIGPIPE = 13
SIGPOLL = 29
SIGPROF = 27
SIGPWR = 30
SIGQUIT = 3
SIGSEGV = 11
SIGSTKFLT = 16
SIGSTOP = 19
SIGSYS = 31
SIGTERM = 15
SIGTRAP = 5
SIGTSTP = 20
SIGTTIN = 21
SIGTTOU = 22
SIGURG = 23
SIGUSR1 = 10
SIGUSR2 = 12
SIGVTALRM = 26
SIGWINCH = 28
SIGXCPU = 24
SIGXFSZ = 25
SIGRTMIN, SIGRTMAX = 34, 64
NSIG = 65
ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF = 0, 1, 2
ItimerError = OSError
_TEXTS = {6: 'Aborted', 14: 'Alarm clock', 7: 'Bus error', 17: 'Child exited', 18: 'Continued', 8: 'Floating point exception', 1: 'Hangup', 4: 'Illegal instruction', 2: 'Interrupt', 29: 'I/O possible', 9: 'Killed', 13: 'Broken pipe', 27: 'Profiling timer expired', 30: 'Power failure', 3: 'Quit', 11: 'Segmentation fault', 16: 'Stack fault', 19: 'Stopped (signal)', 31: 'Bad system call', 15: 'Terminated', 5: 'Trace/breakpoint trap', 20: 'Stopped', 21: 'Stopped (tty input)', 22: 'Stopped (tty output)', 23: 'Urgent I/O condition', 10: 'User defined signal 1', 12: 'User defined signal 2', 26: 'Virtual timer expired', 28: 'Window changed', 24: 'CPU time limit exceeded', 25: 'File size limit exceeded'}


def default_int_handler(signalnum, frame, /):
    """The default handler for SIGINT installed by Python."""
    raise KeyboardInterrupt


_handlers = {SIGINT: default_int_handler, SIGPIPE: SIG_IGN, SIGXFSZ: SIG_IGN}
_posix._signal_handlers(_handlers, default_int_handler)


def _check(signalnum):
    number = signalnum.__index__()
    if not 1 <= number < NSIG:
        raise ValueError("signal number out of range")
    return number


def signal(signalnum, handler, /):
    """Set the action for the given signal."""
    number = _check(signalnum)
    if handler == SIG_DFL and not callable(handler):
        how = 0
    elif handler == SIG_IGN and not callable(handler):
        how = 1
    elif callable(handler):
        how = 2
    else:
        raise TypeError("signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object")
    old = _handlers.get(number, SIG_DFL)
    _posix._signal_set(number, how)
    _handlers[number] = handler
    return old


def getsignal(signalnum, /):
    """Return the current action for the given signal."""
    return _handlers.get(_check(signalnum), SIG_DFL)


def raise_signal(signalnum, /):
    """Send a signal to the executing process."""
    _posix.kill(_posix.getpid(), signalnum)


def strsignal(signalnum, /):
    """Return the system description of the given signal."""
    return _TEXTS.get(_check(signalnum))


def valid_signals():
    """Return a set of valid signal numbers on this platform."""
    return set(range(1, 32)) | set(range(34, 65))


def set_wakeup_fd(fd, /, *, warn_on_full_buffer=True):
    """Sets the fd to be written to (with the signal number) when a signal comes in."""
    return _posix._signal_wakeup(fd)


def siginterrupt(signalnum, flag, /):
    """Change system call restart behaviour."""
    _check(signalnum)


def setitimer(which, seconds, interval=0.0, /):
    """Sets given itimer (one of ITIMER_REAL, ITIMER_VIRTUAL or ITIMER_PROF)."""
    return _posix._setitimer(which, seconds, interval)


def getitimer(which, /):
    """Returns current value of given itimer."""
    return _posix._getitimer(which)


def alarm(seconds, /):
    """Arrange for SIGALRM to arrive after the given number of seconds."""
    first, _ = _posix._setitimer(ITIMER_REAL, float(seconds), 0.0)
    return int(first + 0.999999)

