def solve(n):
    solutions = []

    def place(row, cols, diag, anti, board):
        if row == n:
            solutions.append(board)
            return
        for c in range(n):
            if c in cols or row + c in diag or row - c in anti:
                continue
            place(row + 1, cols | {c}, diag | {row + c}, anti | {row - c}, board + (c,))

    place(0, frozenset(), frozenset(), frozenset(), ())
    return solutions


print([len(solve(n)) for n in range(1, 8)], solve(6), solve(8)[0])
