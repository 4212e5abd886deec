# ends: done
s="+".join(["a"]*20000)
try: compile(s,"x","exec"); print("done")
except (RecursionError,MemoryError,SyntaxError): print("done")
