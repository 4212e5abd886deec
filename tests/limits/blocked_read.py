# ends: LimitExceeded
import os
reader, writer = os.pipe()
os.read(reader, 1)
