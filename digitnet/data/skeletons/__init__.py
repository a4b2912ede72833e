"""What people draw, as skeletons: the allographs of each digit, and things that are not digits.

An allograph is one of the ways to write a digit, such as a 7 with or without a crossbar. The shapes
follow descriptions of European, American and Turkish school hands, of shapes that are easily
misread, and of how people simplify them in a hurry; no recorded drawing was copied. Each digit has
its own file.
"""

from digitnet.data.skeletons import eight, five, four, nine, one, seven, six, three, two, zero
from digitnet.data.skeletons.curves import Allograph, Skeleton, Ways

DIGITS: tuple[Ways, ...] = tuple(
    module.ALLOGRAPHS for module in (zero, one, two, three, four, five, six, seven, eight, nine)
)
"""For each digit, 0 to 9, its allographs and the share of synthetic writers who use each. The
shares are chosen for training; they are not estimates of how common an allograph is."""

__all__ = ["DIGITS", "Allograph", "Skeleton", "Ways"]
