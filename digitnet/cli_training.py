"""Around ``digitnet train``: what people drew, and how the new model compares with the old one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digitnet.data.collected import parse_collected
from digitnet.drawing.files import read_lines
from digitnet.store.card import ModelCard
from digitnet.store.errors import ModelError
from digitnet.store.store import ModelStore
from digitnet.texts import commands
from digitnet.training.recipe import Report

if TYPE_CHECKING:
    import numpy as np

    from digitnet.network.prediction import Prediction


def training_arguments(files: Sequence[Path], store: ModelStore) -> dict[str, Any]:
    """Return what ``training.train`` needs to know of the drawings in these files; {} for none.

    Raises:
        DrawingError: if a file cannot be read.
        DataError: if there are too few drawings.
    """
    if not files:
        return {}
    items = [item for file in files for item in read_lines(file, parse_collected)]
    from digitnet import load_predictor
    from digitnet.training.collection_images import CollectionImages

    images = CollectionImages.of((item.drawing, item.label, item.writer) for item in items)
    try:
        predictor = load_predictor(store)
    except ModelError:
        return {"collection": images}

    def before(images: Sequence[np.ndarray]) -> Sequence[Prediction]:
        return predictor.predict_many(images)

    return {"collection": images, "before": before}


def on_left_out(report: Report) -> str:
    """Say what the model reads of the drawings that were left out of its training."""
    values = {"n": report.left_out, "after": report.left_out_accuracy}
    if report.left_out_before is None:
        return commands.ON_DRAWINGS(**values)
    return commands.ON_DRAWINGS_BEFORE_AFTER(before=report.left_out_before, **values)


def answering(store: ModelStore) -> ModelCard | None:
    """The card of the model that answers, or of the one that does instead of a broken one."""
    return next((model.card for model in store.candidates()), None)


def compared(card: ModelCard, before: ModelCard | None, use: bool) -> str:
    """How a new model compares with the one that answered before it, and which one answers."""
    lines = []
    if before is not None:
        new, old = card.report, before.report
        lines.append(
            commands.AGAINST(
                model=before.version,
                mnist=100 * (new.test_accuracy - old.test_accuracy),
                writers=100 * (new.synthetic_accuracy - old.synthetic_accuracy),
            )
        )
    message = commands.MODEL_ANSWERS if use else commands.DOES_NOT_ANSWER
    return "\n".join([*lines, message(version=card.version)])
