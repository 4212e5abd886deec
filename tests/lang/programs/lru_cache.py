class Node:
    __slots__ = ("key", "value", "prev", "next")

    def __init__(self, key, value):
        self.key, self.value = key, value


class LRU:
    def __init__(self, capacity):
        self.capacity, self.map = capacity, {}
        self.head = self.tail = Node(None, None)
        self.head.next = self.head.prev = self.head
        self.hits = self.misses = 0

    def _unlink(self, n):
        n.prev.next, n.next.prev = n.next, n.prev

    def _front(self, n):
        n.next, n.prev = self.head.next, self.head
        self.head.next.prev = n
        self.head.next = n

    def get(self, key, default=None):
        n = self.map.get(key)
        if n is None:
            self.misses += 1
            return default
        self.hits += 1
        self._unlink(n)
        self._front(n)
        return n.value

    def put(self, key, value):
        n = self.map.get(key)
        if n is not None:
            n.value = value
            self._unlink(n)
        else:
            if len(self.map) >= self.capacity:
                old = self.head.prev
                self._unlink(old)
                del self.map[old.key]
            n = self.map[key] = Node(key, value)
        self._front(n)

    def __iter__(self):
        n = self.head.next
        while n is not self.head:
            yield n.key, n.value
            n = n.next

    def __len__(self):
        return len(self.map)


c = LRU(5)
x = 12345
for i in range(3000):
    x = (x * 1103515245 + 12345) % 2**31
    k = x // 65536 % 12
    if c.get(k) is None:
        c.put(k, i)
print(list(c), c.hits, c.misses, len(c))
for k in range(20):
    c.put(k, k * k)
print(list(c), c.get(0, "gone"), c.get(17))
