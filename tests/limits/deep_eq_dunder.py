# ends: done
class A:
    def __eq__(self, o): return self==o
try: A()==A()
except RecursionError: print("done")
