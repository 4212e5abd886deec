"""What the tiers of this VM do, for programs and their tests.

sites(f), stats() and assert_no_deopt(f) tell of executions only while they are counted (-X stats).
"""

from _taipan import (
    assert_no_deopt, assert_specialized, cool, counting, options, reset, set_option, sites, stats,
)

__all__ = [
    "assert_no_deopt", "assert_specialized", "cool", "counting", "freeze", "frozen", "options",
    "reset", "set_option", "settings", "sites", "stats", "thaw",
]


def freeze():
    """Sites stay as they are and nothing new is compiled, until thaw()."""
    set_option("frozen", True)


def thaw():
    """Ends freeze()."""
    set_option("frozen", False)


class settings:
    """Sets options for a with block: `with settings(warmup=8, families="-LOAD_ATTR"): ...`."""

    def __init__(self, **options):
        self._new = options
        self._old = []

    def __enter__(self):
        before = options()
        saved = {name: before.get(name.replace("_", "-")) for name in self._new}
        self._old.append(saved)
        try:
            for name, value in self._new.items():
                set_option(name, value)
        except BaseException:
            self._restore()
            raise
        return self

    def __exit__(self, *exc_info):
        self._restore()

    def _restore(self):
        for name, value in self._old.pop().items():
            if value is not None:
                set_option(name, value)


def frozen():
    """`with frozen(): ...`: freeze() for a block."""
    return settings(frozen=True)
