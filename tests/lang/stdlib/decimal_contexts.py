"""Contexts of decimal: attributes, flags and traps, local contexts, context variables, pickles."""

import contextvars
import copy
import pickle
from decimal import *


def attempt(function, *args, **kwargs):
    try:
        return repr(function(*args, **kwargs))
    except Exception as error:
        return f"{type(error).__name__} {error.args}"


setcontext(DefaultContext)
print(getcontext(), DefaultContext, BasicContext, ExtendedContext, sep="\n")
ARGUMENTS = [
    dict(prec=0), dict(prec="x"), dict(prec=10**40), dict(prec=1.5), dict(Emin=1), dict(Emax=-1), dict(Emax=10**30),
    dict(capitals=2), dict(clamp="x"), dict(clamp=-1), dict(rounding="x"), dict(rounding=1),
    dict(rounding="ROUND_\xff"), dict(traps=5), dict(traps=[5]), dict(traps=[Inexact, Inexact]),
    dict(traps=[ValueError]), dict(flags=[Inexact], traps=[]), dict(flags={Inexact: 1}), dict(traps={Inexact: 1}),
    dict(traps=dict.fromkeys(Context().traps, True)), dict(foo=1), dict(prec=9, flags=None),
]
for arguments in ARGUMENTS:
    print(arguments, attempt(Context, **arguments))
print(attempt(Context, 1, 2, 3, 4, 5, 6, 7, 8, 9))
print(attempt(Context, 5, ROUND_UP, -7, 7, 0, 1, [Rounded], [Clamped]))

c = Context()
for name, value in [("prec", -1), ("prec", 12), ("flags", 5), ("flags", {}), ("flags", [Inexact]),
                    ("traps", [Inexact, 5]), ("rounding", ROUND_DOWN), ("Emin", -5), ("clamp", 1),
                    ("flags", dict.fromkeys(c.flags, True)), ("capitals", 0)]:
    print(name, value, attempt(setattr, c, name, value))
print(c)
for name in "prec", "flags", "nothing":
    print(name, attempt(delattr, c, name))
c.clear_flags()
flags = c.flags
print(flags is c.flags, flags, len(flags), list(flags) == list(c.traps))
print(attempt(flags.__getitem__, "x"), flags[Inexact], attempt(flags.__setitem__, 3, 1))
flags[Inexact] = "yes"
flags[InvalidOperation] = 1
print(c, flags == c.traps, flags == flags.copy(), flags == 5, flags != dict.fromkeys(flags, False))
print(attempt(flags.__delitem__, Inexact), attempt(flags.pop, Inexact), type(flags.copy()).__name__)
print(attempt(hash, flags), Inexact in flags, 3 in flags, isinstance(flags, dict), type(flags).__name__)
flags.update({Inexact: False, Rounded: True})
c.traps[Rounded] = True
print(c, flags[InvalidOperation])
c.clear_traps()
print(c.traps, bool(flags), attempt(type(flags)().copy))

print(c.copy(), copy.copy(c), copy.deepcopy(c), c.copy() == c, sep="\n")
print(c.__reduce__(), pickle.loads(pickle.dumps(c)), sep="\n")
print(c.Etiny(), c.Etop(), c.radix())

for bits in 32, 64, 128, 256, 33, 0, -32, "x", 10**30:
    print(bits, attempt(IEEEContext, bits) if bits not in (33, 0, -32) else attempt(IEEEContext, bits)[:60])

print(attempt(setcontext, 5), attempt(setcontext), attempt(getcontext, 1), attempt(localcontext, 5))
print(attempt(localcontext, prec=0), attempt(localcontext, None, prec="x"), attempt(localcontext, foo=1))

for template in DefaultContext, BasicContext, ExtendedContext:
    setcontext(template)
    print(getcontext() is template, getcontext())
