for base in (0, 1, -1, 2, -2, 3, 10, -10, 2**40):
    print(base, [base**k for k in (0, 1, 2, 3, 5, 30, 62, 63, 64)])
print(2**-1, 10**-3, (-2) ** -3, 4**0.5)
print(pow(3, 5, 7), pow(3, -1, 7), pow(-3, 5, 7), pow(3, 5, -7), pow(2, 1000, 10**9 + 7), pow(2, 10**18, 998244353))
for args in ((2, -1, 4), (2, 3, 0)):
    try:
        print(pow(*args))
    except ValueError as error:
        print(args, error)
print(pow(base=2, exp=10), pow(2, 10, mod=1000), 0**0, 0.0**0)
print(3**200)
