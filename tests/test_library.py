"""The bundled data, the recipes, and the cost of importing the library."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from digitnet import paths
from digitnet.data.mnist import SHA256, DataError, idx_checksum, load_mnist
from digitnet.training.recipe import FULL, QUICK, Recipe

PROJECT = Path(__file__).resolve().parents[1]


def test_mnist_is_whole():
    data = load_mnist()
    assert data.train_images.shape == (60_000, 28, 28)
    assert data.test_images.shape == (10_000, 28, 28)
    assert np.bincount(data.test_labels).tolist()[:2] == [980, 1135]
    assert data.train_images.dtype == data.train_labels.dtype == np.uint8
    assert idx_checksum(data.test_labels) == SHA256["test_labels"]
    with pytest.raises(ValueError, match="read-only"):
        data.train_images[0, 0, 0] = 1


def small_archive(path: Path, **changes: np.ndarray) -> Path:
    arrays = {name: np.zeros((2, 28, 28), np.uint8) for name in SHA256}
    np.savez(path, **(arrays | changes))
    return path


def test_missing_broken_or_altered_data_is_reported(tmp_path):
    with pytest.raises(DataError, match="missing"):
        load_mnist(tmp_path / "none.npz")
    (tmp_path / "cut.npz").write_bytes(paths.MNIST.read_bytes()[:100_000])
    with pytest.raises(DataError, match="restore"):
        load_mnist(tmp_path / "cut.npz")
    (tmp_path / "text.npz").write_text("no archive")
    with pytest.raises(DataError, match="restore"):
        load_mnist(tmp_path / "text.npz")
    with pytest.raises(DataError, match="altered"):
        load_mnist(small_archive(tmp_path / "zeros.npz"))
    with pytest.raises(DataError, match="restore"):
        load_mnist(small_archive(tmp_path / "pickle.npz", train_images=np.array([{}])))
    with zipfile.ZipFile(tmp_path / "foreign.npz", "w") as archive:
        archive.writestr("other.npy", b"")
    with pytest.raises(DataError, match="restore"):
        load_mnist(tmp_path / "foreign.npz")


@pytest.mark.parametrize(
    "change",
    [
        {"epochs": 0},
        {"images": 0},
        {"images": 60_000},
        {"batch_size": 0},
        {"images": 10, "synthetic": 0, "batch_size": 11},
        {"synthetic": -1},
        {"learning_rate": 0},
        {"learning_rate": float("nan")},
        {"label_smoothing": 1.0},
        {"warp": -1},
        {"pen": 1.5},
        {"width": 2},
        {"width": 99},
    ],
)
def test_a_recipe_has_bounds(change):
    with pytest.raises(ValueError):
        dataclasses.replace(QUICK, **change)


def test_steps_are_whole_batches():
    assert Recipe("r", epochs=3, batch_size=100, images=250).steps == 6
    assert Recipe("r", epochs=3, batch_size=100, images=250, synthetic=150).steps == 12
    assert QUICK.steps < FULL.steps


def test_importing_the_library_is_cheap():
    program = (
        "import sys, digitnet, digitnet.engine.client, digitnet.engine.engine\n"
        "sys.exit(bool({'tensorflow', 'keras', 'streamlit'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=PROJECT).returncode == 0
