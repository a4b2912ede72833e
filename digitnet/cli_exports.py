"""The commands that hand out models and drawings."""

from __future__ import annotations

import os
from pathlib import Path

import click

from digitnet.cli_errors import plainly
from digitnet.drawing import writing
from digitnet.drawing.files import read_drawings
from digitnet.store import files
from digitnet.store.errors import StoreError
from digitnet.store.formats import FORMATS, file_name
from digitnet.store.store import ModelStore


@click.command()
@click.argument("source", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@plainly
def convert(source: Path, target: Path) -> None:
    """Copy drawings from SOURCE into TARGET, which ends with .jsonl or .ndjson (Quick, Draw!'s
    format), with .gz behind it to be gzipped.
    """
    if writing.format_of(target.name) is None:
        raise click.UsageError("TARGET ends with .jsonl, .ndjson, .jsonl.gz or .ndjson.gz.")
    items = list(read_drawings(source))
    _write(target, writing.to_bytes(items, target.name))
    click.echo(f"{target}: {len(items)} drawings")


@click.command()
@click.argument("version", required=False)
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(FORMATS)),
    default="keras",
    show_default=True,
    help="For which runtime.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where to write the archive; by default into the current folder.",
)
@plainly
def export(version: str | None, format_: str, out: Path | None) -> None:
    """Write VERSION, or the current model, into a ZIP archive for other runtimes."""
    store = ModelStore()
    model = store.get(version or store.current_version())
    file = out or Path(file_name(model.card.version, format_))
    # The export takes a while, so what is certain to fail fails first.
    if not os.access(file.parent, os.W_OK):
        raise StoreError(f"{file} cannot be written: {file.parent} is no folder to write into.")
    from digitnet.store.export import export_model

    _write(file, export_model(model, format_))
    click.echo(f"{file}: model {model.card.version} for {FORMATS[format_]}")


def _write(file: Path, content: bytes) -> None:
    try:
        files.replace(file, content)
    except OSError as error:
        raise StoreError(f"{file} cannot be written: {files.reason(error)}.") from error
