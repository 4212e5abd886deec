# ends: LimitExceeded
import time
time.sleep(1000)
