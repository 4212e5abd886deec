class Item:
    def __init__(self, weight):
        self.weight = weight

    def scaled(self, k):
        return self.weight / k


def total(items, k):
    s = 0.0
    for item in items:
        s += item.scaled(k)
    return s


items = [Item(i) for i in range(2000)]
print(total(items, 2), total(items, 4))
items[1999] = Item("heavy")
print(total(items, 2))
