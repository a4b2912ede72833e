"""Models to take home: archives for other runtimes, each with instructions and a sample.

All take images, uint8 (n, 28, 28), and give calibrated answers (``network.answers``). Each is run
once more in its own runtime before it is handed out.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np

from digitnet.data.mnist import DataError, load_mnist
from digitnet.drawing.drawing import Drawing
from digitnet.drawing.mnist_format import to_mnist
from digitnet.network import answers
from digitnet.network.calibration import Calibration
from digitnet.network.light import LightError, LightPredictor
from digitnet.store.card import StoredModel
from digitnet.store.errors import StoreError
from digitnet.store.export_readme import readme
from digitnet.store.formats import FORMATS
from digitnet.store.loading import load_network

CHECKED_IMAGES = 200
"""Of MNIST's test images, on which an export has to answer as the network does."""

SAME_DIGITS = 0.99
"""The share of them on which a network with 8-bit weights has to decide as the original."""

SAMPLE = (((48, 40), (130, 40), (112, 82), (84, 170)), ((62, 108), (132, 104)))
"""A 7 with a bar, drawn on a canvas of 200 by a pen of 12."""
SAMPLE_PEN = 12.0

Answers = dict[str, np.ndarray]


def export_model(model: StoredModel, format: str) -> bytes:
    """Return a ZIP archive with a model in one of ``FORMATS`` (some seconds).

    Raises:
        ModelError: if the model cannot be loaded.
        StoreError: if there is no such format, its packages are not installed, or the result does
            not answer as the network does.
    """
    writer = _WRITERS.get(format)
    if writer is None:
        raise StoreError(f"There is no format {format}; there are {', '.join(_WRITERS)}.")
    # They report each step of a conversion.
    for name in ("absl", "tensorflow", "tf2onnx"):
        logging.getLogger(name).setLevel(logging.WARNING)
    network, calibration = load_network(model), model.card.report.calibration
    sample = Drawing.from_strokes(SAMPLE, SAMPLE_PEN)
    image = to_mnist(sample)
    assert image is not None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            check = writer(network, calibration, folder)
            _check(check, network, calibration)
        except (LightError, DataError) as error:
            raise StoreError(str(error)) from error
        except OSError as error:
            raise StoreError(f"The export could not be made: {error.strerror or error}.") from error
        expected = {
            key: value[0].tolist()
            for key, value in answers.answers_of(network, calibration, image[None]).items()
        }
        (folder / "README.md").write_text(readme(format, model.card), encoding="utf-8")
        (folder / "sample.json").write_text(
            json.dumps(
                {
                    "strokes": SAMPLE,
                    "pen_width": SAMPLE_PEN,
                    "image": image.tolist(),
                    "expected": expected,
                }
            ),
            encoding="utf-8",
        )
        return _zipped(folder)


def _check(
    run: Callable[[np.ndarray], Answers], network: keras.Model, calibration: Calibration
) -> None:
    images = load_mnist().test_images[:CHECKED_IMAGES]
    own = answers.answers_of(network, calibration, images)
    if not answers.agree(own, run(images), calibration.threshold):
        raise StoreError("The export answers otherwise than the model; it is not handed out.")


def _keras(
    network: keras.Model, calibration: Calibration, folder: Path
) -> Callable[[np.ndarray], Answers]:
    answers.with_answers(network, calibration).save(folder / "model.keras")
    loaded = keras.saving.load_model(folder / "model.keras", compile=False)
    return lambda images: _as_arrays(loaded(images))


def _saved_model(
    network: keras.Model, calibration: Calibration, folder: Path
) -> Callable[[np.ndarray], Answers]:
    model = answers.with_answers(network, calibration)
    serve = answers.to_saved_model(model, folder / "saved_model")
    return lambda images: _as_arrays(serve(images))


def _litert(
    network: keras.Model, calibration: Calibration, folder: Path
) -> Callable[[np.ndarray], Answers]:
    """Write the network twice: as it is, and with 8-bit weights, a quarter of the size."""
    model = answers.with_answers(network, calibration, batch=1)
    exact = answers.to_litert(model)
    small = answers.to_litert(model, small=True)
    (folder / "model.tflite").write_bytes(exact)
    (folder / "model_int8.tflite").write_bytes(small)

    def run(images: np.ndarray) -> Answers:
        given, rounded = (
            answers.run_light(LightPredictor(each, ""), images) for each in (exact, small)
        )
        if np.mean(given[answers.DIGIT] == rounded[answers.DIGIT]) < SAME_DIGITS:
            raise StoreError("With 8-bit weights the model answers otherwise.")
        return given

    return run


def _onnx(
    network: keras.Model, calibration: Calibration, folder: Path
) -> Callable[[np.ndarray], Answers]:
    try:
        import onnxruntime
        import tf2onnx  # noqa: F401
    except ImportError as error:
        raise StoreError(
            f"ONNX needs {error.name or 'more packages'}: pip install 'digitnet[export]'."
        ) from error
    model = answers.with_answers(network, calibration)
    # Keras exports to ONNX only what has been called.
    model(np.zeros((1, 28, 28), np.uint8))
    with contextlib.redirect_stdout(io.StringIO()):
        model.export(folder / "model.onnx", format="onnx", verbose=False)
    session = onnxruntime.InferenceSession(
        folder / "model.onnx", providers=["CPUExecutionProvider"]
    )
    names = [output.name for output in session.get_outputs()]
    return lambda images: dict(zip(names, session.run(names, {answers.IMAGE: images}), strict=True))


_WRITERS: dict[str, Callable[[keras.Model, Calibration, Path], Callable[[np.ndarray], Answers]]] = {
    "keras": _keras,
    "saved_model": _saved_model,
    "litert": _litert,
    "onnx": _onnx,
}
assert _WRITERS.keys() == FORMATS.keys()


def _as_arrays(outputs: dict[str, Any]) -> Answers:
    return {name: np.asarray(value) for name, value in outputs.items()}


def _zipped(folder: Path) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder))
    return content.getvalue()
