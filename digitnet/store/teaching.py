"""How much lessons help the one who teaches, and what they cost everybody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from digitnet.data.mnist import load_mnist
from digitnet.drawing.drawing import Drawing
from digitnet.drawing.errors import DrawingError
from digitnet.drawing.files import LabelledDrawing
from digitnet.drawing.mnist_format import to_mnist
from digitnet.network.lessons import Lessons
from digitnet.network.predictor import Predictor
from digitnet.texts import commands, errors

OTHERS = 2_000
"""Most drawings of other writers that are read with each writer's lessons."""


@dataclass(frozen=True)
class Teaching:
    """Results of a test in which every misread drawing is taught.

    Errors are shares, 0..1, of drawings that are misread or rejected; each drawing is read once,
    before it is taught. Losses are accuracies without lessons minus accuracies with one writer's
    lessons, on drawings and images which that writer did not make: the mean over the writers who
    taught something, and the largest. They are None where there is nobody else.

    Attributes:
        source: what was read.
        count: drawings with a label and ink.
        writers: how many people wrote them; without names, one.
        lessons: how many were taught.
        wrong: how many of these taught a wrong digit on purpose.
        error_before: without lessons.
        error_after: with them.
        likeliest_before, likeliest_after: the same by the likeliest digit, rejected or not.
        others_loss, others_loss_most: on other writers' drawings.
        mnist_loss, mnist_loss_most: on MNIST's test images.
    """

    source: str
    count: int
    writers: int
    lessons: int
    wrong: int
    error_before: float
    error_after: float
    likeliest_before: float
    likeliest_after: float
    others_loss: float | None
    others_loss_most: float | None
    mnist_loss: float | None
    mnist_loss_most: float | None

    def to_json(self) -> dict[str, object]:
        """Return the results as JSON values."""
        return asdict(self)

    def to_text(self) -> str:
        """Return the results in some lines of text."""
        lines = [
            commands.TAUGHT(
                source=self.source,
                count=self.count,
                writers=self.writers,
                lessons=self.lessons,
                wrong=self.wrong,
            ),
            commands.TAUGHT_ERROR(before=self.error_before, after=self.error_after),
            commands.TAUGHT_LIKELIEST(before=self.likeliest_before, after=self.likeliest_after),
        ]
        for message, mean, most in (
            (commands.OTHERS_LOSE, self.others_loss, self.others_loss_most),
            (commands.MNIST_LOSES, self.mnist_loss, self.mnist_loss_most),
        ):
            if mean is not None and most is not None:
                lines.append(message(mean=mean, most=most))
        return "\n  ".join(lines)


def evaluate_teaching(
    predictor: Predictor,
    drawings: Sequence[LabelledDrawing],
    source: str,
    seed: int = 0,
    wrong: float = 0.0,
) -> Teaching:
    """Let each writer draw in random order and teach every drawing that is misread.

    Args:
        predictor: what reads; it is not changed.
        drawings: those with a label and ink count.
        source: what to call them.
        seed: of the orders, and of what is taught wrong.
        wrong: share of lessons that teach a wrong digit on purpose, 0..1.

    Raises:
        DrawingError: if there is no drawing with a label.
    """
    known = [item for item in drawings if item.label is not None and not item.drawing.is_empty]
    if not known:
        raise DrawingError(errors.FILE_WITHOUT_LABELS, file=source)
    writers = np.array([item.writer or "" for item in known])
    labels = np.array([item.label for item in known])
    before = predictor.predict_many([item.drawing for item in known])
    others = _Others(predictor, known, writers, np.random.default_rng(seed))
    misread = guessed_wrong = taught = taught_wrong = 0
    losses = []
    for number, writer in enumerate(dict.fromkeys(writers.tolist())):
        rng = np.random.default_rng((seed, number))
        lessons = predictor.new_lessons()
        for place in rng.permutation(np.flatnonzero(writers == writer)):
            drawing, label = known[place].drawing, int(labels[place])
            prediction = predictor.predict(drawing, lessons)
            guessed_wrong += prediction.guess != label
            if prediction.digit == label:
                continue
            misread += 1
            mistaken = rng.random() < wrong
            lessons.teach(drawing, int(label + rng.integers(1, 10)) % 10 if mistaken else label)
            taught += 1
            taught_wrong += mistaken
        if len(lessons):
            losses.append(others.losses(lessons, writer))
    count = len(known)
    others_loss, mnist_loss = zip(*losses, strict=True) if losses else ((), ())
    return Teaching(
        source=source,
        count=count,
        writers=len(set(writers.tolist())),
        lessons=taught,
        wrong=taught_wrong,
        error_before=sum(p.digit != k for p, k in zip(before, labels, strict=True)) / count,
        error_after=misread / count,
        likeliest_before=sum(p.guess != k for p, k in zip(before, labels, strict=True)) / count,
        likeliest_after=guessed_wrong / count,
        others_loss=_mean(others_loss),
        others_loss_most=_most(others_loss),
        mnist_loss=_mean(mnist_loss),
        mnist_loss_most=_most(mnist_loss),
    )


class _Others:
    """Drawings and images on which lessons may do harm, read once without lessons."""

    def __init__(
        self,
        predictor: Predictor,
        known: Sequence[LabelledDrawing],
        writers: np.ndarray,
        rng: np.random.Generator,
    ) -> None:
        chosen = rng.permutation(len(known))[:OTHERS]
        mnist = load_mnist()
        self._predictor = predictor
        self._writers = writers[chosen]
        self._drawn = _Subjects(
            predictor,
            [known[place].drawing for place in chosen],
            np.array([known[place].label for place in chosen]),
        )
        self._mnist = _Subjects(predictor, list(mnist.test_images), mnist.test_labels)

    def losses(self, lessons: Lessons, writer: str) -> tuple[float | None, float | None]:
        """Accuracy lost on other writers' drawings, None if there are none, and on MNIST."""
        strangers = self._writers != writer
        drawn = self._drawn.lost(lessons, strangers) if strangers.any() else None
        return drawn, self._mnist.lost(lessons, np.ones(len(self._mnist.labels), bool))


class _Subjects:
    """Drawings or images with the network's outputs."""

    def __init__(
        self, predictor: Predictor, subjects: list[Drawing] | list[np.ndarray], labels: np.ndarray
    ) -> None:
        images = [to_mnist(s) if isinstance(s, Drawing) else s for s in subjects]
        self.labels = labels
        self._subjects = subjects
        self._calibration = predictor.calibration
        self._logits, self._features = predictor.read([i for i in images if i is not None])
        self._correct = self._reads(self._logits)

    def lost(self, lessons: Lessons, which: np.ndarray) -> float:
        """Accuracy lost on those that ``which``, bool (n,), chooses."""
        votes = lessons.votes(self._features, self._subjects)
        logits = self._logits if votes is None else self._logits + votes.lifts
        return float(self._correct[which].mean() - self._reads(logits)[which].mean())

    def _reads(self, logits: np.ndarray) -> np.ndarray:
        accepted = self._calibration.scores(logits) >= self._calibration.threshold
        correct: np.ndarray = accepted & (logits[:, :10].argmax(axis=1) == self.labels)
        return correct


def _mean(losses: Sequence[float | None]) -> float | None:
    known = [loss for loss in losses if loss is not None]
    return float(np.mean(known)) if known else None


def _most(losses: Sequence[float | None]) -> float | None:
    return max((loss for loss in losses if loss is not None), default=None)
