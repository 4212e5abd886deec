# ends: done
try: exec("x=2**2**2**2**2**2")
except (OverflowError,MemoryError,ValueError): print("done")
