# ends: done
s = "if a: pass\n" + "elif a: pass\n" * 5000
try:
    compile(s, "x", "exec")
except (RecursionError, MemoryError, SyntaxError):
    pass
print("done")
