"""Sockets of the families AF_INET, AF_INET6 and AF_UNIX."""

import errno as _errno
import struct as _struct
import time as _time

import _posix
import posix as _os

has_ipv6 = True
AF_APPLETALK = 5
AF_ASH = 18
AF_ATMPVC = 8
AF_ATMSVC = 20
AF_AX25 = 3
AF_BRIDGE = 7
AF_DECnet = 12
AF_ECONET = 19
AF_INET = 2
AF_INET6 = 10
AF_IPX = 4
AF_IRDA = 23
AF_KEY = 15
AF_LLC = 26
AF_NETBEUI = 13
AF_NETLINK = 16
AF_NETROM = 6
AF_PACKET = 17
AF_PPPOX = 24
AF_RDS = 21
AF_ROSE = 11
AF_ROUTE = 16
AF_SECURITY = 14
AF_SNA = 22
AF_UNIX = 1
AF_UNSPEC = 0
AF_WANPIPE = 25
AF_X25 = 9
AI_ADDRCONFIG = 32
AI_ALL = 16
AI_CANONNAME = 2
AI_NUMERICHOST = 4
AI_NUMERICSERV = 1024
AI_PASSIVE = 1
AI_V4MAPPED = 8
EAI_ADDRFAMILY = -9
EAI_AGAIN = -3
EAI_BADFLAGS = -1
EAI_FAIL = -4
EAI_FAMILY = -6
EAI_MEMORY = -10
EAI_NODATA = -5
EAI_NONAME = -2
EAI_OVERFLOW = -12
EAI_SERVICE = -8
EAI_SOCKTYPE = -7
EAI_SYSTEM = -11
INADDR_ALLHOSTS_GROUP = 3758096385
INADDR_ANY = 0
INADDR_BROADCAST = 4294967295
INADDR_LOOPBACK = 2130706433
INADDR_MAX_LOCAL_GROUP = 3758096639
INADDR_NONE = 4294967295
INADDR_UNSPEC_GROUP = 3758096384
IPPROTO_AH = 51
IPPROTO_DSTOPTS = 60
IPPROTO_EGP = 8
IPPROTO_ESP = 50
IPPROTO_FRAGMENT = 44
IPPROTO_GRE = 47
IPPROTO_HOPOPTS = 0
IPPROTO_ICMP = 1
IPPROTO_ICMPV6 = 58
IPPROTO_IDP = 22
IPPROTO_IGMP = 2
IPPROTO_IP = 0
IPPROTO_IPIP = 4
IPPROTO_IPV6 = 41
IPPROTO_MPTCP = 262
IPPROTO_NONE = 59
IPPROTO_PIM = 103
IPPROTO_PUP = 12
IPPROTO_RAW = 255
IPPROTO_ROUTING = 43
IPPROTO_RSVP = 46
IPPROTO_SCTP = 132
IPPROTO_TCP = 6
IPPROTO_TP = 29
IPPROTO_UDP = 17
IPPROTO_UDPLITE = 136
IPV6_CHECKSUM = 7
IPV6_DONTFRAG = 62
IPV6_DSTOPTS = 59
IPV6_HOPLIMIT = 52
IPV6_HOPOPTS = 54
IPV6_JOIN_GROUP = 20
IPV6_LEAVE_GROUP = 21
IPV6_MULTICAST_HOPS = 18
IPV6_MULTICAST_IF = 17
IPV6_MULTICAST_LOOP = 19
IPV6_NEXTHOP = 9
IPV6_PATHMTU = 61
IPV6_PKTINFO = 50
IPV6_RECVDSTOPTS = 58
IPV6_RECVHOPLIMIT = 51
IPV6_RECVHOPOPTS = 53
IPV6_RECVPATHMTU = 60
IPV6_RECVPKTINFO = 49
IPV6_RECVRTHDR = 56
IPV6_RECVTCLASS = 66
IPV6_RTHDR = 57
IPV6_RTHDRDSTOPTS = 55
IPV6_RTHDR_TYPE_0 = 0
IPV6_TCLASS = 67
IPV6_UNICAST_HOPS = 16
IPV6_V6ONLY = 26
IP_ADD_MEMBERSHIP = 35
IP_BIND_ADDRESS_NO_PORT = 24
IP_DEFAULT_MULTICAST_LOOP = 1
IP_DEFAULT_MULTICAST_TTL = 1
IP_DROP_MEMBERSHIP = 36
IP_HDRINCL = 3
IP_MAX_MEMBERSHIPS = 20
IP_MULTICAST_IF = 32
IP_MULTICAST_LOOP = 34
IP_MULTICAST_TTL = 33
IP_OPTIONS = 4
IP_RECVOPTS = 6
IP_RECVRETOPTS = 7
IP_RECVTOS = 13
IP_RETOPTS = 7
IP_TOS = 1
IP_TRANSPARENT = 19
IP_TTL = 2
MSG_CMSG_CLOEXEC = 1073741824
MSG_CONFIRM = 2048
MSG_CTRUNC = 8
MSG_DONTROUTE = 4
MSG_DONTWAIT = 64
MSG_EOR = 128
MSG_ERRQUEUE = 8192
MSG_FASTOPEN = 536870912
MSG_MORE = 32768
MSG_NOSIGNAL = 16384
MSG_OOB = 1
MSG_PEEK = 2
MSG_TRUNC = 32
MSG_WAITALL = 256
NI_DGRAM = 16
NI_MAXHOST = 1025
NI_MAXSERV = 32
NI_NAMEREQD = 8
NI_NOFQDN = 4
NI_NUMERICHOST = 1
NI_NUMERICSERV = 2
PF_CAN = 29
PF_PACKET = 17
PF_RDS = 21
SHUT_RD = 0
SHUT_RDWR = 2
SHUT_WR = 1
SOCK_CLOEXEC = 524288
SOCK_DGRAM = 2
SOCK_NONBLOCK = 2048
SOCK_RAW = 3
SOCK_RDM = 4
SOCK_SEQPACKET = 5
SOCK_STREAM = 1
SOL_ALG = 279
SOL_CAN_BASE = 100
SOL_CAN_RAW = 101
SOL_IP = 0
SOL_RDS = 276
SOL_SOCKET = 1
SOL_TCP = 6
SOL_TIPC = 271
SOL_UDP = 17
SOMAXCONN = 4096
SO_ACCEPTCONN = 30
SO_BINDTODEVICE = 25
SO_BROADCAST = 6
SO_DEBUG = 1
SO_DOMAIN = 39
SO_DONTROUTE = 5
SO_ERROR = 4
SO_INCOMING_CPU = 49
SO_J1939_ERRQUEUE = 4
SO_J1939_FILTER = 1
SO_J1939_PROMISC = 2
SO_J1939_SEND_PRIO = 3
SO_KEEPALIVE = 9
SO_LINGER = 13
SO_MARK = 36
SO_OOBINLINE = 10
SO_PASSCRED = 16
SO_PASSSEC = 34
SO_PEERCRED = 17
SO_PEERSEC = 31
SO_PRIORITY = 12
SO_PROTOCOL = 38
SO_RCVBUF = 8
SO_RCVLOWAT = 18
SO_RCVTIMEO = 20
SO_REUSEADDR = 2
SO_REUSEPORT = 15
SO_SNDBUF = 7
SO_SNDLOWAT = 19
SO_SNDTIMEO = 21
SO_TYPE = 3
SO_VM_SOCKETS_BUFFER_MAX_SIZE = 2
SO_VM_SOCKETS_BUFFER_MIN_SIZE = 1
SO_VM_SOCKETS_BUFFER_SIZE = 0
TCP_CONGESTION = 13
TCP_CORK = 3
TCP_DEFER_ACCEPT = 9
TCP_FASTOPEN = 23
TCP_INFO = 11
TCP_KEEPCNT = 6
TCP_KEEPIDLE = 4
TCP_KEEPINTVL = 5
TCP_LINGER2 = 8
TCP_MAXSEG = 2
TCP_NODELAY = 1
TCP_NOTSENT_LOWAT = 25
TCP_QUICKACK = 12
TCP_SYNCNT = 7
TCP_USER_TIMEOUT = 18
TCP_WINDOW_CLAMP = 10
_TRY_AGAIN = {_errno.EAGAIN, _errno.EWOULDBLOCK}
error = OSError
timeout = TimeoutError


