log = []


def t(name, value):
    log.append(name)
    return value


print(t("a", 1) and t("b", 0) and t("c", 1), log)
log.clear()
print(t("a", 0) or t("b", 0) or t("c", 5), log)
log.clear()
print(t("a", 1) < t("b", 2) < t("c", 2) < t("d", 9), log)
log.clear()
print(t("y", 1) if t("cond", 0) else t("n", 2), log)
log.clear()
print([t(i, i) for i in range(5) if t("f", i % 2) or i == 4], log)
log.clear()
x = t("a", 0) or t("b", 3) and t("c", 4)
print(x, log)
print(not (t("n", 1) and not t("m", 0)), 1 if not 0 else 2)
print(t(1, 1) is t(2, 1), None is None, None is not None, 1 in [t(3, 1)], 5 not in [1, 2])
