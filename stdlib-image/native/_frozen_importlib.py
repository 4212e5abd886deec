"""The core of `importlib`, as the VM's import statement knows it."""

import _imp
import sys

exec(_imp._embedded_code("importlib._bootstrap"), globals())
_setup(sys, _imp)
