"""What the tiers of this VM do, for programs and their tests.

sites(f), stats() and assert_no_deopt(f) tell of executions only while they are counted (-X stats).
"""

from _taipan import (
    assert_no_deopt, assert_specialized, cool, counting, current_plan, options, plan_text, reset,
    set_option, sites, stats,
)

__all__ = [
    "Plan", "assert_no_deopt", "assert_specialized", "cool", "counting", "freeze", "frozen", "options",
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


class Plan:
    """A tier plan: `Plan(7)` is a seed's, `Plan(7, force=9)` turns knobs, `Plan("force = 9")` reads a text.

    What a plan decides, it decides while a program runs: pass `option` to another run.
    """

    def __init__(self, plan=0, **knobs):
        lines = [plan_text(plan)] if plan or not knobs else []
        lines += [f"{name} = {value}" for name, value in knobs.items()]
        self.text = plan_text("\n".join(lines))

    @classmethod
    def current(cls):
        """The plan that this program runs under, or None."""
        text = current_plan()
        return None if text is None else cls(text)

    @property
    def option(self):
        """The value of `-X plan=` for this plan."""
        return self.text.strip().replace(" = ", "=").replace("\n", ",")

    def __eq__(self, other):
        return self.text == other.text if isinstance(other, Plan) else NotImplemented

    def __hash__(self):
        return hash(self.text)

    def __str__(self):
        return self.text

    def __repr__(self):
        return f"Plan({self.option!r})"
