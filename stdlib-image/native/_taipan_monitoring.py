"""`sys.monitoring` (PEP 669): tools can be registered, but no event is ever sent."""

from types import SimpleNamespace

DEBUGGER_ID, COVERAGE_ID, PROFILER_ID, OPTIMIZER_ID = 0, 1, 2, 5
events = SimpleNamespace(
    PY_START=1, PY_RESUME=2, PY_RETURN=4, PY_YIELD=8, CALL=16, LINE=32, INSTRUCTION=64, JUMP=128,
    BRANCH_LEFT=256, BRANCH_RIGHT=512, STOP_ITERATION=1024, RAISE=2048, EXCEPTION_HANDLED=4096, PY_UNWIND=8192,
    PY_THROW=16384, RERAISE=32768, C_RETURN=65536, C_RAISE=131072, BRANCH=262144, NO_EVENTS=0,
)
_tools = {}


class _Marker:
    def __init__(self, name):
        self._name = name

    def __repr__(self):
        return self._name


DISABLE = _Marker("sys.monitoring.DISABLE")
MISSING = _Marker("sys.monitoring.MISSING")


def _check(tool_id):
    if not 0 <= tool_id < 6:
        raise ValueError(f"invalid tool {tool_id} (must be between 0 and 5)")


def use_tool_id(tool_id, name, /):
    _check(tool_id)
    if tool_id in _tools:
        raise ValueError(f"tool {tool_id} is already in use")
    _tools[tool_id] = name


def clear_tool_id(tool_id, /):
    _check(tool_id)


def free_tool_id(tool_id, /):
    _check(tool_id)
    _tools.pop(tool_id, None)


def get_tool(tool_id, /):
    _check(tool_id)
    return _tools.get(tool_id)


def get_events(tool_id, /):
    _check(tool_id)
    return 0


def get_local_events(tool_id, code, /):
    _check(tool_id)
    return 0


def _refuse(tool_id, mask):
    _check(tool_id)
    if tool_id not in _tools:
        raise ValueError(f"tool {tool_id} is not in use")
    if mask:
        raise NotImplementedError("Taipan sends no monitoring events")


def set_events(tool_id, event_set, /):
    _refuse(tool_id, event_set)


def set_local_events(tool_id, code, event_set, /):
    _refuse(tool_id, event_set)


def register_callback(tool_id, event, func, /):
    _check(tool_id)
    return None


def restart_events():
    pass
