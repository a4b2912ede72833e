"""The command line: a thin skin over the library.

Exit codes: 0 done; 1 it could not be done, with one line on standard error that says why; 2 wrong
use; 130 interrupted.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
import json
import logging
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digitnet.data.mnist import DataError, load_mnist
from digitnet.drawing.drawing import Drawing, DrawingError, read_drawings
from digitnet.drawing.picture import PictureError, picture_to_mnist, read_picture
from digitnet.errors import DigitnetError
from digitnet.store.card import CARD_FILE, SHIPPED, ModelError, read_model
from digitnet.store.store import ModelStore, StoreError
from digitnet.training.progress import Progress
from digitnet.training.recipe import RECIPES

if TYPE_CHECKING:
    from digitnet.drawing.drawing import LabelledDrawing
    from digitnet.network.prediction import Prediction
    from digitnet.network.predictor import Predictor

_FRIENDLY = (DataError, DigitnetError, DrawingError, ModelError, PictureError, StoreError)
_JSON_SUFFIXES = (".json", ".jsonl", ".gz")


def _plainly(command: Callable) -> Callable:
    """Turn the library's errors into one line and exit code 1."""

    @functools.wraps(command)
    def run(*arguments, **options):
        try:
            return command(*arguments, **options)
        except _FRIENDLY as error:
            raise click.ClickException(str(error)) from error

    return run


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Train, test and use networks that read drawn digits."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s: %(message)s")


@main.command()
@click.option("--recipe", type=click.Choice(list(RECIPES)), default="quick", show_default=True)
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write the model to this new folder instead of the store.",
)
@_plainly
def train(recipe: str, seed: int, out: Path | None) -> None:
    """Train a network from scratch and let it answer from now on."""
    if out is not None and out.exists() and any(out.iterdir()):
        raise StoreError(f"The folder {out} is not empty.")
    store = ModelStore()
    if out is None:
        store.check_writable()
    chosen = RECIPES[recipe]
    from digitnet.network.device import is_chief
    from digitnet.training.training import TrainingFailed
    from digitnet.training.training import train as train_network

    with click.progressbar(length=chosen.steps, label=recipe, item_show_func=_shown) as bar:
        try:
            network, report = train_network(
                chosen, seed, lambda progress: bar.update(progress.step - bar.pos, progress)
            )
        except TrainingFailed as error:
            raise click.ClickException(str(error)) from error
    if not is_chief():
        click.echo("Done; the first of the machines has the model.")
        return
    if out is None:
        card = store.publish(network.save, report)
    else:
        # Published in a store of its own first: the folder then is there whole or not at all.
        scratch = ModelStore(out.with_name(f".{out.name}-store"))
        try:
            card = scratch.publish(network.save, report)
            out.parent.mkdir(parents=True, exist_ok=True)
            (scratch.models / card.version).replace(out)
            card = dataclasses.replace(card, version=SHIPPED)
            (out / CARD_FILE).write_text(card.to_json(), encoding="utf-8")
        except OSError as error:
            raise StoreError(f"{out} cannot be written: {error.strerror}.") from error
        finally:
            shutil.rmtree(scratch.models.parent, ignore_errors=True)
    click.echo(
        f"{out or card.version}: {report.test_accuracy:.2%} on MNIST's test set, "
        f"{report.parameters:,} parameters, {report.seconds:.0f} s on {report.device}"
    )


@main.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--model",
    type=click.Path(path_type=Path, file_okay=False),
    help="Test the model in this folder instead of the current one.",
)
@click.option(
    "--sheet",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Draw what was misread into this PNG file.",
)
@click.option("--card", is_flag=True, help="Note the results in the card of the folder of --model.")
@click.option(
    "--teach",
    is_flag=True,
    help="Let each writer draw in random order and teach every drawing that is misread.",
)
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, help="Of the order.")
@click.option(
    "--wrong", type=click.FloatRange(0, 1), default=0.0, help="Share of lessons taught wrong."
)
@_plainly
def evaluate(
    files: tuple[Path, ...],
    as_json: bool,
    model: Path | None,
    sheet: Path | None,
    card: bool,
    teach: bool,
    seed: int,
    wrong: float,
) -> None:
    """Test the current model on drawings (JSON lines), or on MNIST's test set."""
    if teach and (not files or sheet is not None or card):
        raise click.UsageError("--teach needs files with drawings, and no --sheet or --card.")
    if card and model is None:
        raise click.UsageError("--card needs --model.")
    if sheet is not None and not files:
        raise click.UsageError("--sheet needs files with drawings.")
    drawings = [(file, list(read_drawings(file))) for file in files]
    from digitnet.network.predictor import load_model, load_predictor
    from digitnet.store.evaluation import evaluate_drawings, evaluate_images

    stored = read_model(model) if model else None
    predictor = load_model(stored) if stored else load_predictor()
    if teach:
        _evaluate_teaching(predictor, drawings, seed, wrong, as_json)
        return
    misread = []
    if files:
        results = []
        try:
            for file, items in drawings:
                result, wrong = evaluate_drawings(predictor, items, file.name)
                results.append(result)
                misread += wrong
        except ValueError as error:
            raise click.ClickException(str(error)) from error
    else:
        data = load_mnist()
        name = "MNIST test set"
        results = [evaluate_images(predictor, data.test_images, data.test_labels, name)]
    if sheet is not None:
        captions = [f"{item.label} as {_read_as(prediction)}" for item, prediction in misread]
        _save_sheet([item.drawing for item, _ in misread], captions, sheet)
    if card:
        stored.note([result.to_json() for result in results])
    if as_json:
        count = sum(result.count for result in results)
        accuracy = sum(result.accuracy * result.count for result in results) / count
        value = {"model": predictor.card.version, "count": count, "accuracy": accuracy}
        click.echo(json.dumps(value | {"sets": [result.to_json() for result in results]}, indent=2))
        return
    for result in results:
        click.echo(result.to_text())


