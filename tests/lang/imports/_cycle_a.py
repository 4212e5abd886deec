early = "early a"
import _cycle_b

b_saw = _cycle_b.saw
done = True
