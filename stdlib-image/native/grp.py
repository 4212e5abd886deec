"""The group database, as `/etc/group` has it."""


class struct_group(tuple):
    """A row of the group database."""

    __module__ = "grp"
    __slots__ = ()
    n_fields = n_sequence_fields = 4
    n_unnamed_fields = 0
    __match_args__ = ("gr_name", "gr_passwd", "gr_gid", "gr_mem")

    def __repr__(self):
        return "grp.struct_group(" + ", ".join(f"{n}={v!r}" for n, v in zip(self.__match_args__, self)) + ")"


for _i, _name in enumerate(struct_group.__match_args__):
    setattr(struct_group, _name, property(lambda self, i=_i: self[i]))
del _i, _name


def getgrall():
    """Return a list of all available group database entries."""
    rows = []
    with open("/etc/group", encoding="utf-8", errors="surrogateescape") as file:
        for line in file:
            parts = line.rstrip("\n").split(":")
            if len(parts) == 4:
                parts[2] = int(parts[2])
                parts[3] = parts[3].split(",") if parts[3] else []
                rows.append(struct_group(parts))
    return rows


def getgrnam(name, /):
    """Return the group database entry for the given group name."""
    for row in getgrall():
        if row[0] == name:
            return row
    raise KeyError(f"getgrnam(): name not found: {name!r}")


def getgrgid(id, /):
    """Return the group database entry for the given numeric group ID."""
    for row in getgrall():
        if row[2] == id:
            return row
    raise KeyError(f"getgrgid(): id not found: {id}")
