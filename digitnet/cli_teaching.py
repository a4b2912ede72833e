"""``digitnet evaluate --teach``: what lessons are worth."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from digitnet.drawing.files import read_drawings
from digitnet.store.card import read_model


def print_teaching(
    files: Sequence[Path], model: Path | None, seed: int, wrong: float, as_json: bool
) -> None:
    """Teach each writer's misread drawings and print what that changes.

    Args:
        files: drawings as JSON lines.
        model: the folder of the model to test; without one, the current model.
        seed: of the orders in which the writers draw.
        wrong: share of lessons that teach a wrong digit, 0..1.
        as_json: whether to print JSON instead of text.

    Raises:
        DigitnetError: if a file or the model cannot be read, or a file has no labels.
    """
    drawings = [(file, list(read_drawings(file))) for file in files]
    from digitnet import load_predictor
    from digitnet.store.loading import load_model
    from digitnet.store.teaching import evaluate_teaching

    predictor = load_model(read_model(model)) if model else load_predictor()
    results = [
        evaluate_teaching(predictor, items, file.name, seed, wrong) for file, items in drawings
    ]
    if as_json:
        sets = [result.to_json() for result in results]
        click.echo(json.dumps({"model": predictor.version, "seed": seed, "sets": sets}, indent=2))
        return
    for result in results:
        click.echo(result.to_text())
