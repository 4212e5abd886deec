def add(a, b):
    return a + b


def total(items):
    result = 0
    for item in items:
        if item > 2:
            result += item * 2
    return result


for i in range(100):
    add(i, 1)
for i in range(60):
    add("a", "b")
for i in range(10):
    total([1, 2, 3, 4])
