"""How well a predictor reads pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from digitnet.drawing.picture_files import read_picture
from digitnet.drawing.picture_folder import labelled_pictures
from digitnet.drawing.pictures.pixels import PictureError
from digitnet.network.reader import Reader
from digitnet.store.number_evaluation import NumberEvaluation, compare
from digitnet.texts import errors


def evaluate_pictures(
    predictor: Reader, folder: Path
) -> tuple[NumberEvaluation, list[tuple[np.ndarray, str, str]]]:
    """Evaluate on a folder of pictures with labels; also return those that were misread: the
    pixels, what they show, and what was read.

    Raises:
        PictureError: if there are none, or one cannot be read.
    """
    numbers, texts, misread = [], [], []
    for file, text in labelled_pictures(folder):
        pixels = read_picture(file)
        number = predictor.read_picture(pixels)
        numbers.append(number)
        texts.append(text)
        if number.text != text:
            misread.append((pixels, text, number.text))
    if not numbers:
        raise PictureError(errors.FILE_WITHOUT_LABELS, file=folder.name)
    return compare(numbers, texts, 0, folder.name), misread
