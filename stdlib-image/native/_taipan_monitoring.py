"""`sys.monitoring` (PEP 669): names, tools and checks; events are sent by the VM (`vm/src/monitor/`)."""

from types import CodeType, SimpleNamespace

import _taipan

DEBUGGER_ID, COVERAGE_ID, PROFILER_ID, OPTIMIZER_ID = 0, 1, 2, 5
events = SimpleNamespace(
    PY_START=1, PY_RESUME=2, PY_RETURN=4, PY_YIELD=8, CALL=16, LINE=32, INSTRUCTION=64, JUMP=128,
    BRANCH_LEFT=256, BRANCH_RIGHT=512, STOP_ITERATION=1024, RAISE=2048, EXCEPTION_HANDLED=4096, PY_UNWIND=8192,
    PY_THROW=16384, RERAISE=32768, C_RETURN=65536, C_RAISE=131072, BRANCH=262144, NO_EVENTS=0,
)
DISABLE, MISSING = object(), object()
_taipan.monitor_markers(DISABLE, MISSING)

_BRANCHES = events.BRANCH_LEFT | events.BRANCH_RIGHT
_RESULTS = events.C_RETURN | events.C_RAISE
_EVENTS, _LOCAL = 1 << 19, 1 << 11
_names = [None] * 6
_sets = [0] * 6


def _check(tool_id):
    if not isinstance(tool_id, int):
        raise TypeError(f"'{type(tool_id).__name__}' object cannot be interpreted as an integer")
    if not 0 <= tool_id < 6:
        raise ValueError(f"invalid tool {tool_id} (must be between 0 and 5)")


def _check_used(tool_id):
    _check(tool_id)
    if _names[tool_id] is None:
        raise ValueError(f"tool {tool_id} is not in use")


def use_tool_id(tool_id, name, /):
    _check(tool_id)
    if not isinstance(name, str):
        raise ValueError("tool name must be a str")
    if _names[tool_id] is not None:
        raise ValueError(f"tool {tool_id} is already in use")
    _names[tool_id] = name


def clear_tool_id(tool_id, /):
    _check(tool_id)
    if _names[tool_id] is not None:
        _sets[tool_id] = 0
        _taipan.monitor_clear(tool_id)


def free_tool_id(tool_id, /):
    clear_tool_id(tool_id)
    _names[tool_id] = None


def get_tool(tool_id, /):
    _check(tool_id)
    return _names[tool_id]


def _plain(event_set, limit, what):
    if event_set < 0 or event_set >= limit:
        raise ValueError(f"invalid {what} 0x{event_set & 0xffffffff:x}")
    if event_set & _RESULTS:
        if event_set & (_RESULTS | events.CALL) != _RESULTS | events.CALL:
            raise ValueError("cannot set C_RETURN or C_RAISE events independently")
        event_set &= ~_RESULTS
    if event_set & events.BRANCH:
        event_set = event_set & ~events.BRANCH | _BRANCHES
    return event_set


def get_events(tool_id, /):
    _check_used(tool_id)
    return _sets[tool_id]


def set_events(tool_id, event_set, /):
    _check(tool_id)
    event_set = _plain(event_set, _EVENTS, "event set")
    _check_used(tool_id)
    _sets[tool_id] = event_set
    _taipan.monitor_events(tool_id, event_set)


def _check_code(code):
    if not isinstance(code, CodeType):
        raise TypeError("code must be a code object")


def get_local_events(tool_id, code, /):
    _check_code(code)
    _check_used(tool_id)
    return _taipan.monitored_local_events(tool_id, code)


def set_local_events(tool_id, code, event_set, /):
    _check_code(code)
    _check(tool_id)
    plain = event_set
    if plain & events.BRANCH:
        plain = plain & ~events.BRANCH | _BRANCHES
    if plain & _RESULTS and plain & (_RESULTS | events.CALL) == _RESULTS | events.CALL:
        plain &= ~_RESULTS
    plain = _plain(plain, _LOCAL, "local event set")
    _check_used(tool_id)
    _taipan.monitor_local_events(tool_id, code, plain)


def register_callback(tool_id, event, func, /):
    _check(tool_id)
    if event <= 0 or event.bit_count() != 1:
        raise ValueError("The callback can only be set for one event at a time")
    number = event.bit_length() - 1
    if number > 18:
        raise ValueError(f"invalid event {number}")
    if event == events.BRANCH:
        _taipan.monitor_callback(tool_id, 8, func)
        number = 9
    return _taipan.monitor_callback(tool_id, number, func)


def restart_events():
    _taipan.monitor_restart()


def _all_events():
    sets = {}
    for name, event in vars(events).items():
        tools = sum(1 << i for i in range(6) if _sets[i] & event)
        if tools:
            sets[name] = tools
    return sets
