class Base:
    def __init__(self):
        self._n = 0

    def bump(self, k):
        self._n += k
        return self._n

    @property
    def n(self):
        return self._n


class Child(Base):
    def bump(self, k):
        return super().bump(k + 1)

    @staticmethod
    def three():
        return 3

    @classmethod
    def name_length(cls):
        return len(cls.__name__)


def run(n):
    c = Child()
    s = 0
    for i in range(n):
        c.bump(i & 1)
        s += c.n & 7
        s += c.three() + c.name_length()
    return s


print(run(3_750_000))
