"""CSV parsing and writing."""

__version__ = "1.0"
QUOTE_MINIMAL, QUOTE_ALL, QUOTE_NONNUMERIC, QUOTE_NONE, QUOTE_STRINGS, QUOTE_NOTNULL = range(6)
_dialects = {}
_limit = 131072
_UNSET = object()


class Error(Exception):
    __module__ = "_csv"


def _character(name, value, optional):
    if value is None and optional:
        return None
    if not isinstance(value, str):
        kind = "a unicode character or None" if optional else "a unicode character"
        raise TypeError(f'"{name}" must be {kind}, not {type(value).__name__}')
    if len(value) != 1:
        kind = "a unicode character or None" if optional else "a unicode character"
        raise TypeError(f'"{name}" must be {kind}, not a string of length {len(value)}')
    return value


class Dialect:
    """CSV dialect"""

    __module__ = "_csv"
    __slots__ = ("_delimiter", "_doublequote", "_escapechar", "_lineterminator", "_quotechar", "_quoting",
                 "_skipinitialspace", "_strict")

    def __new__(cls, dialect=None, delimiter=_UNSET, doublequote=_UNSET, escapechar=_UNSET, lineterminator=_UNSET,
                quotechar=_UNSET, quoting=_UNSET, skipinitialspace=_UNSET, strict=_UNSET):
        if isinstance(dialect, str):
            dialect = get_dialect(dialect)

        def pick(given, name, default):
            if given is not _UNSET:
                return given
            return getattr(dialect, name, default) if dialect is not None else default

        self = object.__new__(cls)
        self._delimiter = _character("delimiter", pick(delimiter, "delimiter", ","), False)
        self._doublequote = bool(pick(doublequote, "doublequote", True))
        self._escapechar = _character("escapechar", pick(escapechar, "escapechar", None), True)
        self._lineterminator = pick(lineterminator, "lineterminator", "\r\n")
        self._quotechar = _character("quotechar", pick(quotechar, "quotechar", '"'), True)
        self._skipinitialspace = bool(pick(skipinitialspace, "skipinitialspace", False))
        self._strict = bool(pick(strict, "strict", False))
        quoting = pick(quoting, "quoting", _UNSET)
        if quoting is _UNSET:
            quoting = QUOTE_MINIMAL
        if quotechar is None and self._quotechar is None and quoting is QUOTE_MINIMAL:
            quoting = QUOTE_NONE
        if type(quoting) is not int:
            raise TypeError('"quoting" must be an integer, not ' + type(quoting).__name__)
        if not 0 <= quoting <= 5:
            raise TypeError('bad "quoting" value')
        self._quoting = quoting
        if not isinstance(self._lineterminator, str):
            raise TypeError(f'"lineterminator" must be a string, not {type(self._lineterminator).__name__}')
        if quoting != QUOTE_NONE and self._quotechar is None:
            raise TypeError("quotechar must be set if quoting enabled")
        for name in ("delimiter", "escapechar", "quotechar"):
            c = getattr(self, "_" + name)
            if c is not None and c in "\r\n":
                raise ValueError(f"bad {name} value")
        chars = [self._delimiter, self._escapechar, self._quotechar]
        names = ["delimiter", "escapechar", "quotechar"]
        for i in range(3):
            for j in range(i):
                if chars[i] is not None and chars[i] == chars[j]:
                    raise ValueError(f"bad {names[j]} or {names[i]} value")
        if self._skipinitialspace and " " in chars:
            raise ValueError("bad delimiter, escapechar or quotechar value")
        return self

    delimiter = property(lambda self: self._delimiter)
    doublequote = property(lambda self: self._doublequote)
    escapechar = property(lambda self: self._escapechar)
    lineterminator = property(lambda self: self._lineterminator)
    quotechar = property(lambda self: self._quotechar)
    quoting = property(lambda self: self._quoting)
    skipinitialspace = property(lambda self: self._skipinitialspace)
    strict = property(lambda self: self._strict)


def _dialect(dialect, options):
    if not options and type(dialect) is Dialect:
        return dialect
    return Dialect(dialect, **options)


def register_dialect(name, dialect=None, /, **fmtparams):
    """Create a mapping from a string name to a dialect class."""
    if not isinstance(name, str):
        raise TypeError("dialect name must be a string")
    _dialects[name] = _dialect(dialect, fmtparams)


def unregister_dialect(name):
    """Delete the name/dialect mapping associated with a string name."""
    try:
        del _dialects[name]
    except (KeyError, TypeError):
        raise Error("unknown dialect") from None


def get_dialect(name):
    """Return the dialect instance associated with name."""
    try:
        return _dialects[name]
    except KeyError:
        raise Error("unknown dialect") from None


def list_dialects():
    """Return a list of all known dialect names."""
    return list(_dialects)


def field_size_limit(new_limit=_UNSET, /):
    """Sets an upper limit on parsed fields."""
    global _limit
    old = _limit
    if new_limit is not _UNSET:
        if not isinstance(new_limit, int):
            raise TypeError("limit must be an integer")
        _limit = new_limit
    return old