class herror(OSError):
    __module__ = "socket"


class gaierror(OSError):
    __module__ = "socket"


_default_timeout = None


def getdefaulttimeout():
    return _default_timeout


def _timeout(value):
    if value is None:
        return None
    value = float(value)
    if value < 0.0:
        raise ValueError("Timeout value out of range")
    return value


def setdefaulttimeout(timeout, /):
    global _default_timeout
    _default_timeout = _timeout(timeout)


def inet_aton(text, /):
    parts = text.split(".")
    try:
        numbers = [int(p, 0) for p in parts]
        if not 1 <= len(parts) <= 4 or any(n < 0 for n in numbers):
            raise ValueError
        *first, last = numbers
        if any(n > 255 for n in first) or last >= 256 ** (5 - len(parts)):
            raise ValueError
    except ValueError:
        raise OSError("illegal IP address string passed to inet_aton") from None
    return bytes(first) + last.to_bytes(5 - len(parts), "big")


def inet_ntoa(packed, /):
    if len(packed) != 4:
        raise OSError("packed IP wrong length")
    return ".".join(map(str, bytes(packed)))


def inet_pton(family, text, /):
    if family == AF_INET:
        parts = text.split(".")
        if len(parts) != 4 or not all(p.isdecimal() and int(p) < 256 for p in parts):
            raise OSError("illegal IP address string passed to inet_pton")
        return bytes(map(int, parts))
    if family != AF_INET6:
        raise OSError(_errno.EAFNOSUPPORT, "Address family not supported by protocol")
    head, gap, tail = text.partition("::")

    def words(part):
        out = b""
        for word in part.split(":") if part else ():
            if "." in word:
                out += inet_pton(AF_INET, word)
            elif 1 <= len(word) <= 4:
                out += int(word, 16).to_bytes(2, "big")
            else:
                raise ValueError
        return out

    try:
        head, tail = words(head), words(tail)
        missing = 16 - len(head) - len(tail)
        if missing < 0 or (missing and not gap):
            raise ValueError
    except ValueError:
        raise OSError("illegal IP address string passed to inet_pton") from None
    return head + bytes(missing) + tail


