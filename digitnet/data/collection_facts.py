"""What is known of the collection as a whole: plain data, no database."""

from __future__ import annotations

from dataclasses import dataclass, field

from digitnet.errors import DigitnetError
from digitnet.labels import CLASSES

LEAST = 10
"""Drawings with a label; a training with fewer of them changes nothing."""


class CollectionError(DigitnetError):
    """The collection cannot be read or changed; nothing of it was lost."""


@dataclass(frozen=True)
class CollectionStats:
    """What is in the collection.

    Attributes:
        count: all drawings.
        labelled: those of which somebody said what they are.
        writers: how many people are known to have drawn them.
        answered: labelled ones that a model read; ``correct`` of these it read as labelled.
        correct: see ``answered``.
        by_label: how many there are of each digit, 0 to 9, and of what is no digit.
    """

    count: int = 0
    labelled: int = 0
    writers: int = 0
    answered: int = 0
    correct: int = 0
    by_label: tuple[int, ...] = field(default=(0,) * CLASSES)

    @property
    def is_enough(self) -> bool:
        """Whether there are enough labelled drawings for a training."""
        return self.labelled >= LEAST
