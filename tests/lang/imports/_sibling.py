value = 1


class Thing:
    def hi(self):
        return f"hi from {__name__}"


def __getattr__(name):
    if name.startswith("dyn"):
        return f"module getattr {name}"
    raise AttributeError(f"module has no {name}")
