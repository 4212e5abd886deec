# A virtual machine inside the virtual machine: dispatch through a dict of bound methods.
class VM:
    def __init__(self, code):
        self.code, self.stack, self.vars, self.pc, self.out = code, [], {}, 0, []
        self.ops = {name[3:]: getattr(self, name) for name in dir(self) if name.startswith("op_")}

    def run(self):
        n = 0
        while self.pc < len(self.code):
            op, *args = self.code[self.pc]
            self.pc += 1
            self.ops[op](*args)
            n += 1
        return n

    def op_push(self, v):
        self.stack.append(v)

    def op_load(self, name):
        self.stack.append(self.vars[name])

    def op_store(self, name):
        self.vars[name] = self.stack.pop()

    def op_add(self):
        b = self.stack.pop()
        self.stack[-1] = self.stack[-1] + b

    def op_mul(self):
        b = self.stack.pop()
        self.stack[-1] = self.stack[-1] * b

    def op_mod(self):
        b = self.stack.pop()
        self.stack[-1] = self.stack[-1] % b

    def op_lt(self):
        b = self.stack.pop()
        self.stack[-1] = self.stack[-1] < b

    def op_jmp(self, to):
        self.pc = to

    def op_jz(self, to):
        if not self.stack.pop():
            self.pc = to

    def op_print(self):
        self.out.append(self.stack.pop())


def loop(n, start, step):
    return [("push", start), ("store", "s"), ("push", 0), ("store", "i"), ("load", "i"), ("push", n), ("lt",), ("jz", 18), ("load", "s"), ("load", "i"), ("mul",), ("push", step), ("add",), ("push", 99991), ("mod",), ("store", "s"), ("load", "i"), ("jmp", 20), ("load", "s"), ("jmp", 25), ("push", 1), ("add",), ("store", "i"), ("jmp", 4), ("print",), ("print",)]


for n, start, step in ((10, 1, 1), (800, 3, 7), (800, 1.5, 2), (300, 2**70, 1)):
    vm = VM(loop(n, start, step))
    print(vm.run(), vm.out, vm.vars["i"])
vm = VM([("push", 1), ("load", "nope")])
try:
    vm.run()
except KeyError as e:
    print("KeyError", e, vm.pc, vm.stack)
