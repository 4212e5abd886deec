import heapq


class Task:
    count = 0

    def __init__(self, name, priority, work):
        self.name, self.priority, self.gen = name, priority, work(name)
        Task.count += 1
        self.order = Task.count

    def __lt__(self, other):
        return (self.priority, self.order) < (other.priority, other.order)


class Scheduler:
    def __init__(self):
        self.ready, self.log, self.mail = [], [], {}

    def spawn(self, name, priority, work):
        heapq.heappush(self.ready, Task(name, priority, work))

    def run(self):
        while self.ready:
            task = heapq.heappop(self.ready)
            try:
                request = next(task.gen) if task.name not in self.mail else task.gen.send(self.mail.pop(task.name))
            except StopIteration as stop:
                self.log.append(f"{task.name} done {stop.value}")
                continue
            match request:
                case ("sleep", n):
                    task.priority += n
                case ("send", to, what):
                    self.log.append(f"{task.name} -> {to}: {what}")
                    self.mail[to] = what
                case ("spawn", name, work):
                    self.spawn(name, task.priority, work)
                case other:
                    self.log.append(f"{task.name}: {other}")
            heapq.heappush(self.ready, task)
        return self.log


def worker(name):
    for i in range(3):
        yield f"step {i}"
        yield "sleep", i + 1
    return name.upper()


def producer(name):
    yield "sleep", 1
    for i in range(3):
        yield "send", "consumer", i * 10
        yield "sleep", 2
    yield "spawn", "child", worker


def consumer(name):
    got = []
    yield "ready"
    for _ in range(8):
        m = yield "sleep", 1
        if m is not None:
            got.append(m)
    return got


s = Scheduler()
s.spawn("w1", 1, worker)
s.spawn("producer", 0, producer)
s.spawn("consumer", 0, consumer)
print("\n".join(s.run()))