def _evaluate_teaching(
    predictor: Predictor,
    drawings: list[tuple[Path, list[LabelledDrawing]]],
    seed: int,
    wrong: float,
    as_json: bool,
) -> None:
    from digitnet.store.teaching import evaluate_teaching

    try:
        results = [
            evaluate_teaching(predictor, items, file.name, seed, wrong) for file, items in drawings
        ]
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        sets = [result.to_json() for result in results]
        value = {"model": predictor.card.version, "seed": seed, "sets": sets}
        click.echo(json.dumps(value, indent=2))
        return
    for result in results:
        click.echo(result.to_text())


def _read_as(prediction: Prediction) -> str:
    return "none" if prediction.digit is None else str(prediction.digit)


@main.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--count", type=click.IntRange(1, 10_000), default=200, show_default=True)
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True)
@click.option("--non-digits", is_flag=True, help="Letters, shapes and scribbles instead.")
@_plainly
def sheet(file: Path, count: int, seed: int, non_digits: bool) -> None:
    """Draw what synthetic writers write into FILE, a PNG."""
    from digitnet.data.handwriting import sample

    drawings, captions = sample(count, seed, non_digits)
    _save_sheet(drawings, captions, file)


def _save_sheet(drawings: list[Drawing], captions: list[str], file: Path) -> None:
    from digitnet.drawing.contact_sheet import contact_sheet, save_sheet

    try:
        save_sheet(contact_sheet(drawings, captions), file)
    except OSError as error:
        raise StoreError(f"{file} cannot be written: {error.strerror}.") from error
    click.echo(f"{file}: {len(drawings)} drawings", err=True)


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@_plainly
def predict(file: Path, as_json: bool) -> None:
    """Read one drawing (JSON) or one picture (PNG, JPEG)."""
    if file.suffix.lower() in _JSON_SUFFIXES:
        subject = _first_drawing(file)
    else:
        subject = picture_to_mnist(read_picture(file))
    from digitnet.network.prediction import Prediction
    from digitnet.network.predictor import load_predictor

    predictor = load_predictor()
    prediction = Prediction.of_nothing() if subject is None else predictor.predict(subject)
    if as_json:
        value = {
            "model": predictor.card.version,
            "digit": prediction.digit,
            "digit_score": prediction.digit_score,
            "probabilities": prediction.probabilities.tolist(),
        }
        click.echo(json.dumps(value))
    elif prediction.guess is None:
        click.echo("nothing to read")
    elif prediction.digit is None:
        click.echo(f"not a digit (if it is one, a {prediction.guess})")
    else:
        click.echo(f"{prediction.digit} ({prediction.confidence:.1%})")


@main.group(invoke_without_command=True)
@click.pass_context
def models(context: click.Context) -> None:
    """List, choose and remove models."""
    if context.invoked_subcommand is None:
        context.invoke(list_models)


@models.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@_plainly
def list_models(as_json: bool = False) -> None:
    """List the models, newest first; the one that answers is marked."""
    store = ModelStore()
    current = store.current_version()
    cards = [model.card for model in store.list()]
    if as_json:
        rows = [json.loads(card.to_json()) | {"current": card.version == current} for card in cards]
        click.echo(json.dumps(rows, indent=2))
        return
    for card in cards:
        mark = "*" if card.version == current else " "
        report = card.report
        click.echo(
            f"{mark} {card.version:8} {report.test_accuracy:.2%}  {report.recipe.name:6} "
            f"{card.created[:16].replace('T', ' ')}  {report.device}"
        )


@models.command()
@click.argument("version")
@_plainly
def use(version: str) -> None:
    """Let VERSION answer from now on."""
    ModelStore().use(version)
    click.echo(f"Model {version} answers now.")


@models.command()
@click.argument("version")
@_plainly
def remove(version: str) -> None:
    """Remove VERSION from the store."""
    ModelStore().remove(version)
    click.echo(f"Model {version} was removed.")


@main.command(hidden=True)
def engine() -> None:
    """Run the engine for the process that started this one (see digitnet/engine/client.py)."""
    from digitnet.engine.process import serve

    serve()


def _first_drawing(file: Path) -> Drawing:
    """The drawing of a JSON file, be it one object over several lines or JSON lines."""
    if file.suffix.lower() == ".json":
        try:
            return Drawing.from_json(json.loads(file.read_text(encoding="utf-8")))
        except (ValueError, RecursionError) as error:
            if isinstance(error, DrawingError):
                raise
            raise DrawingError(f"{file.name} is not JSON.") from error
        except OSError as error:
            raise DrawingError(f"{file.name} cannot be read: {error.strerror}.") from error
    first = next(itertools.islice(read_drawings(file), 1), None)
    if first is None:
        raise DrawingError(f"{file.name} holds no drawing.")
    return first.drawing


def _shown(progress: Progress | None) -> str:
    if progress is None or progress.loss is None:
        return ""
    return f"epoch {progress.epoch}/{progress.epochs}, accuracy {progress.accuracy:.2%}"
