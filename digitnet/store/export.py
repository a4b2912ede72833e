"""Exporting models: archives for other runtimes, each with instructions and a sample.

All take images, uint8 (n, 28, 28), and give calibrated answers (``network.answers``). Each is run
in its own runtime and compared with the model before it is returned.
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
from digitnet.errors import reason
from digitnet.network import answers
from digitnet.network.answers import TOLERANCE
from digitnet.network.folding import FoldingError, fold
from digitnet.network.light import LightError, LightPredictor
from digitnet.store.card import ModelCard, StoredModel
from digitnet.store.errors import StoreError
from digitnet.store.export_readme import readme
from digitnet.store.formats import FORMATS, WEB
from digitnet.store.loading import load_network
from digitnet.texts import errors
from digitnet.web.build import PageError, build_page

CHECKED_IMAGES = 200
"""How many of MNIST's test images an export has to read as the network does."""

SAME_DIGITS = 0.99
"""The share of them on which a network with 8-bit weights has to give the same digit."""

PAGE_TOLERANCE = 0.02
"""``TOLERANCE`` for web pages, whose weights have 16 bits."""

SAMPLE = (((48, 40), (130, 40), (112, 82), (84, 170)), ((62, 108), (132, 104)))
"""A 7 with a bar, drawn on a canvas of 200 by a pen of 12."""
SAMPLE_PEN = 12.0

_PAGE = "page.html"

Answers = dict[str, np.ndarray]


def export_model(model: StoredModel, format: str) -> bytes:
    """Return a model in one of ``FORMATS`` (some seconds): a ZIP archive, or for ``WEB`` a page.

    Raises:
        ModelError: if the model cannot be loaded.
        StoreError: if there is no such format, its packages are not installed, the network does not
            fit into it, or the result does not give the model's answers.
    """
    writer = _WRITERS.get(format)
    if writer is None:
        raise StoreError(errors.EXPORT_FORMAT, format=format, formats=", ".join(_WRITERS))
    # They log each step of a conversion.
    for name in ("absl", "tensorflow", "tf2onnx"):
        logging.getLogger(name).setLevel(logging.WARNING)
    network = load_network(model)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            run = writer(network, model.card, folder)
            _check(run, network, model.card, PAGE_TOLERANCE if format == WEB else TOLERANCE)
            if format == WEB:
                return (folder / _PAGE).read_bytes()
            _add_instructions(format, network, model.card, folder)
            return _zipped(folder)
        except (LightError, DataError, FoldingError, PageError) as error:
            raise StoreError(error.message, **error.parameters) from error
        except OSError as error:
            raise StoreError(errors.EXPORT_NOT_MADE, reason=reason(error)) from error


def _check(
    run: Callable[[np.ndarray], Answers], network: keras.Model, card: ModelCard, tolerance: float
) -> None:
    images = load_mnist().test_images[:CHECKED_IMAGES]
    calibration = card.report.calibration
    own = answers.answers_of(network, calibration, images)
    if not answers.agree(own, run(images), calibration.threshold, tolerance):
        raise StoreError(errors.EXPORT_DIFFERS, version=card.version)


def _add_instructions(format: str, network: keras.Model, card: ModelCard, folder: Path) -> None:
    image = to_mnist(Drawing.from_strokes(SAMPLE, SAMPLE_PEN))
    assert image is not None
    own = answers.answers_of(network, card.report.calibration, image[None])
    sample = {
        "strokes": SAMPLE,
        "pen_width": SAMPLE_PEN,
        "image": image.tolist(),
        "expected": {key: value[0].tolist() for key, value in own.items()},
    }
    (folder / "README.md").write_text(readme(format, card), encoding="utf-8")
    (folder / "sample.json").write_text(json.dumps(sample), encoding="utf-8")


def _keras(network: keras.Model, card: ModelCard, folder: Path) -> Callable[[np.ndarray], Answers]:
    answers.with_answers(network, card.report.calibration).save(folder / "model.keras")
    loaded = keras.saving.load_model(folder / "model.keras", compile=False)
    return lambda images: _as_arrays(loaded(images))


def _saved_model(
    network: keras.Model, card: ModelCard, folder: Path
) -> Callable[[np.ndarray], Answers]:
    model = answers.with_answers(network, card.report.calibration)
    serve = answers.to_saved_model(model, folder / "saved_model")
    return lambda images: _as_arrays(serve(images))


def _litert(network: keras.Model, card: ModelCard, folder: Path) -> Callable[[np.ndarray], Answers]:
    """Write the network twice: as it is, and with 8-bit weights, a quarter of the size."""
    model = answers.with_answers(network, card.report.calibration, batch=1)
    exact = answers.to_litert(model)
    small = answers.to_litert(model, small=True)
    (folder / "model.tflite").write_bytes(exact)
    (folder / "model_int8.tflite").write_bytes(small)

    def run(images: np.ndarray) -> Answers:
        given, rounded = (
            answers.run_light(LightPredictor(each, ""), images) for each in (exact, small)
        )
        if np.mean(given[answers.DIGIT] == rounded[answers.DIGIT]) < SAME_DIGITS:
            raise StoreError(errors.EXPORT_SMALL_DIFFERS)
        return given

    return run


def _onnx(network: keras.Model, card: ModelCard, folder: Path) -> Callable[[np.ndarray], Answers]:
    try:
        import onnxruntime
        import tf2onnx  # noqa: F401
    except ImportError as error:
        raise StoreError(
            errors.EXPORT_NEEDS_PACKAGE, package=error.name or "onnxruntime"
        ) from error
    model = answers.with_answers(network, card.report.calibration)
    # Keras exports to ONNX only what has been called.
    model(np.zeros((1, 28, 28), np.uint8))
    with contextlib.redirect_stdout(io.StringIO()):
        model.export(folder / "model.onnx", format="onnx", verbose=False)
    session = onnxruntime.InferenceSession(
        folder / "model.onnx", providers=["CPUExecutionProvider"]
    )
    names = [output.name for output in session.get_outputs()]
    return lambda images: dict(zip(names, session.run(names, {answers.IMAGE: images}), strict=True))


def _web(network: keras.Model, card: ModelCard, folder: Path) -> Callable[[np.ndarray], Answers]:
    """Write the page; what its weights, rounded to float16, answer is computed by numpy."""
    folded, calibration = fold(network), card.report.calibration
    page = build_page(folded, calibration, card.version)
    (folder / _PAGE).write_text(page, encoding="utf-8")
    return lambda images: answers.calibrated(folded.half().logits(images), calibration)


_WRITERS: dict[str, Callable[[keras.Model, ModelCard, Path], Callable[[np.ndarray], Answers]]] = {
    "keras": _keras,
    "saved_model": _saved_model,
    "litert": _litert,
    "onnx": _onnx,
    WEB: _web,
}
assert tuple(_WRITERS) == FORMATS


def _as_arrays(outputs: dict[str, Any]) -> Answers:
    return {name: np.asarray(value) for name, value in outputs.items()}


def _zipped(folder: Path) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder))
    return content.getvalue()
