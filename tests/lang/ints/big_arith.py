def factorial(n):
    result = 1
    for i in range(2, n + 1):
        result *= i
    return result


def fib(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


print(factorial(25), factorial(100))
print(fib(90), fib(91), fib(92), fib(93), fib(300))
print(factorial(60) // factorial(58), factorial(60) % 61, -factorial(30) // 7, -factorial(30) % 7)
n = 3**150
print(n, n - n, n - (n - 1), n * -1, n // 3**149, str(n)[:10], len(str(n)))
print(int(str(n)) == n, int(hex(n), 16) == n, float(3**50), n / 3**148, n / 7**100)
print(sum(10**k for k in range(30)), max(n, -n) == n, min(n, 5))
d = {2**70: "big", 2**70 + 1: "bigger"}
print(d[2**70], d[2**71 // 2], 2**70 + 2 in d)
digits = [int(c) for c in str(2**200)]
print(sum(digits))
