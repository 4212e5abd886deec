# Values that leave and enter the range a float can have without a box.
x = 1.0
steps = []
for i in range(80):
    x *= 1e-5 if i % 2 else 1e-3
    steps.append(x)
print(steps[:5], steps[60:])
x = 1.0
steps = []
for i in range(80):
    x *= 1e4
    steps.append(x)
print(steps[:3], steps[70:])
y = 1.5
for i in range(10):
    y = -y
    print(y * 0.0, y - y, y / -2, end=" ")
print()
total = 0.0
for v in (1e308, 1e308, -1e308, float("-inf")):
    total += v
    print(total)
tiny = 5e-324
print(tiny / 2, tiny * 0.6, -tiny / 2, tiny + tiny, tiny * 1e308)
