# `finally` clauses that jump; in a module of its own, since CPython warns of each.
import warnings

warnings.simplefilter("ignore", SyntaxWarning)

import _jumps_in_finally
