# ends: LimitExceeded
import math
x=(1<<10_000_000)-1
y=(1<<9_000_000)+1
math.gcd(x,y)
