# ends: done
import json
try: json.loads("["*200000)
except (RecursionError,ValueError): print("done")
