"""Starting programs: fork, set up descriptors, exec."""

import _posix
import posix as _os


def fork_exec(args, executable_list, close_fds, pass_fds, cwd, env, p2cread, p2cwrite, c2pread, c2pwrite,
              errread, errwrite, errpipe_read, errpipe_write, restore_signals, call_setsid, pgid_to_set, gid,
              extra_groups, uid, child_umask, preexec_fn, /):
    """Spawn a fresh new child process."""
    if gid is not None or extra_groups is not None or uid is not None:
        raise NotImplementedError("subprocesses with other users or groups are not supported by Taipan")
    args = [_os.fspath(arg) for arg in args]
    pid = _posix.fork()
    if pid:
        return pid
    try:
        _child(args, executable_list, close_fds, pass_fds, cwd, env, (p2cread, c2pread, errread, p2cwrite, c2pwrite,
               errwrite), errpipe_read, errpipe_write, call_setsid, pgid_to_set, child_umask, preexec_fn)
    finally:
        _posix._exit(255)


def _child(args, executables, close_fds, pass_fds, cwd, env, pipes, errpipe_read, errpipe_write, setsid, group,
           umask, preexec):
    where = b"noexec:"
    try:
        p2cread, c2pread, errread, p2cwrite, c2pwrite, errwrite = pipes
        for fd in pass_fds:
            if fd != errpipe_write:
                _os.set_inheritable(fd, True)
        for fd in (p2cwrite, c2pread, errread, errpipe_read):
            if fd >= 0:
                _posix.close(fd)
        if c2pwrite == 0:
            c2pwrite = _posix.dup(c2pwrite)
        while errwrite in (0, 1):
            errwrite = _posix.dup(errwrite)
        for fd, target in ((p2cread, 0), (c2pwrite, 1), (errwrite, 2)):
            if fd == target:
                _os.set_inheritable(fd, True)
            elif fd >= 0:
                _posix._dup2(fd, target)
        if cwd is not None:
            where = b"noexec:chdir"
            _posix.chdir(cwd)
            where = b"noexec:"
        if umask >= 0:
            _posix.umask(umask)
        if setsid:
            _posix.setsid()
        if group >= 0:
            _posix.setpgid(0, group)
        if preexec is not None:
            try:
                preexec()
            except BaseException:
                _posix.write(errpipe_write, b"SubprocessError:0:Exception occurred in preexec_fn.")
                return
        if close_fds:
            keep = set(pass_fds)
            for name in _posix.listdir("/proc/self/fd"):
                fd = int(name)
                if fd > 2 and fd not in keep:
                    try:
                        _posix.close(fd)
                    except OSError:
                        pass
        where = b""
        error = None
        for executable in executables:
            try:
                if env is None:
                    _posix.execv(executable, args)
                else:
                    _posix.execve(executable, args, _Env(env))
            except OSError as exc:
                if error is None or exc.errno not in (2, 20):
                    error = exc
        if error is not None:
            raise error
    except OSError as exc:
        _posix.write(errpipe_write, b"OSError:%x:%s" % (exc.errno or 0, where))
    except BaseException:
        _posix.write(errpipe_write, b"RuntimeError:0:" + where)


class _Env:
    """The `NAME=value` entries of an environment as the mapping that `execve` takes."""

    def __init__(self, entries):
        self._items = dict(entry.split(b"=", 1) for entry in entries)

    def __iter__(self):
        return iter(self._items)

    def __getitem__(self, key):
        return self._items[key]
