# ends: done
s="".join(" "*i+"if 1:\n" for i in range(500))+" "*500+"pass"
try: compile(s,"x","exec"); print("done")
except (RecursionError,MemoryError,SyntaxError): print("done")
