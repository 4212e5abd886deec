# oracle: python3.11
# What lives when the program ends is finalized: files that were never closed write what they hold.
import atexit
import os
import sys
import tempfile


class Named:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("bye", self.name)


def left_open():
    text = open(path, "w")
    text.write("text")
    return text


handle, path = tempfile.mkstemp()
os.close(handle)
kept = left_open()
first = Named("first")
second = Named("second")
atexit.register(print, "at exit")
pid = os.fork()
if pid == 0:
    sys.exit()
os.waitpid(pid, 0)
sys.stdout.flush()
print("child wrote", os.path.getsize(path))
kept.close()
os.remove(path)
