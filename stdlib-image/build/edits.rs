//! Edits to library files: RustPython's own changes are taken back or turned into Taipan's.
//!
//! An edit whose text is not found stops the build, so that a new version of the library cannot pass unseen.

use std::collections::BTreeMap;

/// Replaces one passage of one file.
struct Edit {
    path: &'static str,
    find: &'static str,
    replace: &'static str,
}

const EDITS: &[Edit] = &[
    // There is no OpenSSL.
    Edit {
        path: "hashlib.py",
        find: "    from _hashlib import pbkdf2_hmac\n",
        replace: "    from _pbkdf2 import pbkdf2_hmac\n",
    },
    // Members of builtin types are computed attributes here; members of `__slots__` are what asks for this type.
    Edit {
        path: "types.py",
        find: "    MemberDescriptorType = type(FunctionType.__globals__)\n",
        replace: "    MemberDescriptorType = type(type('', (), {'__slots__': '_m'})._m)\n",
    },
    // A file may be found unclosed in the middle of an import that `warnings` depends on, or of its own. Unless someone
    // asked for warnings, nobody sees this one, and it is no reason to load the module.
    Edit {
        path: "_pyio.py",
        find: "            import warnings
            warnings.warn(f'unclosed file {source!r}', ResourceWarning,
",
        replace: "            module = sys.modules.get('warnings')
            is_ready = module and not getattr(module.__spec__, '_initializing', False)
            if not is_ready and not sys.warnoptions and not sys.flags.dev_mode:
                return
            import warnings
            warnings.warn(f'unclosed file {source!r}', ResourceWarning,
",
    },
    // What becomes of the warning is no reason to lose what was written.
    Edit {
        path: "_pyio.py",
        find: "        if dealloc_warn := getattr(self, \"_dealloc_warn\", None):
            dealloc_warn(self)

        # If close() fails, the caller logs the exception with
        # sys.unraisablehook. close() must be called at the end at __del__().
        self.close()
",
        replace: "        # If the warning or close() fails, the caller logs the exception with
        # sys.unraisablehook.
        try:
            if dealloc_warn := getattr(self, \"_dealloc_warn\", None):
                dealloc_warn(self)
        finally:
            self.close()
",
    },
    // User site packages are not shared with CPython, whose extension modules could not be loaded.
    Edit {
        path: "site.py",
        find: "    return 'RustPython' # XXX: RUSTPYTHON; for site-packages\n",
        replace: "    return 'Taipan'\n",
    },
    Edit {
        path: "site.py",
        find: "    # XXX: RUSTPYTHON\n    return f'{userbase}/lib/rustpython{",
        replace: "    return f'{userbase}/lib/taipan{",
    },
    // The embedded library's entry of `sys.path` is no file: made absolute, nothing is found by it.
    Edit {
        path: "site.py",
        find: "def makepath(*paths):\n    dir = os.path.join(*paths)\n",
        replace: "def makepath(*paths):\n    dir = os.path.join(*paths)\n    if dir == '<taipan-stdlib>':\n        return dir, dir\n",
    },
    Edit {
        path: "sysconfig/__init__.py",
        find: "    return 'RustPython'  # XXX: RUSTPYTHON; For site-packages\n",
        replace: "    return 'Taipan'\n",
    },
    Edit {
        path: "platform.py",
        find: "        # XXX: RUSTPYTHON support\n        if \"RustPython\" in sys_version:\n            name = \"RustPython\"\n",
        replace: "        if \"Taipan\" in sys_version:\n            name = \"Taipan\"\n",
    },
    Edit {
        path: "json/decoder.py",
        find: "    # RUSTPYTHON SPECIFIC
    @classmethod
    def _from_serde(cls, msg, doc, line, col):
        pos = 0
        # 0-indexed
        line -= 1
        col -= 1
        while line > 0:
            i = doc.index('\\n', pos)
            line -= 1
            pos = i
        pos += col
        return cls(msg, doc, pos)

",
        replace: "",
    },
    Edit {
        path: "json/decoder.py",
        find: "                raise JSONDecodeError(msg, s, end - 1)\n            else:\n                _append(terminator)",
        replace: "                raise JSONDecodeError(msg, s, end)\n            else:\n                _append(terminator)",
    },
    Edit {
        path: "unittest/__init__.py",
        find: "


# XXX: RUSTPYTHON
# This is very useful to reduce platform difference boilerplates in tests.
def expectedFailureIf(condition, reason):
    assert reason.startswith(\"TODO: RUSTPYTHON\")
    if condition:
        return expectedFailure
    else:
        return lambda x: x

# XXX: RUSTPYTHON
# Even more useful because most of them are windows only.
def expectedFailureIfWindows(reason):
    import sys
    return expectedFailureIf(sys.platform == 'win32', reason)

# XXX: RUSTPYTHON
# For a rare case when the parent class test fails but the child pass.
def expectedSuccess(test_item):
    test_item.__unittest_expecting_failure__ = False
    return test_item

",
        replace: "",
    },
    Edit {
        path: "io.py",
        find: "                 open, open_code, BytesIO,",
        replace: "                 open, open_code, FileIO, BytesIO,",
    },
    Edit {
        path: "io.py",
        find: "# XXX: RUSTPYTHON; FileIO needs host_env, optional without it
try:
    from _io import FileIO
except ImportError:
    FileIO = None

",
        replace: "",
    },
    Edit {
        path: "io.py",
        find: "if FileIO is not None:  # XXX: RUSTPYTHON; see the try/except above\n    RawIOBase.register(FileIO)\n",
        replace: "RawIOBase.register(FileIO)\n",
    },
    Edit {
        path: "_compat_pickle.py",
        find: "# NOTE: RUSTPYTHON exceptions
try:
    JitError
except NameError:
    pass
else:
    PYTHON2_EXCEPTIONS += (\"JitError\",)

",
        replace: "",
    },
    Edit {
        path: "_opcode_metadata.py",
        find: "# This file is generated by tools/opcode_metadata/generate_py_opcode_metadata.py\n# for RustPython bytecode format (CPython 3.14 compatible opcode numbers).\n",
        replace: "# CPython 3.14's opcode numbers.\n",
    },
    // `typing` lets checks pass that come from `abc`, whose methods these stand for.
    Edit {
        path: "abc.py",
        find: "    ABCMeta.__module__ = 'abc'\n",
        replace: "    ABCMeta.__module__ = 'abc'
    ABCMeta.__instancecheck__.__module__ = ABCMeta.__subclasscheck__.__module__ = 'abc'
",
    },
    // The instructions that Taipan has beyond CPython's, so that `dis` knows their names.
    Edit {
        path: "_opcode_metadata.py",
        find: "HAVE_ARGUMENT = 43\n",
        replace: "import _opcode
for _family, _name, _number in _opcode.get_specializations():
    if _name not in _specialized_opmap:
        _specializations.setdefault(_family, []).append(_name)
        _specialized_opmap[_name] = _number
del _opcode, _family, _name, _number

HAVE_ARGUMENT = 43
",
    },
    // As CPython's class in C names itself.
    Edit {
        path: "_pydatetime.py",
        find: "_IsoCalendarDate = IsoCalendarDate\n",
        replace: "_IsoCalendarDate = IsoCalendarDate\n_IsoCalendarDate.__repr__ = lambda self: 'datetime.IsoCalendarDate(year=%s, week=%s, weekday=%s)' % tuple(self)\n",
    },
    // `_io` takes its classes from here, so this module must not need `io`.
    Edit {
        path: "_pyio.py",
        find: "import io\nfrom io import (__all__, SEEK_SET, SEEK_CUR, SEEK_END, Reader, Writer)  # noqa: F401\n",
        replace: "SEEK_SET, SEEK_CUR, SEEK_END = 0, 1, 2\n",
    },
    Edit {
        path: "_pyio.py",
        find: "try:\n    open_code = io.open_code\nexcept AttributeError:\n    open_code = _open_code_with_warning\n",
        replace: "def open_code(path):\n    return open(path, \"rb\")\n",
    },
    Edit {
        path: "_pyio.py",
        find: "try:
    UnsupportedOperation = io.UnsupportedOperation
except AttributeError:
    class UnsupportedOperation(OSError, ValueError):
        pass
",
        replace: "class UnsupportedOperation(OSError, ValueError):\n    __module__ = \"io\"\n",
    },
    // A closed file is let go without Python code that only sees that it is closed.
    Edit {
        path: "_pyio.py",
        find: "SEEK_SET, SEEK_CUR, SEEK_END = 0, 1, 2\n",
        replace: "from _taipan_io import forget_finalizer as _forget_finalizer\nSEEK_SET, SEEK_CUR, SEEK_END = 0, 1, 2\n",
    },
    Edit {
        path: "_pyio.py",
        find: "                    os.close(self._fd)
            finally:
                super().close()
",
        replace: "                    os.close(self._fd)
            finally:
                super().close()
            if type(self) is FileIO:
                _forget_finalizer(self)
",
    },
    Edit {
        path: "_pyio.py",
        find: "                self.flush()
            finally:
                self.raw.close()
",
        replace: "                self.flush()
            finally:
                self.raw.close()
            if type(self) is BufferedReader and self.closed:
                _forget_finalizer(self)
",
    },
    Edit {
        path: "_pyio.py",
        find: "            with self._write_lock:
                self.raw.close()
",
        replace: "            with self._write_lock:
                self.raw.close()
        if type(self) in (BufferedWriter, BufferedRandom) and self.closed:
            _forget_finalizer(self)
",
    },
    Edit {
        path: "_pyio.py",
        find: "                self.flush()
            finally:
                self.buffer.close()
",
        replace: "                self.flush()
            finally:
                self.buffer.close()
            if type(self) is TextIOWrapper and self.closed:
                _forget_finalizer(self)
",
    },
    // As the classes in C complain.
    Edit {
        path: "_pyio.py",
        find: "raise UnsupportedOperation(\"%s.%s() not supported\" %\n                                   (self.__class__.__name__, name))",
        replace: "raise UnsupportedOperation(name)",
    },
    Edit { path: "_pyio.py", find: "io.IOBase.register(IOBase)\n", replace: "" },
    Edit { path: "_pyio.py", find: "io.RawIOBase.register(RawIOBase)\n", replace: "" },
    Edit { path: "_pyio.py", find: "io.BufferedIOBase.register(BufferedIOBase)\n", replace: "" },
    Edit { path: "_pyio.py", find: "io.TextIOBase.register(TextIOBase)\n", replace: "" },
];

/// Applies every edit to the texts, which are keyed by path.
pub fn apply(texts: &mut BTreeMap<String, Vec<u8>>) {
    for edit in EDITS {
        let bytes = texts.get(edit.path).unwrap_or_else(|| panic!("no library file {}", edit.path));
        let text = std::str::from_utf8(bytes).expect("edited files are UTF-8");
        let count = text.matches(edit.find).count();
        assert!(count == 1, "{}: {count} passages match {:?}", edit.path, edit.find);
        let edited = text.replacen(edit.find, edit.replace, 1).into_bytes();
        texts.insert(edit.path.to_owned(), edited);
    }
}
