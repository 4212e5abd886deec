"""The password database, as `/etc/passwd` has it."""


class struct_passwd(tuple):
    """A row of the password database."""

    __module__ = "pwd"
    __slots__ = ()
    n_fields = n_sequence_fields = 7
    n_unnamed_fields = 0
    __match_args__ = ("pw_name", "pw_passwd", "pw_uid", "pw_gid", "pw_gecos", "pw_dir", "pw_shell")

    def __repr__(self):
        return "pwd.struct_passwd(" + ", ".join(f"{n}={v!r}" for n, v in zip(self.__match_args__, self)) + ")"


for _i, _name in enumerate(struct_passwd.__match_args__):
    setattr(struct_passwd, _name, property(lambda self, i=_i: self[i]))
del _i, _name


def getpwall():
    """Return a list of all available password database entries."""
    rows = []
    with open("/etc/passwd", encoding="utf-8", errors="surrogateescape") as file:
        for line in file:
            parts = line.rstrip("\n").split(":")
            if len(parts) == 7:
                parts[2:4] = map(int, parts[2:4])
                rows.append(struct_passwd(parts))
    return rows


def getpwnam(name, /):
    """Return the password database entry for the given user name."""
    for row in getpwall():
        if row[0] == name:
            return row
    raise KeyError(f"getpwnam(): name not found: {name!r}")


def getpwuid(uid, /):
    """Return the password database entry for the given numeric user ID."""
    for row in getpwall():
        if row[2] == uid:
            return row
    raise KeyError(f"getpwuid(): uid not found: {uid}")