def inet_ntop(family, packed, /):
    packed = bytes(packed)
    if family == AF_INET:
        if len(packed) != 4:
            raise ValueError("invalid length of packed IP address string")
        return inet_ntoa(packed)
    if len(packed) != 16:
        raise ValueError("invalid length of packed IP address string")
    words = _struct.unpack(">8H", packed)
    best, best_len, at = 0, 0, 0
    while at < 8:
        end = at
        while end < 8 and not words[end]:
            end += 1
        if end - at > best_len:
            best, best_len = at, end - at
        at = max(end, at + 1)
    show = lambda part: ":".join(f"{w:x}" for w in part)
    if best_len < 2:
        return show(words)
    return show(words[:best]) + "::" + show(words[best + best_len:])


def htons(x, /):
    return _swap(x, 2)


def ntohs(x, /):
    return _swap(x, 2)


def htonl(x, /):
    return _swap(x, 4)


def ntohl(x, /):
    return _swap(x, 4)


def _swap(x, size):
    if x < 0:
        raise OverflowError("can't convert negative Python int to C unsigned integer")
    return int.from_bytes(x.to_bytes(size, "little"), "big")


def _resolve(host, family):
    if host in ("", None):
        return "0.0.0.0" if family == AF_INET else "::"
    if host == "<broadcast>":
        return "255.255.255.255"
    for address in _posix._resolve(host) or ():
        if (":" in address) == (family == AF_INET6):
            return address
    raise gaierror(EAI_NONAME, "Name or service not known")


def _pack(family, address):
    if family == AF_UNIX:
        name = _os.fspath(address)
        name = name.encode("utf-8", "surrogateescape") if isinstance(name, str) else name
        if len(name) > 107:
            raise OSError("AF_UNIX path too long")
        return _struct.pack("=H", AF_UNIX) + name + (b"" if name[:1] == b"\0" else b"\0")
    if not isinstance(address, tuple):
        raise TypeError(f"{'AF_INET' if family == AF_INET else 'AF_INET6'} address must be tuple, "
                        f"not {type(address).__name__}")
    host, port, *more = address
    if not 0 <= port <= 0xFFFF:
        raise OverflowError("bind(): port must be 0-65535.")
    host = _resolve(host, family)
    if family == AF_INET:
        return _struct.pack("=H", AF_INET) + port.to_bytes(2, "big") + inet_pton(AF_INET, host) + bytes(8)
    if family != AF_INET6:
        raise OSError("bad family")
    flow, scope = (more + [0, 0])[:2]
    return (_struct.pack("=H", AF_INET6) + port.to_bytes(2, "big") + flow.to_bytes(4, "big")
            + inet_pton(AF_INET6, host.partition("%")[0]) + _struct.pack("=I", scope))


