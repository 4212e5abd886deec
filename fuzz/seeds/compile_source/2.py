class A(metaclass=type):
    x: int = 1
    @property
    def p(self): return super().__init__()
