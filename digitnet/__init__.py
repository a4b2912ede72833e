"""digitnet: draw a digit, watch a network read it.

>>> from digitnet import Drawing, to_mnist, load_predictor

Importing this package is cheap: TensorFlow is loaded by the first ``load_predictor``.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

# Keras reads its backend once, when it is first imported, and every import of a module of this
# package comes through here first. The network is compiled and trained by TensorFlow, so another
# backend, from the user's keras.json or environment, would only break it.
os.environ["KERAS_BACKEND"] = "tensorflow"
# Otherwise TensorFlow begins every run with lines that nobody can act on.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

from digitnet.drawing.drawing import Drawing
from digitnet.drawing.errors import DrawingError
from digitnet.drawing.files import read_drawings
from digitnet.drawing.mnist_format import to_mnist
from digitnet.drawing.picture_files import read_picture
from digitnet.drawing.pictures.pixels import PictureError
from digitnet.network.explanation import Explanation
from digitnet.network.number import Number
from digitnet.network.prediction import Prediction
from digitnet.store.errors import ModelError

if TYPE_CHECKING:
    from digitnet.network.predictor import Predictor
    from digitnet.store.store import ModelStore

__all__ = [
    "Drawing",
    "DrawingError",
    "Explanation",
    "ModelError",
    "Number",
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
