def step(cells):
    counts = {}
    for x, y in cells:
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                if dx or dy:
                    key = (x + dx, y + dy)
                    counts[key] = counts.get(key, 0) + 1
    return {c for c, n in counts.items() if n == 3 or n == 2 and c in cells}


def show(cells, w, h):
    return "\n".join("".join("#" if (x, y) in cells else "." for x in range(w)) for y in range(h))


glider = {(1, 0), (2, 1), (0, 2), (1, 2), (2, 2)}
for _ in range(20):
    glider = step(glider)
print(show(glider, 10, 10))
r = {(1, 0), (2, 0), (0, 1), (1, 1), (1, 2)}
history = []
for _ in range(60):
    r = step(r)
    history.append(len(r))
print(history, sorted(r)[:5])
