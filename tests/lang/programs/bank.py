class InsufficientFunds(Exception):
    def __init__(self, need, have):
        super().__init__(f"need {need}, have {have}")
        self.need, self.have = need, have


class Account:
    rate = 0.01
    _next = 1

    def __init__(self, owner, balance=0):
        self.owner, self._balance, self.history = owner, balance, []
        self.id = Account._next
        Account._next += 1

    @property
    def balance(self):
        return self._balance

    @balance.setter
    def balance(self, value):
        if value < 0:
            raise InsufficientFunds(-value + self._balance, self._balance)
        self.history.append(value - self._balance)
        self._balance = value

    def __iadd__(self, amount):
        self.balance += amount
        return self

    def __isub__(self, amount):
        self.balance -= amount
        return self

    def interest(self):
        return round(self.balance * self.rate, 2)

    def __repr__(self):
        return f"{type(self).__name__}({self.owner!r}, {self.balance})"


class Savings(Account):
    rate = 0.05

    def interest(self):
        return super().interest() + 1


class Transaction:
    def __init__(self, *accounts):
        self.accounts = accounts

    def __enter__(self):
        self.saved = [(a._balance, len(a.history)) for a in self.accounts]
        return self

    def __exit__(self, kind, error, tb):
        if kind is not None:
            for a, (b, n) in zip(self.accounts, self.saved):
                a._balance = b
                del a.history[n:]
        return kind is not None and issubclass(kind, InsufficientFunds)


a, b = Account("ann", 100), Savings("bob", 50)
for amount in (30, 500, 70, 1):
    with Transaction(a, b):
        b += amount
        a -= amount
        print("moved", amount)
    print(a, b, a.history, b.history)
try:
    with Transaction(a):
        a += "text"
except TypeError as e:
    print(e, a)
print(a.interest(), b.interest(), [x.id for x in (a, b)], sum(x.balance for x in (a, b)))
