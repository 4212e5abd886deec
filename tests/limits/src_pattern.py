# ends: done
s="match x:\n case "+"["*10000+"]"*10000+": pass"
try: compile(s,"x","exec"); print("done")
except (RecursionError,MemoryError,SyntaxError): print("done")
