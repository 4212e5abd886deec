# ends: done
import gc

class A:
    def __del__(self):
        while True:
            pass

A()
gc.collect()
print("done")
