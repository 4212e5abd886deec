"""Functions of the library that nobody called yet: everything asked of them is there."""
import bisect
import colorsys
import copy
import textwrap
import statistics

# Documentation, before and after a change of code.
print(textwrap.dedent.__doc__.splitlines()[0])
print(colorsys.rgb_to_yiq.__doc__)


def other(r, g, b):
    "other"
    return r


colorsys.rgb_to_hls.__code__ = other.__code__
print(colorsys.rgb_to_hls.__doc__, colorsys.rgb_to_hls(7, 8, 9))

# What code objects say.
code = colorsys.hls_to_rgb.__code__
print(code.co_argcount, code.co_varnames[:3], code.co_nlocals >= 3, len(code.co_code) > 10)
print(code == colorsys.hls_to_rgb.__code__, hash(code) == hash(colorsys.hls_to_rgb.__code__))
print(code == colorsys.hsv_to_rgb.__code__, len(list(code.co_lines())) > 1)
print(colorsys.hsv_to_rgb.__code__.replace(co_name="renamed").co_name)

# First calls: by keyword, with wrong arguments, of generators, through `map`.
print(textwrap.shorten(text="one two three four", width=12))
try:
    textwrap.indent(prefix="x")
except TypeError as error:
    print(error)
try:
    textwrap.fill("a", nonsense=1)
except TypeError as error:
    print(error)
try:
    colorsys.yiq_to_rgb(1)
except TypeError as error:
    print(error)
print(list(map(textwrap.indent, ["a", "b"], [">", "<"])))
print(copy.deepcopy({1: [2, (3, [4])]}), bisect.__doc__)


class Mode(statistics.NormalDist):
    pass


print(Mode(mu=3, sigma=1).overlap(Mode(3, 1)))
