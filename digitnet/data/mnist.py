"""The bundled MNIST data set: load it and check that it is the original.

MNIST was made by Yann LeCun, Corinna Cortes and Christopher J. C. Burges and is available under
CC BY-SA 3.0. ``assets/mnist.npz`` holds the bytes of the four original IDX files without their
headers; the checksums below are those of the official files, headers included.
"""

from __future__ import annotations

import hashlib
import struct
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from digitnet import paths
from digitnet.errors import DigitnetError
from digitnet.texts import errors

SHA256 = {
    "train_images": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train_labels": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "test_images": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "test_labels": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
"""SHA-256 of the uncompressed IDX files, from http://yann.lecun.com/exdb/mnist/."""


class DataError(DigitnetError, RuntimeError):
    """The data set is missing or altered; the message says what to do."""


@dataclass(frozen=True, eq=False)
class Mnist:
    """60,000 training and 10,000 test images, uint8 (n, 28, 28), ink 255 on 0, and their labels."""

    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray


@lru_cache(maxsize=1)
def load_mnist(path: Path = paths.MNIST) -> Mnist:
    """Load and verify the bundled data set (half a second; the result is kept).

    Raises:
        DataError: if the file is missing, unreadable, or not the original MNIST.
    """
    try:
        with np.load(path, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in SHA256}
    except FileNotFoundError as error:
        raise DataError(errors.MNIST_MISSING, file=path) from error
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise DataError(errors.MNIST_UNREADABLE, file=path) from error
    for name, array in arrays.items():
        if idx_checksum(array) != SHA256[name]:
            raise DataError(errors.MNIST_ALTERED, file=path, part=name)
        array.setflags(write=False)
    return Mnist(**arrays)


def idx_checksum(array: np.ndarray) -> str:
    """Return the SHA-256 that a uint8 array has as an IDX file, its big-endian header included.

    The header is two zero bytes, 8 for unsigned bytes, the number of dimensions, and their sizes.
    """
    header = struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape)
    digest = hashlib.sha256(header)
    digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()
