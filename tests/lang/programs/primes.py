def sieve(n):
    flags = [True] * (n + 1)
    flags[0] = flags[1] = False
    for i in range(2, int(n**0.5) + 1):
        if flags[i]:
            flags[i * i :: i] = [False] * len(flags[i * i :: i])
    return [i for i, f in enumerate(flags) if f]


def miller_rabin(n):
    if n < 2:
        return False
    for p in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):
        if n % p == 0:
            return n == p
    d, s = n - 1, 0
    while d % 2 == 0:
        d //= 2
        s += 1
    for a in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):
        x = pow(a, d, n)
        if x in (1, n - 1):
            continue
        for _ in range(s - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


def factor(n):
    out, p = {}, 2
    while p * p <= n:
        while n % p == 0:
            out[p] = out.get(p, 0) + 1
            n //= p
        p += 1
    if n > 1:
        out[n] = out.get(n, 0) + 1
    return out


primes = sieve(5000)
print(len(primes), primes[-5:], [n for n in range(5000) if miller_rabin(n)] == primes)
print([n for n in range(2**61 - 3, 2**61 + 30) if miller_rabin(n)], miller_rabin(2**89 - 1), miller_rabin(2**91 - 1), [factor(n) for n in (360, 9973, 2**20, 1001 * 1009)])


def egcd(a, b):
    if b == 0:
        return a, 1, 0
    g, x, y = egcd(b, a % b)
    return g, y, x - a // b * y


p, q, e = 2**61 - 1, 2**89 - 1, 65537
phi = (p - 1) * (q - 1)
d = egcd(e, phi)[1] % phi
message = int.from_bytes(b"attack at dawn", "big")
cipher = pow(message, e, p * q)
print(cipher, pow(cipher, d, p * q).to_bytes(14, "big"), egcd(240, 46), pow(e, -1, phi) == d)
perfect = [n for n in range(2, 1000) if sum(d for d in range(1, n) if n % d == 0) == n]
print(perfect, sum(1 for a in range(1, 60) for b in range(a, 60) for c in (int((a * a + b * b) ** 0.5),) if c < 60 and a * a + b * b == c * c))
