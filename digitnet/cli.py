"""The command line: a thin layer over the library.

Exit codes: 0 success; 1 failure, with one line on standard error that says why; 2 wrong use;
130 interrupted.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
import numpy as np

from digitnet.cli_collection import collection
from digitnet.cli_errors import with_plain_errors
from digitnet.cli_exports import convert, export
from digitnet.cli_models import models
from digitnet.cli_predict import predict
from digitnet.cli_sheet import SEED, save_drawings, sheet
from digitnet.cli_teaching import print_teaching
from digitnet.cli_training import train
from digitnet.data.mnist import load_mnist
from digitnet.drawing.drawing import Drawing
from digitnet.drawing.files import LabelledDrawing, read_drawings
from digitnet.network.number import UNREAD
from digitnet.store.card import read_model
from digitnet.store.errors import StoreAway
from digitnet.store.readers import load_reader, load_reader_of
from digitnet.store.store import ModelStore
from digitnet.texts import commands
from digitnet.ui.certificate import choose
from digitnet.ui.serve import DEFAULT_PORT, serve

if TYPE_CHECKING:
    from digitnet.network.reader import Reader
    from digitnet.store.evaluation import Evaluation
    from digitnet.store.number_evaluation import NumberEvaluation


@click.group(help=str(commands.MAIN), context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Run one of the commands below."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s: %(message)s")


@main.command("serve", help=str(commands.SERVE))
@click.option(
    "--port",
    default=str(DEFAULT_PORT),
    show_default=True,
    envvar="STREAMLIT_SERVER_PORT",
    help=str(commands.SERVE_PORT),
)
@click.option(
    "--host",
    default="",
    envvar="STREAMLIT_SERVER_ADDRESS",
    help=str(commands.SERVE_HOST),
)
@click.option("--https", is_flag=True, help=str(commands.SERVE_HTTPS))
@click.option(
    "--certificate",
    type=click.Path(path_type=Path),
    envvar="STREAMLIT_SERVER_SSL_CERT_FILE",
    help=str(commands.SERVE_CERTIFICATE),
)
@click.option(
    "--certificate-key",
    type=click.Path(path_type=Path),
    envvar="STREAMLIT_SERVER_SSL_KEY_FILE",
    help=str(commands.SERVE_CERTIFICATE_KEY),
)
@with_plain_errors
def serve_app(
    port: str, host: str, https: bool, certificate: Path | None, certificate_key: Path | None
) -> None:
    """Start the app."""
    try:
        ModelStore().check_writable()
    except StoreAway as error:
        # The copies that this server has answer meanwhile.
        click.echo(str(error), err=True)
    serve(port, host, choose(https, certificate, certificate_key, host))


@main.command(help=str(commands.EVALUATE))
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=str(commands.JSON))
@click.option(
    "--model",
    type=click.Path(path_type=Path, file_okay=False),
    help=str(commands.EVALUATE_MODEL),
)
@click.option(
    "--sheet",
    type=click.Path(path_type=Path, dir_okay=False),
    help=str(commands.EVALUATE_SHEET),
)
@click.option("--numbers", is_flag=True, help=str(commands.EVALUATE_NUMBERS))
@click.option("--card", is_flag=True, help=str(commands.EVALUATE_CARD))
@click.option("--teach", is_flag=True, help=str(commands.EVALUATE_TEACH))
@click.option("--seed", type=SEED, default=0, show_default=True, help=str(commands.TEACH_SEED))
@click.option(
    "--wrong",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help=str(commands.TEACH_WRONG),
)
@with_plain_errors
def evaluate(
    files: tuple[Path, ...],
    as_json: bool,
    model: Path | None,
    sheet: Path | None,
    numbers: bool,
    card: bool,
    teach: bool,
    seed: int,
    wrong: float,
) -> None:
    """Test a model and print the results."""
    if teach:
        if not files or sheet is not None or card or numbers:
            raise click.UsageError(commands.TEACH_NEEDS_FILES())
        print_teaching(files, model, seed, wrong, as_json)
        return
    if card and model is None:
        raise click.UsageError(commands.CARD_NEEDS_MODEL())
    if sheet is not None and not files:
        raise click.UsageError(commands.SHEET_NEEDS_FILES())
    if numbers and not files:
        raise click.UsageError(commands.NUMBERS_NEED_FILES())
    folders = [file for file in files if file.is_dir()]
    drawings = [(file, list(read_drawings(file))) for file in files if file not in folders]
    from digitnet.store.evaluation import evaluate_images
    from digitnet.store.number_evaluation import text_of
    from digitnet.store.picture_evaluation import evaluate_pictures

    stored = read_model(model) if model else None
    predictor = load_reader_of(stored) if stored else load_reader(ModelStore())
    results: list[Evaluation | NumberEvaluation] = []
    misread: list[tuple[Drawing | np.ndarray, str]] = []
    if files:
        for file, items in drawings:
            evaluated = _evaluated(predictor, items, file.name, numbers)
            for result, missed in evaluated:
                results.append(result)
                misread += [(item.drawing, f"{text_of(item)} -> {read}") for item, read in missed]
        for folder in folders:
            on_pictures, wrong_ones = evaluate_pictures(predictor, folder)
            results.append(on_pictures)
            misread += [(pixels, f"{text} -> {read}") for pixels, text, read in wrong_ones]
    else:
        data = load_mnist()
        name = "MNIST test set"  # also in model cards, so it is not translated
        results.append(evaluate_images(predictor, data.test_images, data.test_labels, name))
    if sheet is not None:
        save_drawings([shown for shown, _ in misread], [text for _, text in misread], sheet)
    if stored is not None and card:
        stored.note([result.to_json() for result in results])
    if as_json:
        count = sum(result.count for result in results)
        accuracy = sum(result.accuracy * result.count for result in results) / count
        value = {"model": predictor.version, "count": count, "accuracy": accuracy}
        click.echo(json.dumps(value | {"sets": [result.to_json() for result in results]}, indent=2))
        return
    for result in results:
        click.echo(result.to_text())


def _evaluated(
    predictor: Reader, items: list[LabelledDrawing], name: str, numbers: bool
) -> Iterator[tuple[Evaluation | NumberEvaluation, list[tuple[LabelledDrawing, str]]]]:
    """Evaluate single digits and whole numbers of a file; also yield how the misread were read."""
    from digitnet.store.evaluation import evaluate_drawings
    from digitnet.store.number_evaluation import evaluate_numbers

    whole = items if numbers else [item for item in items if item.number is not None]
    single = [] if numbers else [item for item in items if item.number is None]
    if whole:
        result, misread = evaluate_numbers(predictor, whole, name)
        yield result, [(item, number.text) for item, number in misread]
    if not whole or any(item.label is not None for item in single):
        digits, missed = evaluate_drawings(predictor, single, name)
        yield digits, [(item, UNREAD if p.digit is None else str(p.digit)) for item, p in missed]


main.add_command(collection)
main.add_command(convert)
main.add_command(export)
main.add_command(models)
main.add_command(predict)
main.add_command(sheet)
main.add_command(train)


@main.command(hidden=True)
def engine() -> None:
    """Run the engine for the process that started this one (see digitnet/engine/child.py)."""
    from digitnet.engine import process

    process.serve()
