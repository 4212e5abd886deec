import _cycle_a

saw = (_cycle_a.early, hasattr(_cycle_a, "done"))
