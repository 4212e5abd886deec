counter = 0
step = 3
limit = 1 << 20


def run(n):
    global counter
    for i in range(n):
        counter += step
        if counter > limit:
            counter -= limit
        abs(step)
    return counter


print(run(15_000_000))
