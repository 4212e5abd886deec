# ends: LimitExceeded
import os, time
child = os.fork()
if child == 0:
    time.sleep(2)
    os._exit(0)
os.waitpid(child, 0)
