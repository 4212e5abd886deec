"""The tokenizer behind `tokenize`, in Python."""

import re as _re
import token as _token

_NUMBER = _re.compile(
    r"0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+"
    r"|(?:[0-9](?:_?[0-9])*\.(?:[0-9](?:_?[0-9])*)?|\.[0-9](?:_?[0-9])*)(?:[eE][-+]?[0-9](?:_?[0-9])*)?[jJ]?"
    r"|[0-9](?:_?[0-9])*(?:[eE][-+]?[0-9](?:_?[0-9])*)?[jJ]?"
)
_NAME = _re.compile(r"\w+")
_STRING = _re.compile(r"([a-zA-Z]{0,2})('''|\"\"\"|'|\")")
_SPACE = _re.compile(r"[ \t\f]*")
_OPERATORS = _re.compile("|".join(_re.escape(op) for op in sorted(_token.EXACT_TOKEN_TYPES, key=len, reverse=True)))
_PREFIXES = {"", "b", "br", "rb", "r", "u", "f", "fr", "rf", "t", "tr", "rt"}
_PAIRS = {"(": ")", "[": "]", "{": "}"}


class _Interpolated:
    """An f-string or t-string that is open."""

    __slots__ = ("quote", "raw", "kinds", "depth", "specs", "start")

    def __init__(self, quote, raw, kinds, start):
        self.quote = quote
        self.raw = raw
        self.kinds = kinds
        # For each field that is open, the number of brackets that were open at its start.
        self.depth = []
        # For each field, whether its format spec has begun.
        self.specs = []
        self.start = start


