# ends: LimitExceeded
# Hashes of tuples are kept, those of slices are not.
a = 0
for i in range(60):
    a = slice(a, a)
hash(a)
