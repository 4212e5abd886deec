class P:
    def __init__(self):
        self.x = 1
        self.y = 2
        self.total = 0


def run(n):
    p = P()
    for i in range(n):
        p.total += p.x + p.y
        p.x = i & 7
    return p.total


print(run(12_500_000))
