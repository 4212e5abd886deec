# ends: LimitExceeded
import os
reader, writer = os.pipe()
while True:
    os.write(writer, bytes(70000))
