# One long loop at module level and inside one call: only on-stack replacement can help.
x = 0
for i in range(20000):
    x = (x * 31 + i) % 1000003
    if i == 15000:
        label = "late"
print(x, label)


def one_call():
    a, b, log = 1, 1.5, []
    for i in range(20000):
        a = (a * 7 + 3) % 10007
        b = b * 0.99 + a
        if i % 5000 == 4999:
            log.append((a, round(b, 6)))
    else:
        log.append("else")
    return log


print(one_call())


def nested():
    t = 0
    for i in range(60):
        row = [i * j for j in range(60)]
        for j in row:
            k = j % 13
            while k > 0:
                t += k
                k -= 2
                if t % 1009 == 0:
                    break
            else:
                t += 1
    return t


print(nested())


def switches(n):
    # The type of a local changes while the loop is running in machine code.
    v = 0
    out = []
    for i in range(n):
        if i == n // 4:
            v = float(v)
        elif i == n // 2:
            v = str(int(v))
        elif i == 3 * n // 4:
            v = [len(v)]
        if isinstance(v, (int, float)):
            v = v + 1
        elif isinstance(v, str):
            v = v + "." if len(v) < 50 else v[:10]
        else:
            v[0] += 1
        if i % (n // 8) == 0:
            out.append(v if not isinstance(v, list) else list(v))
    return v, out


print(switches(4000))


def unbound(n):
    for i in range(n):
        if i > 1000:
            late = i
        if i > 1000 and i % 700 == 0:
            print(late)
        if i == 2500:
            del late
            try:
                print(late)
            except UnboundLocalError as e:
                print(e)


unbound(3000)


def breaks(n):
    found = []
    for target in range(0, n, 97):
        for i in range(n):
            if i * i % 1013 == target % 1013:
                found.append(i)
                break
        else:
            found.append(-1)
    return found


print(breaks(1000))
i = 0
while True:
    i += 1
    if i < 10000:
        continue
    break
print(i)
