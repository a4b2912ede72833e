"""The command that draws contact sheets of synthetic writers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np

from digitnet.cli_errors import with_plain_errors
from digitnet.drawing.drawing import Drawing
from digitnet.errors import reason
from digitnet.store.errors import StoreError
from digitnet.texts import commands, errors

SEED = click.IntRange(0, 2**31 - 1)


@click.command(help=str(commands.SHEET))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--count",
    type=click.IntRange(1, 10_000),
    default=200,
    show_default=True,
    help=str(commands.SHEET_COUNT),
)
@click.option("--seed", type=SEED, default=0, show_default=True, help=str(commands.TRAIN_SEED))
@click.option("--non-digits", is_flag=True, help=str(commands.SHEET_NON_DIGITS))
@with_plain_errors
def sheet(file: Path, count: int, seed: int, non_digits: bool) -> None:
    """Write a contact sheet of synthetic drawings."""
    from digitnet.data.writers import sample

    drawings, captions = sample(count, seed, non_digits)
    save_drawings(drawings, captions, file)


def save_drawings(
    drawings: Sequence[Drawing | np.ndarray], captions: Sequence[str], file: Path
) -> None:
    """Write a contact sheet of captioned drawings or pictures and say so.

    Raises:
        StoreError: if the file cannot be written.
    """
    from digitnet.drawing.contact_sheet import contact_sheet, save_sheet

    try:
        save_sheet(contact_sheet(drawings, captions), file)
    except OSError as error:
        raise StoreError(errors.NOT_WRITTEN, file=file, reason=reason(error)) from error
    click.echo(commands.DRAWINGS_WRITTEN(file=file, n=len(drawings)), err=True)
