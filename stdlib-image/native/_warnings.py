"""`warn` and `warn_explicit`; `warnings` uses its own Python code for everything else."""

from _py_warnings import warn, warn_explicit
