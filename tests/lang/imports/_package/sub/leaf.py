from .. import NAME
from ..inner import x


def up():
    return NAME, x, __package__
