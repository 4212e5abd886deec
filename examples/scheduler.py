"""A small operating system: tasks of several kinds pass packets to each other under a priority scheduler.

Method calls on objects of different classes, attributes, linked lists, branches on state.

    taipan bench examples/scheduler.py
"""

import sys

IDLE, WORKER, HANDLER, DEVICE = range(4)


class Packet:
    def __init__(self, kind, payload):
        self.link = None
        self.kind = kind
        self.payload = payload
        self.hops = 0


class Queue:
    """First in, first out, through the packets' own links."""

    def __init__(self):
        self.head = self.tail = None
        self.length = 0

    def push(self, packet):
        packet.link = None
        if self.tail is None:
            self.head = packet
        else:
            self.tail.link = packet
        self.tail = packet
        self.length += 1

    def pop(self):
        packet = self.head
        if packet is not None:
            self.head = packet.link
            if self.head is None:
                self.tail = None
            self.length -= 1
        return packet


class Task:
    kind = IDLE

    def __init__(self, name, priority):
        self.name = name
        self.priority = priority
        self.inbox = Queue()
        self.runs = 0
        self.credit = priority

    @property
    def ready(self):
        return self.inbox.length > 0

    def run(self, system):
        self.runs += 1
        packet = self.inbox.pop()
        packet.hops += 1
        self.handle(packet, system)

    def handle(self, packet, system):
        raise NotImplementedError(self.name)


class Idle(Task):
    def __init__(self, name, seed):
        super().__init__(name, 0)
        self.state = seed

    @property
    def ready(self):
        return True

    def run(self, system):
        self.runs += 1
        self.state = (self.state * 1103515245 + 12345) & 0x7FFFFFFF
        system.send(WORKER, Packet(WORKER, self.state >> 8))


class Worker(Task):
    kind = WORKER

    def handle(self, packet, system):
        total = 0
        value = packet.payload
        while value:
            value, digit = divmod(value, 10)
            total += digit
        packet.payload = total
        packet.kind = HANDLER if total % 3 else DEVICE
        system.send(packet.kind, packet)


class Handler(Task):
    kind = HANDLER

    def __init__(self, name, priority):
        super().__init__(name, priority)
        self.seen = {}

    def handle(self, packet, system):
        self.seen[packet.payload] = self.seen.get(packet.payload, 0) + 1
        if packet.hops < 4:
            packet.payload += 7
            system.send(DEVICE, packet)
        else:
            system.finished += 1


class Device(Task):
    kind = DEVICE

    def handle(self, packet, system):
        system.log ^= packet.payload * packet.hops
        if packet.payload & 1 and packet.hops < 6:
            system.send(HANDLER, packet)
        else:
            system.finished += 1


class System:
    def __init__(self):
        self.tasks = [Idle("idle", 42), Worker("worker", 3), Handler("handler-a", 2), Handler("handler-b", 2), Device("device", 4)]
        self.by_kind = {}
        for task in self.tasks:
            self.by_kind.setdefault(task.kind, []).append(task)
        self.finished = self.switches = self.log = 0
        self.turn = 0

    def send(self, kind, packet):
        targets = self.by_kind[kind]
        self.turn += 1
        targets[self.turn % len(targets)].inbox.push(packet)

    def choose(self):
        best = None
        for task in self.tasks:
            if task.ready:
                task.credit += task.priority
                if best is None or task.credit > best.credit:
                    best = task
        return best

    def run(self, packets):
        while self.finished < packets:
            task = self.choose()
            task.credit -= 5
            task.run(self)
            self.switches += 1


def main():
    packets = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    system = System()
    system.run(packets)
    for task in system.tasks:
        print(f"{task.name:<10} ran {task.runs:>8} times, {task.inbox.length} waiting")
    print(f"{system.finished} packets, {system.switches} switches, log {system.log}")
    print("most common:", sorted(system.by_kind[HANDLER][0].seen.items(), key=lambda kv: (-kv[1], kv[0]))[:3])


main()
