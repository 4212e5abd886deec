# oracle: python3.11
# Starting, joining, names, exceptions, daemons, what a program waits for at its end.
import _thread
import sys
import threading
import time


def basics():
    t = threading.Thread(target=lambda: None, name="worker")
    print(t.name, t.is_alive(), t.ident, t.daemon)
    for bad in (t.join, lambda: threading.current_thread().join()):
        try:
            bad()
        except RuntimeError as e:
            print(e)
    t.start()
    t.join()
    print(t.is_alive(), t.ident == t.ident != threading.get_ident())
    try:
        t.start()
    except RuntimeError as e:
        print(e)
    print(threading.current_thread() is threading.main_thread(), threading.active_count())
    idents = set()
    gate = threading.Barrier(5)

    def note():
        idents.add(threading.get_ident())
        gate.wait()

    threads = [threading.Thread(target=note) for _ in range(4)]
    for t in threads:
        t.start()
    print(threading.active_count(), len(threading.enumerate()))
    gate.wait()
    for t in threads:
        t.join()
    print(len(idents), threading.active_count())


def joined_with_timeout():
    gate = threading.Event()
    t = threading.Thread(target=gate.wait)
    t.start()
    t.join(0.01)
    print(t.is_alive())
    gate.set()
    t.join()
    print(t.is_alive())


def exceptions():
    seen = []
    old, threading.excepthook = threading.excepthook, lambda args: seen.append(
        (args.exc_type.__name__, str(args.exc_value), args.thread.name)
    )

    def fail(e):
        raise e

    for e in (ValueError("bad"), KeyError(1), SystemExit(3)):
        t = threading.Thread(target=fail, args=(e,), name=type(e).__name__)
        t.start()
        t.join()
    threading.excepthook = old
    print(seen)
    seen = []
    old, sys.unraisablehook = sys.unraisablehook, lambda args: seen.append(args.exc_type.__name__)
    done = threading.Event()

    def start():
        try:
            raise OSError
        finally:
            done.set()

    _thread.start_new_thread(start, ())
    done.wait()
    while not seen:
        time.sleep(0.001)
    sys.unraisablehook = old
    print(seen)


def handled_apart():
    # sys.exception() is the thread's own.
    seen = []

    def inner():
        seen.append(sys.exc_info()[0])
        try:
            raise KeyError
        except KeyError:
            gate.set()
            other.wait()
            seen.append(sys.exc_info()[0].__name__)

    gate, other = threading.Event(), threading.Event()
    try:
        raise ValueError
    except ValueError:
        t = threading.Thread(target=inner)
        t.start()
        gate.wait()
        seen.append(sys.exc_info()[0].__name__)
        other.set()
        t.join()
        seen.append(sys.exc_info()[0].__name__)
    print(seen)


def arguments():
    for args in ((None, ()), (print, []), (print, (), 1)):
        try:
            _thread.start_new_thread(*args)
        except TypeError as e:
            print(e)
    done = threading.Event()
    _thread.start_new_thread(lambda *a, **k: (print(a, k), done.set()), (1, 2), {"x": 3})
    done.wait()


def late():
    time.sleep(0.02)
    print("a thread that is no daemon is waited for")


def never():
    time.sleep(1000)
    print("daemons are not")


basics()
joined_with_timeout()
exceptions()
handled_apart()
arguments()
threading.Thread(target=never, daemon=True).start()
threading.Thread(target=late).start()
print("end")
