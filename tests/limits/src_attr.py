# ends: done
s="a"+".a"*3000
try: compile(s,"x","exec"); print("done")
except (RecursionError,MemoryError,SyntaxError): print("done")
