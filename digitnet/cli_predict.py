"""The command that reads one drawing or picture."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from digitnet.cli_errors import with_plain_errors
from digitnet.drawing.files import read_drawing
from digitnet.drawing.picture_files import read_picture
from digitnet.network.number import Number
from digitnet.network.prediction import Prediction
from digitnet.store.readers import load_reader
from digitnet.store.store import ModelStore
from digitnet.texts import commands

_JSON_SUFFIXES = (".json", ".jsonl", ".ndjson", ".gz")


@click.command(help=str(commands.PREDICT))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=str(commands.JSON))
@with_plain_errors
def predict(file: Path, as_json: bool) -> None:
    """Read one drawing or picture and print the answer."""
    if file.suffix.lower() in _JSON_SUFFIXES:
        drawing = read_drawing(file)
        predictor = load_reader(ModelStore())
        number = predictor.read_number(drawing)
        parts = "strokes"
    else:
        pixels = read_picture(file)
        predictor = load_reader(ModelStore())
        number = predictor.read_picture(pixels)
        parts = "blobs"
    value = {"model": predictor.version, **_one_digit(number), **_in_json(number, parts)}
    click.echo(json.dumps(value) if as_json else _in_words(number))


def _in_words(number: Number) -> str:
    if not number.digits:
        return commands.NOTHING()
    if len(number.digits) > 1:
        return commands.NUMBER(text=number.text, confidence=number.confidence)
    (prediction,) = number.digits
    if prediction.digit is None:
        return commands.NO_DIGIT(digit=prediction.guess)
    return commands.DIGIT(digit=prediction.digit, confidence=prediction.confidence)


def _one_digit(number: Number) -> dict[str, Any]:
    """The entries of a drawing that is one digit; of several, none of them is the digit."""
    alone = number.digits[0] if len(number.digits) == 1 else Prediction.of_nothing()
    return _digit(alone)


def _digit(prediction: Prediction) -> dict[str, Any]:
    return {
        "digit": prediction.digit,
        "digit_score": prediction.digit_score,
        "probabilities": prediction.probabilities.tolist(),
    }


def _in_json(number: Number, parts: str) -> dict[str, Any]:
    """The entries of a number.

    Args:
        number: what was read.
        parts: what a digit consists of.
    """
    return {
        "text": number.text,
        "confidence": number.confidence,
        "digits": [
            {**_digit(prediction), parts: group, "box": list(box)}
            for prediction, group, box in zip(
                number.digits, number.groups, number.boxes, strict=True
            )
        ],
    }
