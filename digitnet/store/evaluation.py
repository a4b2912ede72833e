"""How well a predictor reads drawings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from digitnet.drawing.errors import DrawingError
from digitnet.drawing.files import LabelledDrawing
from digitnet.network.prediction import Prediction
from digitnet.network.reader import Reader
from digitnet.texts import commands, errors
from digitnet.texts.numbers import formatted

CONFUSIONS = 10
CALIBRATION_BINS = 15


@dataclass(frozen=True)
class Evaluation:
    """Results on one set.

    Attributes:
        source: what was read.
        count: drawings with a label and ink.
        accuracy: share read correctly, 0..1; a rejected drawing counts as an error.
        refused: share rejected as no digit.
        per_digit: the same for each digit that occurs, by digit.
        writers: how many people wrote them, where known, else 0.
        mean_writer: the mean of the writers' accuracies, or None where they are unknown.
        worst_writer: the lowest accuracy of one writer with ten drawings or more, or None.
        calibration_error: expected calibration error in 15 bins (Guo et al., 2017) of the
            likeliest digit, rejected or not.
        confusions: the commonest mistakes, as (label, read as or None, how often).
    """

    source: str
    count: int
    accuracy: float
    refused: float
    per_digit: dict[int, float]
    writers: int
    mean_writer: float | None
    worst_writer: float | None
    calibration_error: float
    confusions: list[tuple[int, int | None, int]]

    def to_json(self) -> dict[str, Any]:
        """Return the evaluation as JSON values."""
        return asdict(self)

    def to_text(self) -> str:
        """Return the evaluation in some lines of text."""
        title = commands.READ_CORRECTLY(
            source=self.source, accuracy=self.accuracy, count=self.count
        )
        digits = ", ".join(f"{d} {formatted(share, '.1%')}" for d, share in self.per_digit.items())
        lines = [
            commands.REJECTED(share=self.refused),
            *self._writers_as_text(),
            commands.BY_DIGIT(digits=digits),
            commands.CALIBRATION_ERROR(error=self.calibration_error),
        ]
        for label, read, times in self.confusions:
            entry = commands.CONFUSED_AND_REJECTED if read is None else commands.CONFUSED
            lines.append(entry(label=label, read=read, times=times))
        return "\n  ".join([title, *lines])

    def _writers_as_text(self) -> list[str]:
        if not self.writers:
            return []
        entry = commands.WRITERS if self.worst_writer is None else commands.WRITERS_AND_WORST
        return [entry(count=self.writers, mean=self.mean_writer, worst=self.worst_writer)]


def evaluate_images(
    predictor: Reader, images: np.ndarray, labels: np.ndarray, source: str
) -> Evaluation:
    """Evaluate on images in MNIST format, uint8 (n, 28, 28), with labels (n,)."""
    return evaluate(predictor.predict_many(list(images)), labels, [None] * len(labels), source)


def evaluate_drawings(
    predictor: Reader, drawings: Sequence[LabelledDrawing], source: str
) -> tuple[Evaluation, list[tuple[LabelledDrawing, Prediction]]]:
    """Evaluate on the drawings that have a label and ink; also return those that were misread.

    Raises:
        DrawingError: if there are none.
    """
    known = [item for item in drawings if item.label is not None and not item.drawing.is_empty]
    if not known:
        raise DrawingError(errors.FILE_WITHOUT_LABELS, file=source)
    predictions = predictor.predict_many([item.drawing for item in known])
    labels = np.array([item.label for item in known])
    evaluation = evaluate(predictions, labels, [item.writer for item in known], source)
    pairs = zip(known, predictions, strict=True)
    return evaluation, [(item, p) for item, p in pairs if p.digit != item.label]


def evaluate(
    predictions: Sequence[Prediction],
    labels: np.ndarray,
    writers: Sequence[str | None],
    source: str,
) -> Evaluation:
    """Compare predictions with the labels, integers (n,); an unknown writer is None."""
    right = np.array([p.digit == label for p, label in zip(predictions, labels, strict=True)])
    guessed = np.array([p.guess == label for p, label in zip(predictions, labels, strict=True)])
    confidence = np.array([p.confidence for p in predictions])
    mistakes = Counter(
        (int(label), p.digit)
        for p, label in zip(predictions, labels, strict=True)
        if p.digit != label
    )
    by_writer = _accuracy_by_writer(writers, right)
    accuracies = [accuracy for accuracy, _ in by_writer.values()]
    return Evaluation(
        source=source,
        count=len(labels),
        accuracy=float(right.mean()),
        refused=float(np.mean([p.digit is None for p in predictions])),
        per_digit={int(d): float(right[labels == d].mean()) for d in np.unique(labels)},
        writers=len(by_writer),
        mean_writer=float(np.mean(accuracies)) if accuracies else None,
        worst_writer=min(
            (accuracy for accuracy, count in by_writer.values() if count >= 10), default=None
        ),
        calibration_error=calibration_error(confidence, guessed),
        confusions=[(label, read, n) for (label, read), n in mistakes.most_common(CONFUSIONS)],
    )


def _accuracy_by_writer(
    writers: Sequence[str | None], right: np.ndarray
) -> dict[str, tuple[float, int]]:
    names = np.array([name or "" for name in writers])
    return {
        name: (float(right[names == name].mean()), int((names == name).sum()))
        for name in set(names.tolist()) - {""}
    }


def calibration_error(confidence: np.ndarray, right: np.ndarray) -> float:
    """Expected calibration error: the mean gap between confidence and accuracy, by bins.

    Args:
        confidence: float (n,), 0..1.
        right: bool (n,).
    """
    bins = np.minimum((confidence * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)
    gaps = (
        abs(float(confidence[bins == b].mean()) - float(right[bins == b].mean()))
        * float((bins == b).mean())
        for b in np.unique(bins)
    )
    return float(sum(gaps))