class TokenizerIter:
    """Iterates over the tokens of the lines that `readline` gives."""

    def __init__(self, readline, *, encoding=None, extra_tokens=False):
        self._readline = readline
        self._encoding = encoding
        self._extra = extra_tokens
        self._line = ""
        self._pos = 0
        self._row = 0
        self._brackets = []
        self._indents = [0]
        self._strings = []
        self._tokens = self._all()

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._tokens)

    def _next_line(self):
        try:
            line = self._readline()
        except StopIteration:
            line = ""
        if isinstance(line, (bytes, bytearray)):
            line = bytes(line).decode(self._encoding or "utf-8")
        elif not isinstance(line, str):
            raise TypeError("readline() returned a non-string object")
        if line.endswith("\r\n"):
            line = line[:-2] + "\n"
        self._line = line
        self._pos = 0
        self._row += 1
        return line

    def _error(self, message, row=None, col=None, kind=SyntaxError):
        row = self._row if row is None else row
        col = self._pos if col is None else col
        error = kind(message)
        error.msg = message
        error.filename = "<string>"
        error.lineno = row
        error.offset = col + 1
        error.text = self._line
        return error

    def _make(self, kind, start, end=None):
        end = self._pos if end is None else end
        return kind, self._line[start:end], (self._row, start), (self._row, end), self._line

    def _all(self):
        fresh = True
        while True:
            line = self._next_line()
            if not line:
                break
            if fresh and not self._brackets:
                skipped = yield from self._indentation()
                if skipped:
                    continue
            fresh = True
            ended = yield from self._rest_of_line()
            fresh = ended
        if self._strings:
            string = self._strings[-1]
            kind = "f" if string.kinds[0] == _token.FSTRING_START else "t"
            if len(string.quote) == 3:
                raise self._error(f"unterminated triple-quoted {kind}-string literal (detected at line {self._row - 1})",
                                  *string.start)
        if self._brackets:
            bracket, row, col = self._brackets[-1]
            raise self._error("unexpected EOF in multi-line statement", self._row - 1 or 1, 0)
        for _ in self._indents[1:]:
            yield _token.DEDENT, "", (self._row, 0), (self._row, 0), ""
        yield _token.ENDMARKER, "", (self._row, 0), (self._row, 0), ""

    def _indentation(self):
        """Handles the start of a line outside of brackets; true if the line holds no code."""
        line = self._line
        column = 0
        pos = 0
        for c in line:
            if c == " ":
                column += 1
            elif c == "\t":
                column = (column // 8 + 1) * 8
            elif c == "\f":
                column = 0
            else:
                break
            pos += 1
        self._pos = pos
        if pos == len(line) or line[pos] in "#\n":
            if pos < len(line) and line[pos] == "#":
                end = len(line.rstrip("\n"))
                if self._extra:
                    yield self._make(_token.COMMENT, pos, end)
                pos = end
            if self._extra and pos < len(line) or self._extra and line[pos:pos + 1] == "":
                yield self._make(_token.NL, pos, len(line))
            return True
        if column > self._indents[-1]:
            self._indents.append(column)
            yield self._make(_token.INDENT, 0, pos)
        while column < self._indents[-1]:
            if column not in self._indents:
                raise self._error("unindent does not match any outer indentation level", kind=IndentationError)
            self._indents.pop()
            yield _token.DEDENT, "", (self._row, pos), (self._row, pos), line
        return False

    def _rest_of_line(self):
        """Tokens up to the end of the line; true if the logical line ends with it."""
        while True:
            if self._strings and not self._in_code():
                more = yield from self._interpolated_text()
                if not more:
                    return False
                continue
            line = self._line
            self._pos = _SPACE.match(line, self._pos).end()
            pos = self._pos
            c = line[pos:pos + 1]
            if c == "" or c == "\n":
                self._pos = len(line)
                if self._brackets or self._strings:
                    if self._extra and c:
                        yield self._make(_token.NL, pos)
                    return False
                yield self._make(_token.NEWLINE, pos)
                if c == "":
                    self._pos = pos
                return True
            if c == "#":
                end = len(line.rstrip("\n"))
                self._pos = end
                if self._extra:
                    yield self._make(_token.COMMENT, pos)
                continue
            if c == "\\":
                if line[pos + 1:] == "\n":
                    if not self._next_line():
                        raise self._error("unexpected EOF in multi-line statement")
                    continue
                raise self._error("unexpected character after line continuation character", col=pos)
            string = _STRING.match(line, pos)
            if string is not None and string[1].lower() in _PREFIXES:
                yield from self._string(string)
                continue
            if c.isdigit() or (c == "." and line[pos + 1:pos + 2].isdigit()):
                number = _NUMBER.match(line, pos)
                self._pos = number.end()
                yield self._make(_token.NUMBER, pos)
                continue
            name = _NAME.match(line, pos)
            if name is not None:
                if not name[0].isidentifier():
                    bad = next(ch for i, ch in enumerate(name[0]) if not name[0][:i + 1].isidentifier())
                    raise self._error(f"invalid character '{bad}' (U+{ord(bad):04X})", col=pos)
                self._pos = name.end()
                yield self._make(_token.NAME, pos)
                continue
            yield from self._operator()

    def _in_code(self):
        string = self._strings[-1]
        if not string.depth:
            return False
        return not (string.specs[-1] and len(self._brackets) == string.depth[-1])

    def _operator(self):
        line, pos = self._line, self._pos
        op = _OPERATORS.match(line, pos)
        string = self._strings[-1] if self._strings else None
        at_field = string is not None and string.depth and len(self._brackets) == string.depth[-1]
        if op is None:
            c = line[pos]
            if c in "$?`" or c == "!":
                if not (c == "!" and at_field):
                    if c == "!":
                        self._pos += 1
                        yield self._make(_token.OP if self._extra else _token.EXCLAMATION, pos)
                        return
                    self._pos += 1
                    if self._extra:
                        yield self._make(_token.ERRORTOKEN, pos)
                        return
                    raise self._error("invalid syntax", col=pos)
                text = c
            elif c.isprintable():
                raise self._error(f"invalid character '{c}' (U+{ord(c):04X})", col=pos)
            else:
                raise self._error(f"invalid non-printable character U+{ord(c):04X}", col=pos)
        else:
            text = op[0]
        if at_field:
            if text == ":=":
                text = ":"
        self._pos = pos + len(text)
        if text in _PAIRS:
            self._brackets.append((text, self._row, pos))
        elif text in ")]}":
            if at_field and text == "}":
                string.depth.pop()
                string.specs.pop()
                self._brackets.pop()
            elif not self._brackets:
                raise self._error(f"unmatched '{text}'", col=pos)
            else:
                opened, row, _ = self._brackets.pop()
                if _PAIRS[opened] != text:
                    where = f" on line {row}" if row != self._row else ""
                    raise self._error(
                        f"closing parenthesis '{text}' does not match opening parenthesis '{opened}'{where}", col=pos)
        elif at_field and text == ":":
            string.specs[-1] = True
        kind = _token.OP if self._extra else _token.EXACT_TOKEN_TYPES.get(text, _token.OP)
        yield self._make(kind, pos)

    def _string(self, match):
        prefix, quote = match[1].lower(), match[2]
        start = self._pos
        if "f" in prefix or "t" in prefix:
            if "f" in prefix:
                kinds = _token.FSTRING_START, _token.FSTRING_MIDDLE, _token.FSTRING_END
            else:
                kinds = _token.TSTRING_START, _token.TSTRING_MIDDLE, _token.TSTRING_END
            self._pos = match.end()
            self._strings.append(_Interpolated(quote, "r" in prefix, kinds, (self._row, start)))
            yield self._make(kinds[0], start)
            return
        row, line, first = self._row, self._line, self._line
        pos = match.end()
        parts = []
        while True:
            end = self._find_end(line, pos, quote)
            if end is not None:
                break
            if len(quote) == 1 and not line.endswith("\\\n"):
                raise self._error(f"unterminated string literal (detected at line {row})", row, start)
            parts.append(line)
            line = self._next_line()
            if not line:
                raise self._error(
                    f"unterminated triple-quoted string literal (detected at line {self._row - 1})", row, start)
            pos = 0
        self._pos = end
        if parts:
            whole = "".join(parts) + line
            text = "".join(parts)[start:] + line[:end]
            yield _token.STRING, text, (row, start), (self._row, end), whole
        else:
            yield self._make(_token.STRING, start)

    def _find_end(self, line, pos, quote):
        while True:
            at = line.find(quote, pos)
            slash = line.find("\\", pos)
            if 0 <= slash < at or (at < 0 and slash >= 0):
                pos = slash + 2
                if pos > len(line):
                    return None
                continue
            return None if at < 0 else at + len(quote)

    def _interpolated_text(self):
        """The literal text of an open string; false at the end of the last line."""
        string = self._strings[-1]
        start_kind, middle, end_kind = string.kinds
        in_spec = bool(string.depth)
        start = self._row, self._pos
        text = []
        first_line = self._line
        lines = [first_line]
        while True:
            line, pos = self._line, self._pos
            c = line[pos:pos + 1]
            if c == "":
                if not self._next_line():
                    kind = "f" if middle == _token.FSTRING_MIDDLE else "t"
                    raise self._error(
                        f"unterminated triple-quoted {kind}-string literal (detected at line {self._row - 1})",
                        *string.start)
                lines.append(self._line)
                continue
            if c == "\n" and len(string.quote) == 1:
                kind = "f" if middle == _token.FSTRING_MIDDLE else "t"
                raise self._error(f"unterminated {kind}-string literal (detected at line {self._row})", *string.start)
            if c == "\\" and not in_spec:
                text.append(c)
                following = line[pos + 1:pos + 2]
                if following in "{}" and following or string.raw and following in "{}":
                    self._pos += 1
                    continue
                if following == "N" and line[pos + 2:pos + 3] == "{" and not string.raw:
                    close = line.find("}", pos)
                    if close > 0:
                        text.append(line[pos + 1:close + 1])
                        self._pos = close + 1
                        continue
                text.append(following)
                self._pos += 2
                if following == "\n":
                    if self._next_line():
                        lines.append(self._line)
                continue
            if line.startswith(string.quote, pos):
                if text:
                    yield middle, "".join(text), start, (self._row, pos), "".join(lines)
                self._pos += len(string.quote)
                yield self._make(end_kind, pos)
                self._strings.pop()
                return True
            if c == "{":
                if line[pos + 1:pos + 2] == "{" and not in_spec:
                    text.append("{")
                    yield middle, "".join(text), start, (self._row, pos + 1), "".join(lines)
                    self._pos += 2
                    start = self._row, self._pos
                    text = []
                    lines = [self._line]
                    continue
                if text:
                    yield middle, "".join(text), start, (self._row, pos), "".join(lines)
                self._pos += 1
                self._brackets.append(("{", self._row, pos))
                string.depth.append(len(self._brackets))
                string.specs.append(False)
                yield self._make(_token.OP if self._extra else _token.LBRACE, pos)
                return True
            if c == "}":
                if in_spec:
                    if text:
                        yield middle, "".join(text), start, (self._row, pos), "".join(lines)
                    self._pos += 1
                    string.depth.pop()
                    string.specs.pop()
                    self._brackets.pop()
                    yield self._make(_token.OP if self._extra else _token.RBRACE, pos)
                    return True
                if line[pos + 1:pos + 2] == "}":
                    text.append("}")
                    yield middle, "".join(text), start, (self._row, pos + 1), "".join(lines)
                    self._pos += 2
                    start = self._row, self._pos
                    text = []
                    lines = [self._line]
                    continue
                kind = "f" if middle == _token.FSTRING_MIDDLE else "t"
                raise self._error(f"{kind}-string: single '}}' is not allowed", col=pos)
            text.append(c)
            self._pos += 1
