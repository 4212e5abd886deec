print("one")


class Broken:
    good = 1

    def ok(self):
        pass

    bad = good + undefined
