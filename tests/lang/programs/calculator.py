class ParseError(Exception):
    pass


class Parser:
    def __init__(self, text, env):
        self.tokens = self.tokenize(text)
        self.pos = 0
        self.env = env

    @staticmethod
    def tokenize(text):
        tokens, i = [], 0
        while i < len(text):
            c = text[i]
            if c.isspace():
                i += 1
            elif c.isdigit() or c == ".":
                j = i
                while j < len(text) and (text[j].isdigit() or text[j] == "."):
                    j += 1
                word = text[i:j]
                tokens.append(float(word) if "." in word else int(word))
                i = j
            elif c.isalpha():
                j = i
                while j < len(text) and text[j].isalnum():
                    j += 1
                tokens.append(("name", text[i:j]))
                i = j
            else:
                two = text[i : i + 2]
                op = two if two in ("**", "//") else c
                tokens.append(op)
                i += len(op)
        return tokens

    def peek(self):
        return self.tokens[self.pos] if self.pos < len(self.tokens) else None

    def take(self):
        t = self.peek()
        self.pos += 1
        return t

    def expression(self, min_prec=0):
        levels = {"+": 1, "-": 1, "*": 2, "/": 2, "//": 2, "%": 2, "**": 4}
        left = self.unary()
        while (op := self.peek()) in levels and levels[op] >= min_prec:
            self.take()
            prec = levels[op]
            right = self.expression(prec if op == "**" else prec + 1)
            left = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b, "//": lambda a, b: a // b, "%": lambda a, b: a % b, "**": lambda a, b: a**b}[op](left, right)
        return left

    def unary(self):
        match self.take():
            case "-":
                return -self.expression(3)
            case "(":
                value = self.expression()
                if self.take() != ")":
                    raise ParseError("expected )")
                return value
            case ("name", name):
                if self.peek() == "(":
                    self.take()
                    args = []
                    while self.peek() != ")":
                        args.append(self.expression())
                        if self.peek() == ",":
                            self.take()
                    self.take()
                    return self.env[name](*args)
                return self.env[name]
            case int() | float() as n:
                return n
            case other:
                raise ParseError(f"unexpected {other!r}")


env = {"x": 7, "max": max, "pi": 3.14159, "sq": lambda v: v * v}
for text in ("1 + 2 * 3", "(1 + 2) * 3", "2 ** 3 ** 2", "-2 ** 2", "7 // 2 - 7 % 4", "sq(x) + max(1, x, 3) / 2", "2 ** 70 - 1", "1 / 3", "((((1))))", "1 +", "(1", "y", "1 / 0", "* 2"):
    try:
        print(text, "=", Parser(text, env).expression())
    except (ParseError, KeyError, ZeroDivisionError) as e:
        print(text, "!", type(e).__name__, e)
