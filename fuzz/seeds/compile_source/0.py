def f(a, b=1, *c, d, **e):
    return [x for x in c if x]
