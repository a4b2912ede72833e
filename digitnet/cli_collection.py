"""The commands for what people drew."""

from __future__ import annotations

import contextlib
import dataclasses
import gzip
import json
import secrets
from pathlib import Path

import click

from digitnet.cli_errors import with_plain_errors
from digitnet.data.collection import Collection
from digitnet.errors import reason
from digitnet.labels import NON_DIGIT
from digitnet.store.errors import StoreError
from digitnet.texts import commands, errors
from digitnet.texts.numbers import formatted


@click.group(invoke_without_command=True, help=str(commands.COLLECTION))
@click.pass_context
def collection(context: click.Context) -> None:
    """Run one of the commands below; without one, count what there is."""
    if context.invoked_subcommand is None:
        context.invoke(stats)


@collection.command("export", help=str(commands.COLLECTION_EXPORT))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@with_plain_errors
def export_drawings(file: Path) -> None:
    """Write all drawings to a file, which is complete or unchanged."""
    aside = file.with_name(f".{file.name}-{secrets.token_hex(4)}")
    count = 0
    try:
        is_packed = file.suffix.lower() == ".gz"
        with gzip.open(aside, "wb") if is_packed else aside.open("wb") as out:
            for _, item in Collection.of_home().items():
                out.write(f"{item.to_json()}\n".encode())
                count += 1
        aside.replace(file)
    except OSError as error:
        raise StoreError(errors.NOT_WRITTEN, file=file, reason=reason(error)) from error
    finally:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
    click.echo(commands.DRAWINGS_WRITTEN(file=file, n=count))


@collection.command("import", help=str(commands.COLLECTION_IMPORT))
@click.argument("file", type=click.Path(path_type=Path))
@with_plain_errors
def import_drawings(file: Path) -> None:
    """Add the drawings of a file, all or none."""
    click.echo(commands.DRAWINGS_ADDED(n=Collection.of_home().add_file(file)))


@collection.command(help=str(commands.COLLECTION_STATS))
@click.option("--json", "as_json", is_flag=True, help=str(commands.JSON))
@with_plain_errors
def stats(as_json: bool = False) -> None:
    """Count the drawings."""
    counted = Collection.of_home().stats()
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(counted)))
        return
    click.echo(commands.COLLECTED(n=counted.count))
    if counted.count:
        digits = ", ".join(
            f"{number}: {formatted(count, ',')}"
            for number, count in enumerate(counted.by_label[:NON_DIGIT])
        )
        click.echo(
            commands.COLLECTED_DIGITS(
                digits=digits,
                others=counted.by_label[NON_DIGIT],
                unlabelled=counted.count - counted.labelled,
                writers=counted.writers,
            )
        )
    if counted.answered:
        share = counted.correct / counted.answered
        click.echo(commands.COLLECTED_CORRECT(share=share, count=counted.answered))


@collection.command(help=str(commands.COLLECTION_CLEAR))
@click.option("--yes", is_flag=True, help=str(commands.YES))
@with_plain_errors
def clear(yes: bool) -> None:
    """Remove all drawings."""
    drawings = Collection.of_home()
    if not yes:
        click.confirm(commands.CLEAR_REALLY(n=drawings.stats().count), abort=True)
    click.echo(commands.DRAWINGS_REMOVED(n=drawings.clear()))
