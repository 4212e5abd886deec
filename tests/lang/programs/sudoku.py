PUZZLE = "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79"


def solve(grid):
    rows = [set() for _ in range(9)]
    cols = [set() for _ in range(9)]
    boxes = [set() for _ in range(9)]
    empty = []
    for i, v in enumerate(grid):
        r, c = divmod(i, 9)
        if v:
            rows[r].add(v)
            cols[c].add(v)
            boxes[r // 3 * 3 + c // 3].add(v)
        else:
            empty.append((r, c))
    steps = 0

    def go():
        nonlocal steps
        steps += 1
        if not empty:
            return True
        k = min(range(len(empty)), key=lambda k: 9 - len(rows[empty[k][0]] | cols[empty[k][1]] | boxes[empty[k][0] // 3 * 3 + empty[k][1] // 3]))
        r, c = empty.pop(k)
        b = r // 3 * 3 + c // 3
        for v in range(1, 10):
            if v in rows[r] or v in cols[c] or v in boxes[b]:
                continue
            rows[r].add(v), cols[c].add(v), boxes[b].add(v)
            grid[r * 9 + c] = v
            if go():
                return True
            rows[r].discard(v), cols[c].discard(v), boxes[b].discard(v)
        grid[r * 9 + c] = 0
        empty.insert(k, (r, c))
        return False

    return go(), steps


grid = [0 if c == "." else int(c) for c in PUZZLE]
print(solve(grid))
for r in range(9):
    print(*grid[r * 9 : r * 9 + 9])
