"""digitnet: draw a digit, watch a network read it.

>>> from digitnet import Drawing, to_mnist, load_predictor

Importing this package is cheap: TensorFlow is loaded by the first ``load_predictor``.
"""

from digitnet.drawing.drawing import Drawing, DrawingError, read_drawings
from digitnet.drawing.mnist_format import to_mnist
from digitnet.network.explanation import Explanation
from digitnet.network.prediction import Prediction
from digitnet.store.store import ModelError

__all__ = [
    "Drawing",
    "DrawingError",
    "Explanation",
    "ModelError",
    "Prediction",
    "load_predictor",
    "read_drawings",
    "to_mnist",
]


def load_predictor(store=None):
    """Return a warm ``Predictor`` of the store's current model, else of the shipped one.

    See ``digitnet.network.predictor.load_predictor``.
    """
    from digitnet.network.predictor import load_predictor

    return load_predictor(store)
