"""The known digits that are shipped are what they are said to be."""

from __future__ import annotations

import numpy as np
import pytest

from digitnet.data.known_digits import MNIST_IMAGES, SYNTHETIC_DRAWINGS, known_digits
from digitnet.data.mnist import load_mnist
from digitnet.errors import DigitnetError
from digitnet.network.known_digits import load_known_digits
from digitnet.texts import errors


def test_the_shipped_file_holds_mnist_and_synthetic_writers():
    shipped, made = load_known_digits(), known_digits()
    assert shipped.images.shape == (MNIST_IMAGES + SYNTHETIC_DRAWINGS, 28, 28)
    assert shipped.images.dtype == np.uint8
    assert (shipped.images[:MNIST_IMAGES] == load_mnist().train_images[:MNIST_IMAGES]).all()
    assert (shipped.labels == made["labels"]).all()
    assert np.bincount(shipped.labels, minlength=11).min() >= 50
    # OpenCV may round another way on another machine.
    assert np.abs(shipped.images.astype(int) - made["images"]).mean() < 1
    assert np.isnan(shipped.paths[:MNIST_IMAGES]).all()
    assert np.allclose(shipped.paths, made["paths"], atol=1e-2, equal_nan=True)


@pytest.mark.parametrize("content", [None, b"", b"rubbish", b"PK\x03\x04"])
def test_a_missing_or_damaged_file_is_named(tmp_path, content):
    path = tmp_path / "known.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DigitnetError, match=r"known\.npz") as caught:
        load_known_digits(path)
    assert caught.value.message is errors.KNOWN_DIGITS_DAMAGED
