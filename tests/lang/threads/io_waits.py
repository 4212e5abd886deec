# oracle: python3.11
# Reading pipes and sockets, sleeping, and waiting for processes let other threads go on.
import os
import select
import selectors
import socket
import subprocess
import sys
import threading
import time


def pipes():
    r, w = os.pipe()
    got = []
    t = threading.Thread(target=lambda: got.append(os.read(r, 100)))
    t.start()
    time.sleep(0.002)
    print(got)
    os.write(w, b"data")
    t.join()
    print(got)
    # A full pipe: the writer waits for the reader.
    data = b"x" * 300_000

    def write():
        view = memoryview(data)
        while view:
            view = view[os.write(w, view):]
        os.close(w)

    t = threading.Thread(target=write)
    t.start()
    total = 0
    while chunk := os.read(r, 65536):
        total += len(chunk)
    t.join()
    os.close(r)
    print(total)


def sockets():
    server = socket.create_server(("127.0.0.1", 0))

    def serve():
        conn, _ = server.accept()
        with conn:
            while data := conn.recv(100):
                conn.sendall(data.upper())

    t = threading.Thread(target=serve)
    t.start()
    with socket.create_connection(server.getsockname()) as c:
        for word in (b"one", b"two"):
            c.sendall(word)
            print(c.recv(100))
    t.join()
    server.close()
    a, b = socket.socketpair()
    threading.Timer(0.005, b.send, args=(b"!",)).start()
    print(select.select([a], [], [], 5)[0] == [a], a.recv(1))
    sel = selectors.DefaultSelector()
    sel.register(a, selectors.EVENT_READ)
    threading.Timer(0.005, b.send, args=(b"?",)).start()
    print([key.fileobj is a for key, _ in sel.select(5)], a.recv(1))
    a.settimeout(0.01)
    try:
        a.recv(1)
    except TimeoutError as e:
        print(e)
    a.close()
    b.close()


def sleeping():
    order = []

    def sleep(n):
        # The later ones begin to sleep when the earlier ones have woken.
        while len(order) < n - 1:
            time.sleep(0.001)
        time.sleep(0.002)
        order.append(n)

    threads = [threading.Thread(target=sleep, args=(n,)) for n in (3, 1, 2)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    print(order)


def processes():
    # The process ends when the other thread, which goes on meanwhile, lets it.
    r, w = os.pipe()
    p = subprocess.Popen(["sh", "-c", "read line; exit 3"], stdin=r)
    t = threading.Thread(target=lambda: (time.sleep(0.002), os.write(w, b"go\n")))
    t.start()
    print(p.wait())
    t.join()
    p = subprocess.run(["cat"], input=b"in", capture_output=True)
    print(p.returncode, p.stdout)


pipes()
sockets()
sleeping()
processes()
