"""digitnet: draw a digit, watch a network read it.

>>> from digitnet import Drawing, to_mnist, load_predictor

Importing this package is cheap: TensorFlow is loaded by the first ``load_predictor``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from digitnet.drawing.drawing import Drawing, DrawingError
from digitnet.drawing.files import read_drawings
from digitnet.drawing.mnist_format import to_mnist
from digitnet.drawing.picture_files import PictureError, read_picture
from digitnet.network.prediction import Prediction
from digitnet.store.card import ModelError

if TYPE_CHECKING:
    from digitnet.network.predictor import Predictor
    from digitnet.store.store import ModelStore

__all__ = [
    "Drawing",
    "DrawingError",
    "ModelError",
    "PictureError",
    "Prediction",
    "load_predictor",
    "read_drawings",
    "read_picture",
    "to_mnist",
]


def load_predictor(store: ModelStore | None = None) -> Predictor:
    """Return a warm ``Predictor`` of the store's current model, else of the shipped one.

    Args:
        store: where the models are; without one, the store in ``DIGITNET_HOME``.

    Raises:
        ModelError: if not even the shipped model can be loaded.
    """
    from digitnet.store.loading import load_current

    predictor, _ = load_current(store)
    return predictor
