# ends: done
s="a if b else "*20000+"c"
try: compile(s,"x","exec"); print("done")
except (RecursionError,MemoryError,SyntaxError): print("done")
