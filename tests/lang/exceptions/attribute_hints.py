import traceback


class Config:
    def __init__(self):
        self.colour = 1
        self.timeout = 2


def show(f):
    try:
        f()
    except Exception as e:
        print(traceback.format_exception_only(e)[-1].strip())


import math

show(lambda: Config().color)
show(lambda: Config().timeuot)
show(lambda: Config().zebra)
show(lambda: math.sqroot)
show(lambda: pritn)
show(lambda: [].appendd)


def local():
    counter = 1
    return countr


show(local)
show(lambda: {}.has_key)
