match 3:
    case [1, *_] | {'a': 1} if 0: pass
    case _: print(f'{1!r:>{4}}')
