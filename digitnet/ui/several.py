"""Whether a drawing that is no digit consists of several."""

from __future__ import annotations

from digitnet.drawing import segment
from digitnet.drawing.drawing import Drawing
from digitnet.drawing.mnist_format import to_mnist
from digitnet.engine.protocol import EngineProtocol


def several_digits(engine: EngineProtocol, drawing: Drawing) -> bool:
    """Return whether the drawing's parts, from left to right, are all read as digits.

    Asks the engine once, and only if there are at least two groups of strokes.

    Raises:
        EngineError: while no model answers.
    """
    groups = segment.groups(drawing)
    if len(groups) < 2:
        return False
    spans = segment.spans(len(groups))
    images = [to_mnist(segment.part(drawing, span, groups)) for span in spans]
    predictions = engine.predict_many([image for image in images if image is not None])
    digits = {
        span
        for span, prediction in zip(spans, predictions, strict=True)
        if prediction.digit is not None
    }
    return segment.covered(len(groups), digits)
