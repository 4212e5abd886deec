def run(n):
    s, length = "", 0
    for i in range(n):
        s += chr(97 + i % 26)
        if len(s) == 5000:
            length += len(s)
            s = ""
    parts = []
    for i in range(n):
        parts.append(f"{i}:{i & 7}")
    joined = ",".join(parts)
    return length + len(s), len(joined), joined[-20:], s.count("q")


print(run(3_000_000))
