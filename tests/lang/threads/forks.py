# oracle: python3.11
# A forked child has the thread that forked, which is its main thread, and ends with its own status.
import os
import sys
import threading


def status(pid):
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def in_main():
    gate = threading.Event()
    other = threading.Thread(target=gate.wait)
    other.start()
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        alive = other.is_alive(), threading.active_count(), threading.current_thread() is threading.main_thread()
        t = threading.Thread(target=print, args=alive)
        t.start()
        t.join()
        sys.exit(7)
    print(status(pid))
    gate.set()
    other.join()


def in_thread():
    def run():
        sys.stdout.flush()
        pid = os.fork()
        if pid == 0:
            main = threading.current_thread() is threading.main_thread()
            os.write(1, f"{main} {threading.active_count()}\n".encode())
            os._exit(5)
        print(status(pid))

    t = threading.Thread(target=run)
    t.start()
    t.join()


in_thread()
in_main()
