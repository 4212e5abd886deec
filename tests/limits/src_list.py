# ends: done
s="["*10000+"]"*10000
try: compile(s,"x","exec"); print("done")
except (RecursionError,MemoryError,SyntaxError): print("done")
