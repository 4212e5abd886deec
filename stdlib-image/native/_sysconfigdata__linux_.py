"""The build-time variables that `sysconfig` reports; there is no C compiler to tell about."""

build_time_vars = {
    "EXT_SUFFIX": ".taipan-314.so",
    "SOABI": "taipan-314",
    "Py_DEBUG": 0,
    "Py_GIL_DISABLED": 0,
    "WITH_PYMALLOC": 0,
    "TZPATH": "/usr/share/zoneinfo:/usr/lib/zoneinfo:/usr/share/lib/zoneinfo:/etc/zoneinfo",
}
