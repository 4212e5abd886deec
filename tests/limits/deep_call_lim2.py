# ends: done
import sys
sys.setrecursionlimit(10**9)
class A:
    def __add__(self,o): return self+o
try: A()+1
except (RecursionError, MemoryError): print("done")
