# ends: done
s="lambda:"*20000+"0"
try: compile(s,"x","exec"); print("done")
except (RecursionError,MemoryError,SyntaxError): print("done")
