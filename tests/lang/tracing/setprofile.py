# What a profile function sees.
import sys

events = []


def profiler(frame, event, arg):
    if event.startswith("c_"):
        arg = arg.__name__
    events.append((event, frame.f_code.co_name, arg))


def generator(n):
    for i in range(n):
        yield i


class Plain:
    def method(self):
        return 1

    def __len__(self):
        return 3


def calls():
    len("a")
    len(Plain())
    sum(generator(2))
    for x in generator(1):
        pass
    try:
        int("x")
    except ValueError:
        pass
    try:
        len(5)
    except TypeError:
        pass
    [1].append(2)
    "".join(["a"])
    list.append([], 1)
    Plain().method()
    Plain.method(Plain())
    sorted([3, 1], key=lambda x: x)
    len(*["ab"])
    max(*[1, 2], **{})
    return dict(a=1)


def raises():
    raise KeyError


def propagates():
    try:
        raises()
    except KeyError:
        pass
    return 2


for function in calls, propagates:
    events.clear()
    sys.setprofile(profiler)
    function()
    sys.setprofile(None)
    for event in events:
        print(*event)
    print("---")


def fails(frame, event, arg):
    raise RuntimeError("no")


sys.setprofile(fails)
try:
    propagates()
except RuntimeError as e:
    print(e, sys.getprofile())

# Both at once.
events.clear()
sys.settrace(lambda f, e, a: events.append(("trace", e)))
sys.setprofile(lambda f, e, a: events.append(("profile", e)))
propagates()
sys.setprofile(None)
sys.settrace(None)
print(events)
