"""A stand-in for pyperf: enough of its interface for the programs of pyperformance, and nothing to import.

It runs the benchmark in this process, so a tier-up is seen as it happens, and prints one line of JSON with every time.
The runner controls it through the environment, or through arguments like `--bench-iterations=5` where an
implementation has no `os` yet:

TAIPAN_BENCH_WARMUPS     iterations that are run and reported, but are not steady state (default 0)
TAIPAN_BENCH_ITERATIONS  iterations after them (default 1)
TAIPAN_BENCH_LOOPS       runs of the benchmark per iteration (default 1)
TAIPAN_BENCH_ONLY        name of the one benchmark to run (default: all that the program has)
TAIPAN_BENCH_OUT         file to append the line to (default: standard output)
"""

import sys
from time import perf_counter

try:
    from os import environ
except ImportError:
    environ = {}

__version__ = "taipan stand-in"


def python_implementation():
    return sys.implementation.name


def _take_arguments():
    """Settings among the arguments; the program must not see them."""
    found = {}
    for word in sys.argv[1:]:
        if word.startswith("--bench-"):
            name, _, value = word[len("--bench-"):].partition("=")
            found["TAIPAN_BENCH_" + name.upper()] = value
            sys.argv.remove(word)
    return found


_given = _take_arguments()


def _setting(name, default):
    name = "TAIPAN_BENCH_" + name
    return int(_given.get(name) or environ.get(name) or default)


class _Namespace:
    pass


class _Arguments:
    """As much of argparse as the programs use: options with a value, and optional positionals."""

    def __init__(self):
        self.options = {}
        self.positionals = []

    def set_defaults(self, **ignored):
        """A default of the program's that is none of its arguments."""

    def add_argument(self, *names, type=str, default=None, help=None, nargs=None, dest=None, choices=None, metavar=None, action=None):
        name = dest or names[-1].lstrip("-").replace("-", "_")
        flag_value = {"store_true": True, "store_false": False}.get(action)
        entry = (name, type, default if flag_value is None or default is not None else not flag_value, choices, flag_value)
        if names[0].startswith("-"):
            for flag in names:
                self.options[flag] = entry
        else:
            self.positionals.append(entry)

    def parse(self, words):
        found = _Namespace()
        for name, type, default, choices, flag_value in list(self.options.values()) + self.positionals:
            setattr(found, name, default)
        waiting = list(self.positionals)
        words = list(words)
        while words:
            word = words.pop(0)
            flag, equals, value = word.partition("=")
            if flag in self.options:
                entry = self.options[flag]
                if entry[4] is not None:
                    setattr(found, entry[0], entry[4])
                    continue
                if not equals:
                    value = words.pop(0)
            elif waiting:
                entry, value = waiting.pop(0), word
            else:
                raise SystemExit("unknown argument " + word)
            name, type, default, choices, flag_value = entry
            value = type(value)
            if choices is not None and value not in choices:
                raise SystemExit("argument %s: %r is not a choice" % (name, value))
            setattr(found, name, value)
        return found


def _plain(value, depth=0):
    """Whether every implementation shows this value alike: numbers, text and containers of them."""
    if value is None or isinstance(value, (bool, int, float, complex, str, bytes)):
        return True
    if depth > 6:
        return False
    if type(value) in (list, tuple):
        return all(_plain(item, depth + 1) for item in value)
    if type(value) is dict:
        return all(_plain(k, depth + 1) and _plain(v, depth + 1) for k, v in value.items())
    return False


def _digest(text):
    """FNV-1a over the code points: a hash that needs no module."""
    state = 0xCBF29CE484222325
    for char in text:
        state = (state ^ ord(char)) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return "%016x" % state


def _globals_of_program():
    """The program's own plain variables: benchmarks that return nothing leave their result there."""
    names = vars(sys.modules["__main__"])
    chosen = sorted(n for n in names if not n.startswith("__") and n not in ("runner", "args", "options"))
    # Names of temporary files differ from run to run.
    return [(n, names[n]) for n in chosen if _plain(names[n]) and "/tmp" not in repr(names[n])]


class Runner:
    def __init__(self, add_cmdline_args=None, **ignored):
        self.metadata = {}
        self.argparser = _Arguments()
        self.args = None

    def parse_args(self, words=None):
        if self.args is None:
            self.args = self.argparser.parse(sys.argv[1:] if words is None else words)
        return self.args

    def bench_func(self, name, func, *args, inner_loops=None, metadata=None):
        results = []

        def timed(loops):
            start = perf_counter()
            for _ in range(loops):
                result = func(*args)
            elapsed = perf_counter() - start
            results[:] = [result]
            return elapsed

        self._measure(name, timed, results)

    def bench_time_func(self, name, func, *args, inner_loops=None, metadata=None):
        self._measure(name, lambda loops: func(loops, *args), [])

    def bench_async_func(self, name, func, *args, loop_factory=None, inner_loops=None, metadata=None):
        from asyncio import new_event_loop, set_event_loop

        def timed(loops):
            loop = (loop_factory or new_event_loop)()
            set_event_loop(loop)
            try:
                start = perf_counter()
                for _ in range(loops):
                    loop.run_until_complete(func(*args))
                return perf_counter() - start
            finally:
                set_event_loop(None)
                loop.close()

        self._measure(name, timed, [])

    def _measure(self, name, timed, results):
        if (_given.get("TAIPAN_BENCH_ONLY") or environ.get("TAIPAN_BENCH_ONLY") or name) != name:
            return
        warmups, iterations = _setting("WARMUPS", 0), _setting("ITERATIONS", 1)
        loops = _setting("LOOPS", 1)
        times = [timed(loops) for _ in range(warmups + iterations)]
        shown = [repr(r) for r in results if _plain(r)]
        shown += [repr(pair) for pair in _globals_of_program()]
        line = '{"name": "%s", "loops": %d, "warmups": %d, "times": %r, "digest": "%s"}\n' % (
            name, loops, warmups, times, _digest("\n".join(shown)) if shown else "")
        target = environ.get("TAIPAN_BENCH_OUT")
        if target:
            with open(target, "a") as file:
                file.write(line)
        else:
            sys.stdout.write(line)
