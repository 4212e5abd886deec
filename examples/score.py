"""The article's request path: a payload of dicts, and the same as dataclasses with slots."""

import dis
from dataclasses import dataclass


def score(payload: dict) -> int:
    s = 0
    for item in payload["items"]:
        s += item["qty"] * item["price_cents"]
    return s


@dataclass(slots=True)
class Item:
    qty: int
    price_cents: int


def score_fast(items: list[Item]) -> int:
    s = 0
    for it in items:
        s += it.qty * it.price_cents
    return s


def instructions(f):
    names = [i.opname for i in dis.get_instructions(f, adaptive=True)]
    return [name for name in names if name.startswith(("LOAD_ATTR", "BINARY_OP"))]


payload = {"items": [{"qty": n % 7, "price_cents": 100 + n} for n in range(1000)]}
items = [Item(**item) for item in payload["items"]]
for _ in range(20):
    assert score(payload) == score_fast(items)
print("dicts:      ", score(payload), *instructions(score))
print("dataclasses:", score_fast(items), *instructions(score_fast))
