def kernel(data, n):
    total = 0
    for i in range(n):
        total += data[i] * 2
    return total


def run():
    data = list(range(2000))
    print(kernel(data, 2000))
    data[1500] = None
    return kernel(data, 2000)


run()
