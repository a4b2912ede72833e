"""The commands that export models and convert drawings."""

from __future__ import annotations

import os
from pathlib import Path

import click

from digitnet.cli_errors import with_plain_errors
from digitnet.drawing import writing
from digitnet.drawing.files import read_drawings
from digitnet.errors import reason
from digitnet.store import files
from digitnet.store.errors import StoreError
from digitnet.store.formats import FORMATS, file_name
from digitnet.store.store import ModelStore
from digitnet.texts import commands, errors
from digitnet.texts.message import Note


@click.command(help=str(commands.CONVERT))
@click.argument("source", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@with_plain_errors
def convert(source: Path, target: Path) -> None:
    """Copy drawings from one file format to another."""
    if writing.format_of(target.name) is None:
        raise click.UsageError(commands.CONVERT_TARGET())
    items = list(read_drawings(source))
    _write(target, writing.to_bytes(items, target.name))
    click.echo(commands.DRAWINGS_WRITTEN(file=target, n=len(items)))


@click.command(help=str(commands.EXPORT))
@click.argument("version", required=False)
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="keras",
    show_default=True,
    help=str(commands.EXPORT_FORMAT),
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help=str(commands.EXPORT_OUT),
)
@with_plain_errors
def export(version: str | None, format_: str, out: Path | None) -> None:
    """Write a model to an archive for other runtimes."""
    store = ModelStore()
    model = store.get(version or store.current_version())
    file = out or Path(file_name(model.card.version, format_))
    # The export takes some seconds, so an impossible target is reported first.
    if not os.access(file.parent, os.W_OK):
        folder = Note(errors.FOLDER_NOT_WRITABLE, {"folder": file.parent})
        raise StoreError(errors.NOT_WRITTEN, file=file, reason=folder)
    from digitnet.store.export import export_model

    _write(file, export_model(model, format_))
    click.echo(commands.EXPORTED(file=file, version=model.card.version))


def _write(file: Path, content: bytes) -> None:
    try:
        files.replace(file, content)
    except OSError as error:
        raise StoreError(errors.NOT_WRITTEN, file=file, reason=reason(error)) from error
