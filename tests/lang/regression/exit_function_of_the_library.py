# oracle: python3.11
"""What the library runs at exit is read then, and is not lost in collections meanwhile."""
import atexit
import gc


def last(word):
    print(word)
    gc.collect()
    print(word, 2)


atexit.register(last, "bye")
