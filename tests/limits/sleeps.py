# ends: LimitExceeded
import time
while True:
    try:
        time.sleep(1000)
    except Exception:
        pass
