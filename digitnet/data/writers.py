"""Synthetic writers: randomly generated people who write digits in every common style.

MNIST shows how Americans wrote in 1990, with a pen on paper. A population describes how people
write everywhere. A writer is a random sample of it: for each digit one of its allographs, with
proportions of the writer's own, and a hand that slants, rounds corners, trembles and hurries. A
writer's drawings of one digit differ only a little. Their strokes go through the same ``to_mnist``
as a user's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from digitnet.data.hand import Hand, drawn
from digitnet.data.skeletons import DIGITS, Skeleton, Ways
from digitnet.data.skeletons.no_digit import NON_DIGITS
from digitnet.drawing.drawing import Drawing
from digitnet.drawing.mnist_format import SIDE, to_mnist
from digitnet.labels import DIGIT_COUNT, NON_DIGIT

DRAWINGS_PER_WRITER = 20
"""Few, because a network learns more from a new writer than from another drawing by an old one."""

CAPTION_LENGTH = 11


@dataclass(frozen=True)
class Population:
    """What synthetic writers write, and how. Two equal populations draw the same from one seed.

    Attributes:
        allographs: for each digit, 0 to 9, its allographs and the share of writers who use each.
        hand: draws a hand from a random generator.
        non_digit_share: share of the drawings that are not digits, 0..1.
        non_digits: the kinds of these, and the share of each.
    """

    allographs: tuple[Ways, ...] = DIGITS
    hand: Callable[[Generator], Hand] = Hand.random
    non_digit_share: float = 0.2
    non_digits: Ways = NON_DIGITS


POPULATION = Population()
"""The population that training and its held-out drawings use by default."""


class Writer:
    """One randomly generated person.

    Args:
        rng: draws the writer, and then what varies from drawing to drawing.
        population: where the writer comes from.
    """

    def __init__(self, rng: Generator, population: Population = POPULATION) -> None:
        self._rng = rng
        self._population = population
        self.hand = population.hand(rng)
        self._skeletons: dict[int, Skeleton] = {}

    def draw(self, digit: int) -> Drawing:
        """Draw a digit, always in this writer's style."""
        if digit not in self._skeletons:
            self._skeletons[digit] = _skeleton(self._population.allographs[digit], self._rng)
        return drawn(self._skeletons[digit], self.hand, self._rng)

    def draw_non_digit(self) -> Drawing:
        """Draw something that is not a digit: a letter, a shape, a scribble."""
        return drawn(_skeleton(self._population.non_digits, self._rng), self.hand, self._rng)


def _skeleton(ways: Ways, rng: Generator) -> Skeleton:
    shares, makers = zip(*ways, strict=True)
    skeleton: Skeleton = rng.choice(makers, p=shares)(rng)
    return skeleton


def synthetic_drawings(
    count: int, seed: int | Sequence[int], population: Population = POPULATION
) -> Iterator[tuple[Drawing, int]]:
    """Yield drawings by as many writers as needed, with their labels.

    Args:
        count: number of drawings.
        seed: of all writers; the same seed gives the same drawings.
        population: where the writers come from.
    """
    rng = np.random.default_rng(seed)
    for number in range(count):
        if number % DRAWINGS_PER_WRITER == 0:
            writer = Writer(rng, population)
        if rng.random() < population.non_digit_share:
            yield writer.draw_non_digit(), NON_DIGIT
        else:
            # The digits take turns, so that all are equally frequent.
            digit = number % DIGIT_COUNT
            yield writer.draw(digit), digit


def synthetic_images(
    count: int, seed: int | Sequence[int], population: Population = POPULATION
) -> tuple[np.ndarray, np.ndarray]:
    """Return ``synthetic_drawings`` in MNIST format.

    Returns:
        Images, uint8 (n, 28, 28), and labels, uint8 (n,): 0 to 9 or ``NON_DIGIT``.
    """
    images = np.empty((count, SIDE, SIDE), np.uint8)
    labels = np.empty(count, np.uint8)
    for number, (drawing, label) in enumerate(synthetic_drawings(count, seed, population)):
        image = to_mnist(drawing)
        assert image is not None, "a synthetic drawing is never empty"
        images[number] = image
        labels[number] = label
    return images, labels


def sample(
    count: int, seed: int, non_digits: bool = False, population: Population = POPULATION
) -> tuple[list[Drawing], list[str]]:
    """Return drawings to look at, each by a different hand, and the name of what each shows.

    All allographs take turns, or all kinds of non-digits.
    """
    rng = np.random.default_rng(seed)
    if non_digits:
        ways = [(maker, maker.__name__) for _, maker in population.non_digits]
    else:
        ways = [
            (maker, f"{digit} {maker.__name__}")
            for digit, allographs in enumerate(population.allographs)
            for _, maker in allographs
        ]
    chosen = sorted(number % len(ways) for number in range(count))
    drawings = [drawn(ways[number][0](rng), population.hand(rng), rng) for number in chosen]
    return drawings, [ways[number][1].replace("_", " ")[:CAPTION_LENGTH] for number in chosen]
