"""The network with its calibration as one graph, for other runtimes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
from keras import ops

from digitnet.drawing.mnist_format import SIDE
from digitnet.errors import reason
from digitnet.labels import DIGIT_COUNT, NON_DIGIT
from digitnet.network.architecture import logits_of
from digitnet.network.calibration import Calibration
from digitnet.network.light import LightError, LightPredictor
from digitnet.texts import errors

IMAGE = "image"
PROBABILITIES = "probabilities"
DIGIT_SCORE = "digit_score"
DIGIT = "digit"

NO_DIGIT = -1
"""The graph's answer for an image that is not a digit, and for a blank one."""

TOLERANCE = 1e-3
"""How much two runtimes may differ in a probability or a score, and what counts as a close call
between two digits or with the threshold."""


def with_answers(
    network: keras.Model, calibration: Calibration, batch: int | None = None
) -> keras.Model:
    """Return a model from images to calibrated answers, made of Keras' own layers and operations.

    Input ``image``: uint8 (n, 28, 28), ink 255 on 0. Outputs: ``probabilities``, float32 (n, 10);
    ``digit_score``, float32 (n,); ``digit``, int32 (n,), 0..9 or -1 for no digit. They are what
    ``Calibration`` and ``Prediction`` say.

    Args:
        network: images, float32 (n, 28, 28, 1) of 0..255, to logits (n, 11).
        calibration: of this network.
        batch: images that are read at a time; None for any number.
    """
    image = keras.Input(batch_shape=(batch, SIDE, SIDE), dtype="uint8", name=IMAGE)
    pixels = ops.cast(image, "float32")
    logits = network(ops.expand_dims(pixels, -1), training=False)
    digits = logits[:, :DIGIT_COUNT]
    blank = ops.equal(ops.max(pixels, axis=(1, 2)), 0.0)
    margin = ops.logsumexp(digits, axis=1) - logits[:, NON_DIGIT]
    score = ops.where(blank, 0.0, ops.sigmoid(margin / calibration.score_temperature))
    # Keras' argmax consists of bit operations that small runtimes do not have.
    likeliest = ops.top_k(digits, k=1)[1][:, 0]
    accepted = ops.logical_and(score >= calibration.threshold, ops.logical_not(blank))
    return keras.Model(
        image,
        {
            PROBABILITIES: ops.where(
                blank[:, None],
                1.0 / DIGIT_COUNT,
                ops.softmax(digits / calibration.temperature, axis=1),
            ),
            DIGIT_SCORE: score,
            DIGIT: ops.where(accepted, likeliest, NO_DIGIT),
        },
        name="digitnet_answers",
    )


def to_light_form(network: keras.Model, calibration: Calibration) -> bytes:
    """Return the light form: a LiteRT file that reads one image at a time (some seconds).

    Raises:
        LightError: if it cannot be made.
    """
    return to_litert(with_answers(network, calibration, batch=1))


def to_litert(answers: keras.Model, small: bool = False) -> bytes:
    """Return a LiteRT file of a model made by ``with_answers`` for a fixed number of images.

    Args:
        answers: the model.
        small: whether to round the weights to 8 bits. Sums stay float32: with 8 bits the
            probabilities, which calibration makes exact, would be rounded to 1/256.

    Raises:
        LightError: if it cannot be made.
    """
    import tensorflow as tf

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "model.tflite")
        try:
            answers.export(
                file,
                format="litert",
                verbose=False,
                # Without TensorFlow's own operators, which small runtimes do not have.
                target_spec={"supported_ops": [tf.lite.OpsSet.TFLITE_BUILTINS]},
                optimizations=[tf.lite.Optimize.DEFAULT] if small else [],
            )
            return file.read_bytes()
        # The converter may raise any kind of error.
        except Exception as error:
            # Some of its messages are pages long.
            first = str(reason(error)).splitlines()[0]
            raise LightError(errors.LIGHT_FORM_NOT_MADE, reason=first) from error


def to_saved_model(answers: keras.Model, folder: Path) -> Callable[[np.ndarray], Any]:
    """Write a SavedModel of a model made by ``with_answers``, and return it loaded again."""
    import tensorflow as tf

    answers.export(folder, format="tf_saved_model", verbose=False)
    loaded = tf.saved_model.load(str(folder))
    # Its functions alone do not keep its weights alive.
    return lambda images: loaded.serve(images)


def answers_of(
    network: keras.Model, calibration: Calibration, images: np.ndarray
) -> dict[str, np.ndarray]:
    """Return the answers of the network itself, which ``with_answers`` has to match.

    Args:
        network: images to logits.
        calibration: of this network.
        images: uint8 (n, 28, 28), none of them blank.
    """
    return calibrated(logits_of(network, images), calibration)


def calibrated(logits: np.ndarray, calibration: Calibration) -> dict[str, np.ndarray]:
    """Return the same answers from logits (n, 11) of images that are not blank."""
    probabilities = calibration.probabilities(logits)
    scores = calibration.scores(logits)
    accepted = scores >= calibration.threshold
    return {
        PROBABILITIES: probabilities,
        DIGIT_SCORE: scores,
        DIGIT: np.where(accepted, probabilities.argmax(axis=1), NO_DIGIT),
    }


def check_light_form(
    content: bytes, network: keras.Model, calibration: Calibration, images: np.ndarray
) -> None:
    """Check that a light form gives the same answers as the network.

    Args:
        content: the LiteRT file.
        network: what it was made of.
        calibration: of this network.
        images: uint8 (n, 28, 28), none of them blank.

    Raises:
        LightError: if it cannot be used or gives other answers.
    """
    given = run_light(LightPredictor(content, "light"), images)
    if not agree(answers_of(network, calibration, images), given, calibration.threshold):
        raise LightError(errors.LIGHT_FORM_DIFFERS)


def run_light(light: LightPredictor, images: np.ndarray) -> dict[str, np.ndarray]:
    """Return a light form's answers as ``answers_of`` does; images as there."""
    predictions = light.predict_many(list(images))
    return {
        PROBABILITIES: np.stack([each.probabilities for each in predictions]),
        DIGIT_SCORE: np.array([each.digit_score for each in predictions]),
        DIGIT: np.array([NO_DIGIT if each.digit is None else each.digit for each in predictions]),
    }


def agree(
    one: dict[str, np.ndarray],
    other: dict[str, np.ndarray],
    threshold: float,
    tolerance: float = TOLERANCE,
) -> bool:
    """Whether two runtimes give the same answers, except for rounding differences."""
    ranked = np.sort(one[PROBABILITIES], axis=1)
    is_close_call = (ranked[:, -1] - ranked[:, -2] <= tolerance) | (
        np.abs(one[DIGIT_SCORE] - threshold) <= tolerance
    )
    return bool(
        np.abs(one[PROBABILITIES] - other[PROBABILITIES]).max() <= tolerance
        and np.abs(one[DIGIT_SCORE] - other[DIGIT_SCORE]).max() <= tolerance
        and ((one[DIGIT] == other[DIGIT]) | is_close_call).all()
    )
