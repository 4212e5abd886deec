class Tree:
    class Node:
        def __init__(self, key, value):
            self.key, self.value, self.left, self.right = key, value, None, None

    def __init__(self):
        self.root, self.size = None, 0

    def __setitem__(self, key, value):
        node, parent = self.root, None
        while node:
            parent = node
            if key == node.key:
                node.value = value
                return
            node = node.left if key < node.key else node.right
        new = self.Node(key, value)
        self.size += 1
        if parent is None:
            self.root = new
        elif key < parent.key:
            parent.left = new
        else:
            parent.right = new

    def __getitem__(self, key):
        node = self.root
        while node:
            if key == node.key:
                return node.value
            node = node.left if key < node.key else node.right
        raise KeyError(key)

    def __contains__(self, key):
        try:
            self[key]
        except KeyError:
            return False
        return True

    def __len__(self):
        return self.size

    def __iter__(self):
        stack, node = [], self.root
        while stack or node:
            while node:
                stack.append(node)
                node = node.left
            node = stack.pop()
            yield node.key
            node = node.right

    def height(self, node="root"):
        if node == "root":
            node = self.root
        return 0 if node is None else 1 + max(self.height(node.left), self.height(node.right))


t = Tree()
x = 1
for i in range(400):
    x = x * 48271 % 2147483647
    t[x % 500] = i
print(len(t), list(t)[:10], t.height(), 123 in t, -1 in t, t[next(iter(t))], sum(t[k] for k in t), list(t) == sorted(t))
s = Tree()
for w in "the quick brown fox jumps over the lazy dog".split():
    s[w] = len(w)
print(list(s), s["fox"], len(s))
try:
    s["cat"]
except KeyError as e:
    print(repr(e))


class Linked:
    def __init__(self, items=()):
        self.head = None
        for i in items:
            self.head = [i, self.head]

    def __iter__(self):
        n = self.head
        while n:
            yield n[0]
            n = n[1]

    def reverse(self):
        prev, n = None, self.head
        while n:
            n[1], prev, n = prev, n, n[1]
        self.head = prev
        return self


l = Linked(range(10))
print(list(l), list(l.reverse()), len(list(Linked(range(5000)).reverse())))


class UnionFind:
    def __init__(self, n):
        self.p = list(range(n))

    def find(self, a):
        while self.p[a] != a:
            self.p[a] = self.p[self.p[a]]
            a = self.p[a]
        return a

    def union(self, a, b):
        a, b = self.find(a), self.find(b)
        self.p[a] = b
        return a != b


u = UnionFind(100)
print(sum(u.union(i, (i * 37 + 11) % 100) for i in range(100)), len({u.find(i) for i in range(100)}))
