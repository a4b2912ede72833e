"""digitnet: draw a digit, watch a network read it.

>>> from digitnet import Drawing, to_mnist, load_predictor

Importing this package is cheap: TensorFlow is loaded by the first ``load_predictor``.
"""

from digitnet.drawing import Drawing, DrawingError, read_drawings
from digitnet.prediction import Prediction
from digitnet.preprocess import to_mnist
from digitnet.store import ModelError

__all__ = [
    "Drawing",
    "DrawingError",
    "ModelError",
    "Prediction",
    "load_predictor",
    "read_drawings",
    "to_mnist",
]


def load_predictor(store=None):
    """Return a warm ``Predictor`` of the store's current model, else of the shipped one.

    See ``digitnet.predictor.load_predictor``.
    """
    from digitnet.predictor import load_predictor

    return load_predictor(store)
