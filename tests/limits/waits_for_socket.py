# ends: LimitExceeded
import socket
a, b = socket.socketpair()
a.recv(1)
