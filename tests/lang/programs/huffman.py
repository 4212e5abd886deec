import heapq
from collections import Counter


class Node:
    __slots__ = ("weight", "char", "left", "right", "order")
    made = 0

    def __init__(self, weight, char=None, left=None, right=None):
        self.weight, self.char, self.left, self.right = weight, char, left, right
        Node.made += 1
        self.order = Node.made

    def __lt__(self, other):
        return (self.weight, self.order) < (other.weight, other.order)


def build(text):
    heap = [Node(n, c) for c, n in sorted(Counter(text).items())]
    heapq.heapify(heap)
    while len(heap) > 1:
        a, b = heapq.heappop(heap), heapq.heappop(heap)
        heapq.heappush(heap, Node(a.weight + b.weight, None, a, b))
    return heap[0]


def codes(node, prefix=""):
    if node.char is not None:
        return {node.char: prefix or "0"}
    return codes(node.left, prefix + "0") | codes(node.right, prefix + "1")


def decode(root, bits):
    out, node = [], root
    for b in bits:
        node = node.left if b == "0" else node.right
        if node.char is not None:
            out.append(node.char)
            node = root
    return "".join(out)


text = "it was the best of times, it was the worst of times, it was the age of wisdom" * 3
root = build(text)
table = codes(root)
bits = "".join(table[c] for c in text)
print(sorted(table.items(), key=lambda kv: (len(kv[1]), kv[0])))
print(len(text) * 8, len(bits), decode(root, bits) == text, bits[:60])
