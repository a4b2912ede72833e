"""How well a predictor reads whole numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from digitnet.drawing.errors import DrawingError
from digitnet.drawing.files import LabelledDrawing
from digitnet.network.number import UNREAD, Number
from digitnet.network.reader import Reader
from digitnet.store.evaluation import CONFUSIONS, calibration_error
from digitnet.texts import commands, errors
from digitnet.texts.numbers import formatted


@dataclass(frozen=True)
class NumberEvaluation:
    """Results on drawings of whole numbers.

    Attributes:
        source: what was read.
        count: drawings with a label and ink.
        accuracy: share of numbers of which every digit is correct, 0..1.
        length_accuracy: share divided into the correct number of digits.
        digit_accuracy: of the digits of those, the share that is correct.
        unread: share of numbers with a part that was rejected as no digit.
        by_length: the accuracy for each number of digits that occurs.
        writers: how many people wrote them, where known, else 0.
        calibration_error: expected calibration error of the whole number, in 15 bins.
        confusions: the commonest mistakes, as (label, read as, how often).
    """

    source: str
    count: int
    accuracy: float
    length_accuracy: float
    digit_accuracy: float
    unread: float
    by_length: dict[int, float]
    writers: int
    calibration_error: float
    confusions: list[tuple[str, str, int]]

    def to_json(self) -> dict[str, Any]:
        """Return the evaluation as JSON values."""
        return asdict(self)

    def to_text(self) -> str:
        """Return the evaluation in some lines of text."""
        title = commands.NUMBERS_READ_CORRECTLY(
            source=self.source, accuracy=self.accuracy, count=self.count
        )
        lengths = ", ".join(f"{n} {formatted(share, '.1%')}" for n, share in self.by_length.items())
        lines = [
            commands.NUMBERS_DIVIDED(share=self.length_accuracy, digits=self.digit_accuracy),
            commands.NUMBERS_UNREAD(share=self.unread),
            commands.NUMBERS_BY_LENGTH(lengths=lengths),
            commands.CALIBRATION_ERROR(error=self.calibration_error),
        ]
        lines += [
            commands.CONFUSED(label=label, read=read, times=times)
            for label, read, times in self.confusions
        ]
        return "\n  ".join([title, *lines])


def evaluate_numbers(
    predictor: Reader, drawings: Sequence[LabelledDrawing], source: str
) -> tuple[NumberEvaluation, list[tuple[LabelledDrawing, Number]]]:
    """Evaluate on the drawings that have a label and ink; also return those that were misread.

    A drawing of a single digit is read as a whole number, too.

    Raises:
        DrawingError: if there are none.
    """
    known = [
        (item, text)
        for item in drawings
        if (text := text_of(item)) is not None and not item.drawing.is_empty
    ]
    if not known:
        raise DrawingError(errors.FILE_WITHOUT_LABELS, file=source)
    numbers = predictor.read_numbers([item.drawing for item, _ in known])
    texts = [text for _, text in known]
    writers = {item.writer for item, _ in known} - {None}
    misread = [
        (item, number)
        for (item, text), number in zip(known, numbers, strict=True)
        if number.text != text
    ]
    return compare(numbers, texts, len(writers), source), misread


def text_of(item: LabelledDrawing) -> str | None:
    """The digits that a drawing shows, or None if they are unknown."""
    return str(item.label) if item.number is None and item.label is not None else item.number


def compare(
    numbers: Sequence[Number], texts: Sequence[str], writers: int, source: str
) -> NumberEvaluation:
    """Compare what was read with what was written, by this many writers; 0 if they are unknown."""
    pairs = [(number.text, text) for number, text in zip(numbers, texts, strict=True)]
    right = np.array([read == text for read, text in pairs])
    lengths = np.array([len("".join(text.split())) for text in texts])
    divided = [(read, text) for read, text in pairs if len(read) == len(text)]
    digits = [a == b for read, text in divided for a, b in zip(read, text, strict=True)]
    mistakes = Counter((text, read) for read, text in pairs if read != text)
    return NumberEvaluation(
        source=source,
        count=len(pairs),
        accuracy=float(right.mean()),
        length_accuracy=len(divided) / len(pairs),
        digit_accuracy=float(np.mean(digits)) if digits else 0.0,
        unread=float(np.mean([UNREAD in read for read, _ in pairs])),
        by_length={int(n): float(right[lengths == n].mean()) for n in np.unique(lengths)},
        writers=writers,
        calibration_error=calibration_error(
            np.array([number.confidence for number in numbers]), right
        ),
        confusions=[(text, read, n) for (text, read), n in mistakes.most_common(CONFUSIONS)],
    )
