"""Known digits, whose reading no lesson may change: some of MNIST's training images and some by
synthetic writers, shipped with the app (made by ``digitnet.data.known_digits``)."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from digitnet import paths
from digitnet.errors import DigitnetError
from digitnet.texts import errors


@dataclass(frozen=True, eq=False)
class KnownDigits:
    """Digits whose reading is known.

    Attributes:
        images: uint8 (n, 28, 28).
        labels: uint8 (n,), 0..9 or 10 for no digit.
        paths: float32 (n, 64), the pen's paths (see ``stroke_path``); NaN for MNIST's images.
    """

    images: np.ndarray
    labels: np.ndarray
    paths: np.ndarray


def load_known_digits(path: Path = paths.KNOWN_DIGITS) -> KnownDigits:
    """Return the known digits that are shipped.

    Raises:
        DigitnetError: if the file is missing or damaged.
    """
    try:
        with np.load(path, allow_pickle=False) as archive:
            return KnownDigits(
                archive["images"], archive["labels"], archive["paths"].astype(np.float32)
            )
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise DigitnetError(errors.KNOWN_DIGITS_DAMAGED, file=path.name) from error
