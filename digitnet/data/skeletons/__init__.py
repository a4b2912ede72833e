"""The shapes that people draw, as skeletons: the allographs of each digit, and what is no digit.

An allograph is one of the ways to write a digit (a 7 with or without a crossbar). The shapes come
from descriptions of European, American and Turkish school hands and of what people make of them in
a hurry; no recorded drawing was copied. Each digit has a file of its own.
"""

from digitnet.data.skeletons import eight, five, four, nine, one, seven, six, three, two, zero
from digitnet.data.skeletons.curves import Allograph, Skeleton

DIGITS: dict[int, tuple[tuple[float, Allograph], ...]] = {
    digit: module.ALLOGRAPHS
    for digit, module in enumerate((zero, one, two, three, four, five, six, seven, eight, nine))
}
"""For each digit the share of writers who use an allograph, and the allograph; shares sum to 1.
They are not how often people do, but how often it helps to see each."""

__all__ = ["DIGITS", "Allograph", "Skeleton"]
