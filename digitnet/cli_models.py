"""The commands that list, choose and remove models."""

from __future__ import annotations

import json

import click

from digitnet.cli_errors import with_plain_errors
from digitnet.store.store import ModelStore
from digitnet.texts import commands
from digitnet.texts.numbers import formatted


@click.group(invoke_without_command=True, help=str(commands.MODELS))
@click.pass_context
def models(context: click.Context) -> None:
    """Run one of the commands below; without one, list the models."""
    if context.invoked_subcommand is None:
        context.invoke(list_models)


@models.command("list", help=str(commands.MODELS_LIST))
@click.option("--json", "as_json", is_flag=True, help=str(commands.JSON))
@with_plain_errors
def list_models(as_json: bool = False) -> None:
    """Print all models."""
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
            f"{mark} {card.version:8} {formatted(report.test_accuracy, '.2%')}  "
            f"{report.recipe.name:6} {card.created[:16].replace('T', ' ')}  {report.device}"
        )


@models.command(help=str(commands.MODELS_USE))
@click.argument("version")
@with_plain_errors
def use(version: str) -> None:
    """Make a model the current one."""
    ModelStore().use(version)
    click.echo(commands.MODEL_ANSWERS(version=version))


@models.command(help=str(commands.MODELS_REMOVE))
@click.argument("version")
@with_plain_errors
def remove(version: str) -> None:
    """Remove a model."""
    ModelStore().remove(version)
    click.echo(commands.MODEL_REMOVED(version=version))