def _unpack(address):
    if len(address) < 2:
        return None
    family = _struct.unpack_from("=H", address)[0]
    if family == AF_INET:
        return inet_ntoa(address[4:8]), int.from_bytes(address[2:4], "big")
    if family == AF_INET6:
        return (inet_ntop(AF_INET6, address[8:24]), int.from_bytes(address[2:4], "big"),
                int.from_bytes(address[4:8], "big"), _struct.unpack_from("=I", address, 24)[0])
    if family == AF_UNIX:
        name = address[2:]
        if name[:1] == b"\0":
            return name
        return name.split(b"\0")[0].decode("utf-8", "surrogateescape")
    return family, address[2:]


class socket:
    """A socket; blocking calls wait in slices, so that signals are seen."""

    __module__ = "_socket"

    def __init__(self, family=-1, type=-1, proto=-1, fileno=None):
        if fileno is None:
            family = AF_INET if family == -1 else family
            type = SOCK_STREAM if type == -1 else type
            proto = 0 if proto == -1 else proto
            fd = _posix._sock_open(family, type, proto)
        else:
            fd = fileno.__index__()
            if fd < 0:
                raise ValueError("negative file descriptor")
            if family == -1:
                family = _struct.unpack_from("=H", _posix._sock_name(fd, 0))[0]
            if type == -1:
                type = _struct.unpack("=i", _posix._sock_get(fd, SOL_SOCKET, SO_TYPE, 4))[0]
            proto = 0 if proto == -1 else proto
        self._fd = fd
        self._family = int(family)
        self._type = int(type) & ~(SOCK_CLOEXEC | SOCK_NONBLOCK)
        self._proto = int(proto)
        self._timeout = None
        if _default_timeout is not None:
            self.settimeout(_default_timeout)

    family = property(lambda self: self._family)
    type = property(lambda self: self._type)
    proto = property(lambda self: self._proto)
    timeout = property(lambda self: self._timeout)

    def fileno(self):
        return self._fd

    def detach(self):
        fd, self._fd = self._fd, -1
        return fd

    def close(self):
        fd, self._fd = self._fd, -1
        if fd >= 0:
            _posix.close(fd)

    def settimeout(self, timeout, /):
        timeout = _timeout(timeout)
        self._timeout = timeout
        _os.set_blocking(self._fd, timeout is None)

    def gettimeout(self):
        return self._timeout

    def setblocking(self, flag, /):
        self.settimeout(None if flag else 0.0)

    def getblocking(self):
        return self._timeout is None or self._timeout > 0

    def _wait(self, call, *args, write=False):
        if self._timeout == 0.0:
            return call(*args)
        end = None if self._timeout is None else _time.monotonic() + self._timeout
        while True:
            left = None if end is None else max(0.0, end - _time.monotonic())
            fds = ([], [self._fd], []) if write else ([self._fd], [], [])
            if not any(_posix._select(*fds, left)):
                raise TimeoutError("timed out")
            try:
                return call(*args)
            except BlockingIOError:
                if end is not None and _time.monotonic() >= end:
                    raise TimeoutError("timed out") from None

    def bind(self, address, /):
        _posix._sock_bind(self._fd, _pack(self._family, address))

    def listen(self, backlog=128, /):
        _posix._sock_listen(self._fd, max(backlog, 0))

    def _accept(self):
        fd, address = self._wait(_posix._sock_accept, self._fd)
        return fd, _unpack(address)

    def connect(self, address, /):
        packed = _pack(self._family, address)
        try:
            _posix._sock_connect(self._fd, packed)
        except (BlockingIOError, InterruptedError):
            if self._timeout == 0.0:
                raise
            if not any(_posix._select([], [self._fd], [], self._timeout)):
                raise TimeoutError("timed out") from None
            error = self.getsockopt(SOL_SOCKET, SO_ERROR)
            if error:
                raise OSError(error, _posix.strerror(error)) from None

    def connect_ex(self, address, /):
        try:
            self.connect(address)
        except OSError as error:
            if error.errno is None:
                return _errno.EAGAIN
            return error.errno
        return 0

    def getsockname(self):
        return _unpack(_posix._sock_name(self._fd, 0))

    def getpeername(self):
        return _unpack(_posix._sock_name(self._fd, 1))

    def shutdown(self, how, /):
        _posix._sock_shutdown(self._fd, how)

    def setsockopt(self, level, optname, value, optlen=None, /):
        data = _struct.pack("=i", value) if isinstance(value, int) else bytes(optlen or 0) if value is None else value
        _posix._sock_set(self._fd, level, optname, data)

    def getsockopt(self, level, optname, buflen=0, /):
        if buflen:
            return _posix._sock_get(self._fd, level, optname, buflen)
        return _struct.unpack("=i", _posix._sock_get(self._fd, level, optname, 4))[0]

    def recv(self, bufsize, flags=0, /):
        if bufsize < 0:
            raise ValueError("negative buffersize in recv")
        return self._wait(_posix._sock_receive, self._fd, bufsize, flags)[0]

    def recvfrom(self, bufsize, flags=0, /):
        if bufsize < 0:
            raise ValueError("negative buffersize in recvfrom")
        data, address = self._wait(_posix._sock_receive, self._fd, bufsize, flags)
        return data, _unpack(address)

    def recv_into(self, buffer, nbytes=0, flags=0):
        view = memoryview(buffer).cast("B")
        data = self.recv(nbytes or len(view), flags)
        view[:len(data)] = data
        return len(data)

    def recvfrom_into(self, buffer, nbytes=0, flags=0):
        view = memoryview(buffer).cast("B")
        data, address = self.recvfrom(nbytes or len(view), flags)
        view[:len(data)] = data
        return len(data), address

    def send(self, data, flags=0, /):
        return self._wait(_posix._sock_send, self._fd, data, flags, write=True)

    def sendall(self, data, flags=0, /):
        view = memoryview(data).cast("B")
        at = 0
        while at < len(view):
            at += self.send(view[at:], flags)

    def sendto(self, data, *rest):
        flags, address = rest if len(rest) == 2 else (0, *rest)
        return self._wait(_posix._sock_send, self._fd, data, flags, _pack(self._family, address), write=True)

    def __del__(self):
        if getattr(self, "_fd", -1) >= 0:
            self.close()

    def __repr__(self):
        return (f"<socket object, fd={self._fd}, family={self._family}, type={self._type}, proto={self._proto}>")