class Reader:
    """CSV reader"""

    __module__ = "_csv"

    def __init__(self, iterable, dialect="excel", **options):
        self._lines = iter(iterable)
        self._dialect = _dialect(dialect, options)
        self._line_num = 0

    dialect = property(lambda self: self._dialect)
    line_num = property(lambda self: self._line_num)

    def __iter__(self):
        return self

    def __next__(self):
        d = self._dialect
        delimiter, quote, escape, quoting = d._delimiter, d._quotechar, d._escapechar, d._quoting
        fields, text = [], []
        state = "start record"
        quoted = False

        def save():
            nonlocal text, quoted
            field = "".join(text)
            if len(field) > _limit:
                raise Error(f"field larger than field limit ({_limit})")
            if not quoted:
                if quoting == QUOTE_NONNUMERIC or quoting == QUOTE_STRINGS and field:
                    field = float(field) if field or quoting == QUOTE_NONNUMERIC else field
                if quoting in (QUOTE_NOTNULL, QUOTE_STRINGS) and field == "":
                    field = None
            fields.append(field)
            text, quoted = [], False

        while True:
            try:
                line = next(self._lines)
            except StopIteration:
                if text or state == "in quoted field":
                    if d._strict:
                        raise Error("unexpected end of data") from None
                    save()
                    return fields
                if fields or state not in ("start record",):
                    save()
                    return fields
                raise
            if not isinstance(line, str):
                raise Error(f"iterator should return strings, not {type(line).__name__} (the file should be opened in text mode)")
            self._line_num += 1
            for c in (*line, None):
                end = c is None
                if end:
                    c = ""
                if state == "eat crnl":
                    if end or c in "\r\n":
                        continue
                    raise Error("new-line character seen in unquoted field - "
                                "do you need to open the file with newline=''?")
                if state == "start record":
                    if end:
                        continue
                    if c in "\r\n":
                        state = "eat crnl"
                        continue
                    state = "start field"
                if state == "start field":
                    if end or c in "\r\n":
                        save()
                        state = "start record" if end else "eat crnl"
                    elif c == quote and quoting != QUOTE_NONE:
                        quoted = True
                        state = "in quoted field"
                    elif c == escape:
                        state = "escaped"
                    elif c == " " and d._skipinitialspace:
                        pass
                    elif c == delimiter:
                        save()
                    else:
                        text.append(c)
                        state = "in field"
                elif state == "escaped":
                    text.append("\n" if end else c)
                    state = "in field" if not end else "after escaped"
                elif state in ("in field", "after escaped"):
                    if end and state == "after escaped":
                        continue
                    if end or c in "\r\n":
                        save()
                        state = "start record" if end else "eat crnl"
                    elif c == escape:
                        state = "escaped"
                    elif c == delimiter:
                        save()
                        state = "start field"
                    else:
                        text.append(c)
                        state = "in field"
                elif state == "in quoted field":
                    if end:
                        pass
                    elif c == escape:
                        state = "escape in quoted"
                    elif c == quote and quoting != QUOTE_NONE:
                        state = "quote in quoted" if d._doublequote else "in field"
                    else:
                        text.append(c)
                elif state == "escape in quoted":
                    text.append("\n" if end else c)
                    state = "in quoted field"
                elif state == "quote in quoted":
                    if quoting != QUOTE_NONE and c == quote:
                        text.append(c)
                        state = "in quoted field"
                    elif c == delimiter:
                        save()
                        state = "start field"
                    elif end or c in "\r\n":
                        save()
                        state = "start record" if end else "eat crnl"
                    elif not d._strict:
                        text.append(c)
                        state = "in field"
                    else:
                        raise Error(f"'{delimiter}' expected after '{quote}'")
            if state == "eat crnl":
                state = "start record"
            if state == "start record":
                return fields


class Writer:
    """CSV writer"""

    __module__ = "_csv"

    def __init__(self, fileobj, dialect="excel", **options):
        try:
            self._write = fileobj.write
        except AttributeError:
            raise TypeError("argument 1 must have a \"write\" method") from None
        self._dialect = _dialect(dialect, options)

    dialect = property(lambda self: self._dialect)

    def writerow(self, row, /):
        d = self._dialect
        delimiter, quote, escape, quoting = d._delimiter, d._quotechar, d._escapechar, d._quoting
        special = {delimiter, "\r", "\n", *d._lineterminator}
        try:
            row = list(row)
        except TypeError:
            raise Error(f"iterable expected, not {type(row).__name__}") from None
        out = []
        for value in row:
            is_number = isinstance(value, (int, float))
            if value is None:
                field = ""
            else:
                field = value if isinstance(value, str) else str(value)
            quoted = (
                quoting == QUOTE_ALL
                or quoting == QUOTE_NONNUMERIC and not is_number
                or quoting == QUOTE_STRINGS and isinstance(value, str)
                or quoting == QUOTE_NOTNULL and value is not None
            )
            parts = []
            for c in field:
                needs_escape = False
                if c == quote or c == escape or c in special:
                    if quoting == QUOTE_NONE:
                        needs_escape = True
                    elif c == quote:
                        if d._doublequote:
                            parts.append(quote)
                        else:
                            needs_escape = True
                        if not needs_escape:
                            quoted = True
                    elif c == escape:
                        needs_escape = True
                    else:
                        quoted = True
                    if needs_escape:
                        if escape is None:
                            raise Error("need to escape, but no escapechar set")
                        parts.append(escape)
                parts.append(c)
            if field == " " and d._skipinitialspace or (delimiter == " " and d._skipinitialspace and not field):
                quoted = True
            if not field and len(row) == 1:
                if quoting == QUOTE_NONE or quoting in (QUOTE_STRINGS, QUOTE_NOTNULL) and value is None:
                    raise Error("single empty field record must be quoted")
                quoted = True
            text = "".join(parts)
            out.append(quote + text + quote if quoted else text)
        return self._write(delimiter.join(out) + d._lineterminator)

    def writerows(self, rows, /):
        for row in rows:
            self.writerow(row)


def reader(iterable, /, dialect="excel", **options):
    """Return a reader object that will process lines from the given iterable."""
    return Reader(iterable, dialect, **options)


def writer(fileobj, /, dialect="excel", **options):
    """Return a writer object that will write user data on the given file object."""
    return Writer(fileobj, dialect, **options)
