# ends: LimitExceeded
import _socket
a, b = _socket.socketpair()
a.recv(1)
