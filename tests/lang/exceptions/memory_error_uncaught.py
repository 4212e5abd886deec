# oracle: python3.11 (pyodide is a 32-bit build: the size does not fit its index type)
print("before", flush=True)
try:
    [0] * 10**12
except MemoryError as e:
    import sys
    print("MemoryError", e.args)
    sys.exit(1)
