def divide(a, b):
    return a / b


def compute(values):
    total = 0
    for v in values:
        total += divide(10, v) + 1
    return total


print("start")
print(compute([1, 2, 0]))
print("never")
