"""What every predictor offers, with TensorFlow or without."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from digitnet.drawing.drawing import Drawing
from digitnet.drawing.mnist_format import SIDE, to_mnist
from digitnet.drawing.pictures.sheet import find
from digitnet.network.number import Number
from digitnet.network.number_reader import read_numbers
from digitnet.network.picture_reader import PictureNumber, read_picture, read_sheet
from digitnet.network.prediction import Prediction


class Reader(Protocol):
    """``Predictor`` or ``LightPredictor``; all methods are thread-safe.

    Attributes:
        version: names the model.
    """

    version: str

    def predict(self, drawing: Drawing | np.ndarray) -> Prediction:
        """Read one drawing, or one image in MNIST format, uint8 (28, 28).

        Raises:
            ValueError: if an image has another shape or dtype.
        """

    def predict_many(self, drawings: Sequence[Drawing | np.ndarray]) -> list[Prediction]:
        """Read many drawings or images; one prediction each, in the same order."""

    def read_number(self, drawing: Drawing) -> Number:
        """Read a drawing of one digit or several, side by side."""
        return self.read_numbers([drawing])[0]

    def read_numbers(self, drawings: Sequence[Drawing]) -> list[Number]:
        """Read many drawings of one digit or several; one number each, in the same order."""
        return read_numbers(drawings, self.predict_many)

    def read_picture(self, pixels: np.ndarray) -> PictureNumber:
        """Read a picture of one digit, or of several in one row or more.

        Args:
            pixels: as ``drawing.pictures.sheet.find`` takes them.

        Raises:
            PictureError: if the array is not a picture.
        """
        return read_picture(find(pixels), self.predict_many)

    def read_sheet(self, pixels: np.ndarray) -> list[list[PictureNumber]]:
        """Read a picture; its rows from top to bottom, in each its numbers from left to right.

        Raises:
            PictureError: if the array is not a picture.
        """
        return read_sheet(find(pixels), self.predict_many)


def image_of(drawing: Drawing | np.ndarray) -> np.ndarray | None:
    """Return the image to read, uint8 (28, 28), or None if there is no ink.

    Raises:
        ValueError: if an image has another shape or dtype.
    """
    if isinstance(drawing, Drawing):
        return to_mnist(drawing)
    image = np.asarray(drawing)
    if image.shape != (SIDE, SIDE) or image.dtype != np.uint8:
        raise ValueError(f"An image in MNIST format is uint8 ({SIDE}, {SIDE}).")
    return image if image.any() else None
