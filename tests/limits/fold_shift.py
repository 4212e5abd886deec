# ends: done
try: exec("x=1<<10**10")
except (MemoryError,OverflowError): print("done")
