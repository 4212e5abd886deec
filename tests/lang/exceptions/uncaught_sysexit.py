import sys

try:
    sys.exit("caught message")
except SystemExit as e:
    print(repr(e.code))


def f():
    try:
        sys.exit(3)
    finally:
        print("finally runs")


f()