mine = Context(prec=7, flags=[Inexact])
setcontext(mine)
print(getcontext() is mine)
with localcontext() as inner:
    print(inner is getcontext(), inner is mine, inner)
    inner.prec = 3
    print(Decimal(2) / 3)
    with localcontext(prec=5, rounding=ROUND_UP, traps=[]) as third:
        print(Decimal(2) / 3, third.traps[DivisionByZero])
    with localcontext(BasicContext, Emax=9) as fourth:
        print(fourth)
    print(Decimal(2) / 3, getcontext() is inner)
print(getcontext() is mine, Decimal(2) / 3)


def in_context(prec):
    getcontext().prec = prec
    inner = contextvars.copy_context()
    setcontext(Context(prec=prec + 1))
    return str(Decimal(1) / 7), inner.run(lambda: str(Decimal(1) / 7)), getcontext().prec


print(contextvars.copy_context().run(in_context, 4), getcontext().prec)
print(contextvars.Context().run(lambda: (getcontext().prec, str(Decimal(1) / 7))), getcontext() is mine)


contexts = [contextvars.copy_context() for _ in range(2)]
for prec, own in zip([3, 6], contexts):
    own.run(setcontext, Context(prec=prec))
for _ in range(2):
    for own in contexts:
        print(own.run(lambda: str(Decimal(1) / 7)), getcontext() is mine)

setcontext(Context(prec=5, traps=[]))
c = getcontext()
for expression in ["c.create_decimal()", "c.create_decimal('1.23456')", "c.create_decimal(' 1.2')",
                   "c.create_decimal('1_0')", "c.create_decimal(1.23456)", "c.create_decimal(1234567)",
                   "c.create_decimal((0,(1,2,3,4,5,6),0))", "c.create_decimal(Decimal('1.234567'))",
                   "c.create_decimal('nan1234567')", "c.create_decimal(Decimal('nan1234567'))",
                   "c.create_decimal([1])", "c.create_decimal(None)", "c.create_decimal(1,2)",
                   "c.create_decimal_from_float(1.23456)", "c.create_decimal_from_float('x')",
                   "c.create_decimal_from_float(5)", "c.add(1,2)", "c.add(1,'x')", "c.add('x',1)", "c.add(1)",
                   "c.add(1,2,3)", "c.power(2,3,modulo=5)", "c.power(a=2,b=3)", "c.power(2,3,None)", "c.power(2)",
                   "c.power(2,'x')", "c.power(2,3,'x')", "c.fma(2,3)", "c.fma(2,3,'x')", "c.exp('x')",
                   "c.is_zero('x')", "c.is_zero(0)", "c.to_sci_string('x')", "c.number_class(5)", "c.divmod(5,3)",
                   "c.divmod(5)", "c.canonical(5)", "c.canonical(Decimal(5))", "c.is_canonical(5)",
                   "c.copy_decimal(5)", "c.copy_decimal('x')", "c.copy_sign(5,-1)", "c.same_quantum(5,1)",
                   "c.same_quantum(5,'x')", "c.to_integral_value(Decimal('1.5'))", "c.normalize('x')",
                   "c.divide(1,0)", "c.sqrt(-1)", "c.ln(0)", "c.log10(-1)", "c.quantize(1, 2)"]:
    try:
        result = repr(eval(expression))
    except Exception as error:
        result = f"{type(error).__name__} {error.args}"
    print(expression, result, [signal.__name__ for signal in c.flags if c.flags[signal]])
    c.clear_flags()

for signal in c.flags:
    print(signal.__mro__, signal.__module__)
for signal in list(c.flags):
    c.clear_flags()
    c.clear_traps()
    c.traps[signal] = True
    for expression in ["c.divide(1, 0)", "c.divide(1, 3)", "c.create_decimal('x')", "c.divide(0, 0)",
                       "c.create_decimal('1e9999999')", "c.create_decimal('1e-9999999')", "Decimal(1) < 0.5",
                       "Decimal(1) == 0.5", "c.create_decimal('0e9999999')", "c.divmod(1, 0)", "Decimal(0.5)"]:
        try:
            result = repr(eval(expression))
        except Exception as error:
            result = f"{type(error).__name__} {error.args}"
        print(signal.__name__, expression, result)
setcontext(DefaultContext)
