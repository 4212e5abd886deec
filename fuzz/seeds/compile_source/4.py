try:
    1/0
except* (A, B) as e:
    raise
else: pass
finally: del x
