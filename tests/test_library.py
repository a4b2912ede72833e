"""The smaller rooms: data, recipes, calibration, evaluation, and what imports what."""

from __future__ import annotations

import ast
import dataclasses
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from digitnet.calibration import fit_temperature, softmax
from digitnet.drawing import Drawing, LabelledDrawing
from digitnet.evaluation import calibration_error, evaluate_drawings, evaluate_images
from digitnet.mnist import ASSETS, SHA256, DataError, idx_checksum, load_mnist
from digitnet.prediction import Prediction
from digitnet.recipes import FULL, QUICK, Recipe

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


def test_missing_broken_or_altered_data_is_a_sentence(tmp_path):
    with pytest.raises(DataError, match="missing"):
        load_mnist(tmp_path / "none.npz")
    (tmp_path / "cut.npz").write_bytes((ASSETS / "mnist.npz").read_bytes()[:100_000])
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
        {"images": 10, "batch_size": 11},
        {"learning_rate": 0},
        {"learning_rate": float("nan")},
        {"width": 2},
        {"width": 99},
    ],
)
def test_a_recipe_has_bounds(change):
    with pytest.raises(ValueError):
        dataclasses.replace(QUICK, **change)


def test_steps_are_whole_batches():
    assert Recipe("r", epochs=3, batch_size=100, images=250).steps == 6
    assert QUICK.steps < FULL.steps


def test_softmax_is_stable_and_sums_to_one():
    probabilities = softmax(np.array([[1000.0, 0.0], [-1000.0, -1000.0]]))
    assert probabilities.dtype == np.float32
    assert probabilities.tolist() == [[1.0, 0.0], [0.5, 0.5]]


def test_the_temperature_undoes_overconfidence():
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(20_000, 10)) * 2
    chances = softmax(logits).astype(float)
    labels = (chances.cumsum(axis=1) > rng.random((len(logits), 1))).argmax(axis=1)
    assert fit_temperature(logits * 3, labels) == pytest.approx(3, rel=0.1)
    assert fit_temperature(logits / 2, labels) == pytest.approx(0.5, rel=0.1)


def test_calibration_error_is_the_gap():
    right = np.array([True] * 7 + [False] * 3)
    assert calibration_error(np.full(10, 0.7), right) == pytest.approx(0)
    assert calibration_error(np.full(10, 1.0), right) == pytest.approx(0.3)


class Parrot:
    """A predictor that reads the digit from the first pixel or the first point."""

    def predict_many(self, things):
        predictions = []
        for thing in things:
            first = thing.strokes[0][0, 0] if isinstance(thing, Drawing) else thing[0, 0]
            probabilities = np.full(10, 0.01, np.float32)
            probabilities[int(first)] = 0.91
            predictions.append(Prediction(probabilities, int(first), 0.91, np.ones((28, 28))))
        return predictions


def test_evaluating_images():
    images = np.zeros((4, 28, 28), np.uint8)
    images[:, 0, 0] = [3, 3, 7, 7]
    result = evaluate_images(Parrot(), images, np.array([3, 5, 7, 7]), "four")
    assert (result.source, result.count, result.accuracy) == ("four", 4, 0.75)
    assert result.per_digit == {3: 1.0, 5: 0.0, 7: 1.0}
    assert result.confusions == [(5, 3, 1)]
    assert result.calibration_error == pytest.approx(0.16, abs=1e-6)
    assert result.writers == 0


def test_evaluating_drawings_counts_writers_and_leaves_out_what_has_no_label():
    def item(read: int, label: int | None, writer: str) -> LabelledDrawing:
        return LabelledDrawing(Drawing.from_strokes([[(read, 0)]]), label, writer)

    items = [item(1, 1, "a")] * 10 + [item(2, 3, "b")] * 10 + [item(4, None, "a")]
    items.append(LabelledDrawing(Drawing.from_strokes([]), 5, "a"))
    result = evaluate_drawings(Parrot(), items, "some")
    assert (result.count, result.accuracy) == (20, 0.5)
    assert (result.writers, result.worst_writer) == (2, 0.0)
    with pytest.raises(ValueError, match="no drawing with a label"):
        evaluate_drawings(Parrot(), items[-2:], "none")


def test_importing_the_library_is_cheap():
    program = (
        "import sys, digitnet, digitnet.client, digitnet.engine\n"
        "sys.exit(bool({'tensorflow', 'keras', 'streamlit'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=PROJECT).returncode == 0


def imports_of(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module)
    return names


def test_only_the_pages_know_streamlit_and_no_page_knows_tensorflow():
    for path in PROJECT.joinpath("digitnet").rglob("*.py"):
        roots = {name.partition(".")[0] for name in imports_of(path)}
        if path.parent.name == "ui":
            assert not roots & {"tensorflow", "keras"}, path
            assert not imports_of(path) & {"digitnet.predictor", "digitnet.training"}, path
        else:
            assert not {name for name in roots if name.startswith("streamlit")}, path
            assert not {n for n in imports_of(path) if n.startswith("digitnet.ui")}, path
