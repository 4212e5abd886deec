# ends: LimitExceeded
import re
re.match(r"(x+x+)+y", "x"*60)
