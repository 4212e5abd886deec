class Matrix:
    def __init__(self, rows):
        self.rows = [list(r) for r in rows]

    @classmethod
    def identity(cls, n):
        return cls([[int(i == j) for j in range(n)] for i in range(n)])

    def __matmul__(self, o):
        return Matrix([[sum(a * b for a, b in zip(row, col)) for col in zip(*o.rows)] for row in self.rows])

    def __pow__(self, n):
        result, base = Matrix.identity(len(self.rows)), self
        while n:
            if n & 1:
                result = result @ base
            base = base @ base
            n >>= 1
        return result

    def __eq__(self, o):
        return self.rows == o.rows

    def __getitem__(self, ij):
        i, j = ij
        return self.rows[i][j]

    @property
    def T(self):
        return Matrix(zip(*self.rows))

    def det(self):
        m = [r[:] for r in self.rows]
        n, sign, prev = len(m), 1, 1
        for k in range(n - 1):
            if m[k][k] == 0:
                for s in range(k + 1, n):
                    if m[s][k]:
                        m[k], m[s] = m[s], m[k]
                        sign = -sign
                        break
                else:
                    return 0
            for i in range(k + 1, n):
                for j in range(k + 1, n):
                    m[i][j] = (m[i][j] * m[k][k] - m[i][k] * m[k][j]) // prev
            prev = m[k][k]
        return sign * m[-1][-1]

    def __repr__(self):
        return "\n".join(" ".join(f"{v:>4}" for v in r) for r in self.rows)


f = Matrix([[1, 1], [1, 0]])
print((f**10)[0, 1], (f**90)[0, 1], (f**300)[0, 1])
m = Matrix([[(i * j + i + 3 * j) % 11 - 4 for j in range(6)] for i in range(6)])
print(m, m.det(), m.T.det() == m.det(), (m @ m.T).T == m @ m.T, (m**3)[2, 3], sep="\n")
print(Matrix([[0, 1], [1, 0]]).det(), Matrix([[1, 2], [2, 4]]).det(), Matrix([[10**20, 1], [1, 10**20]]).det())


def gauss(a, b):
    n = len(a)
    m = [list(map(float, r)) + [float(v)] for r, v in zip(a, b)]
    for i in range(n):
        p = max(range(i, n), key=lambda k: abs(m[k][i]))
        m[i], m[p] = m[p], m[i]
        for k in range(i + 1, n):
            f = m[k][i] / m[i][i]
            for j in range(i, n + 1):
                m[k][j] -= f * m[i][j]
    x = [0.0] * n
    for i in reversed(range(n)):
        x[i] = (m[i][n] - sum(m[i][j] * x[j] for j in range(i + 1, n))) / m[i][i]
    return [round(v, 9) for v in x]


print(gauss([[2, 1, -1], [-3, -1, 2], [-2, 1, 2]], [8, -11, -3]))
