# ends: done
try: exec("x='a'*1000*1000*1000*1000")
except MemoryError: print("done")