SocketType = socket


def socketpair(family=AF_UNIX, type=SOCK_STREAM, proto=0, /):
    a, b = _posix._socketpair(family, type, proto)
    return socket(family, type, proto, a), socket(family, type, proto, b)


def close(fd, /):
    _posix.close(fd)


def dup(fd, /):
    return _posix.dup(fd)


def gethostname():
    return _posix.uname().nodename


def gethostbyname(host, /):
    return _resolve(host, AF_INET)


def gethostbyname_ex(host, /):
    return host, [], [a for a in _posix._resolve(host) or () if ":" not in a]


def gethostbyaddr(host, /):
    raise herror(1, "Unknown host")


_SERVICES = {"ftp": 21, "ssh": 22, "telnet": 23, "smtp": 25, "domain": 53, "http": 80, "pop3": 110, "ntp": 123,
             "imap": 143, "https": 443}


def getservbyname(name, protocol=None, /):
    try:
        return _SERVICES[name]
    except KeyError:
        raise OSError("service/proto not found") from None


def getservbyport(port, protocol=None, /):
    for name, number in _SERVICES.items():
        if number == port:
            return name
    raise OSError("port/proto not found")


def getprotobyname(name, /):
    try:
        return {"icmp": 1, "tcp": 6, "udp": 17, "ipv6": 41}[name]
    except KeyError:
        raise OSError("protocol not found") from None


def getaddrinfo(host, port, family=0, type=0, proto=0, flags=0):
    if isinstance(host, bytes):
        host = host.decode("idna")
    if isinstance(port, bytes):
        port = port.decode()
    if isinstance(port, str):
        port = int(port) if port.isdecimal() else _SERVICES.get(port)
        if port is None:
            raise gaierror(EAI_SERVICE, "Servname not supported for ai_socktype")
    port = port or 0
    if host is None:
        hosts = ["0.0.0.0", "::"] if flags & AI_PASSIVE else ["127.0.0.1", "::1"]
    else:
        if flags & AI_NUMERICHOST and not (":" in host or host.replace(".", "").isdecimal()):
            raise gaierror(EAI_NONAME, "Name or service not known")
        hosts = _posix._resolve(host)
    kinds = [(SOCK_STREAM, IPPROTO_TCP), (SOCK_DGRAM, IPPROTO_UDP), (SOCK_RAW, 0)]
    found = []
    for address in hosts or ():
        own = AF_INET6 if ":" in address else AF_INET
        if family not in (0, own):
            continue
        place = (address, port, 0, 0) if own == AF_INET6 else (address, port)
        for kind, number in kinds:
            if type in (0, kind) and proto in (0, number):
                entry = own, kind, proto or number, "", place
                if entry not in found:
                    found.append(entry)
    if not found:
        raise gaierror(EAI_NONAME, "Name or service not known")
    return found


def getnameinfo(sockaddr, flags, /):
    host, port = sockaddr[:2]
    return host, str(port) if flags & NI_NUMERICSERV else str(port)
