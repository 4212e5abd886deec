x = lambda *a, k=(1 << 62): (yield)
