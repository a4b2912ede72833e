"""The command that trains: here or on a cluster, also with what people drew."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from digitnet.cli_errors import with_plain_errors
from digitnet.cli_sheet import SEED
from digitnet.data.collected import parse_collected
from digitnet.drawing.files import read_lines
from digitnet.engine.ray_setting import MOST_WORKERS, cluster_address, set_up_ray
from digitnet.engine.status import EngineError
from digitnet.errors import reason
from digitnet.store.card import CARD_FILE, SHIPPED, ModelCard
from digitnet.store.errors import ModelError, StoreError
from digitnet.store.store import ModelStore
from digitnet.texts import commands, errors
from digitnet.training.comparison import is_clearly_worse
from digitnet.training.progress import Progress
from digitnet.training.recipe import RECIPES, Report

if TYPE_CHECKING:
    import numpy as np

    from digitnet.engine.job import Train
    from digitnet.network.prediction import Prediction


@click.command(help=str(commands.TRAIN))
@click.option(
    "--recipe",
    type=click.Choice(list(RECIPES)),
    default="quick",
    show_default=True,
    help=str(commands.TRAIN_RECIPE),
)
@click.option("--seed", type=SEED, default=0, show_default=True, help=str(commands.TRAIN_SEED))
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help=str(commands.TRAIN_OUT),
)
@click.option(
    "--drawings",
    multiple=True,
    type=click.Path(path_type=Path),
    help=str(commands.TRAIN_DRAWINGS),
)
@click.option("--use/--no-use", default=None, help=str(commands.TRAIN_USE))
@click.option("--workers", type=click.IntRange(1, MOST_WORKERS), help=str(commands.TRAIN_WORKERS))
@with_plain_errors
def train(
    recipe: str,
    seed: int,
    out: Path | None,
    drawings: tuple[Path, ...],
    use: bool | None,
    workers: int | None,
) -> None:
    """Train a network and publish it."""
    if out is not None and use is not None:
        raise click.UsageError(commands.USE_NEEDS_STORE())
    if out is not None and out.exists() and any(out.iterdir()):
        raise StoreError(errors.FOLDER_NOT_EMPTY, folder=out)
    store = ModelStore()
    if out is None:
        store.check_writable()
    chosen = RECIPES[recipe]
    additions = _arguments(drawings, store)
    from digitnet.network.device import is_chief
    from digitnet.store.light_making import publish

    train_network = _train_on(workers)
    with click.progressbar(length=chosen.steps, label=recipe, item_show_func=_shown) as bar:
        network, report = train_network(
            chosen,
            seed,
            lambda progress: bar.update(progress.step - bar.pos, progress),
            **additions,
        )
    if workers is None and not is_chief():
        click.echo(commands.TRAINED_ELSEWHERE())
        return
    verdict = ""
    if out is None:
        before = _answering(store)
        if use is None:
            use = before is None or not is_clearly_worse(report, before.report)
        card = publish(store, network, report, use)
        verdict = _compared(card, before, use)
    else:
        # Published in a store of its own first, so that the folder is complete or missing.
        scratch = ModelStore(out.with_name(f".{out.name}-store"))
        try:
            card = publish(scratch, network, report)
            out.parent.mkdir(parents=True, exist_ok=True)
            (scratch.models / card.version).replace(out)
            card = dataclasses.replace(card, version=SHIPPED)
            (out / CARD_FILE).write_text(card.to_json(), encoding="utf-8")
        except OSError as error:
            raise StoreError(errors.NOT_WRITTEN, file=out, reason=reason(error)) from error
        finally:
            shutil.rmtree(scratch.models.parent, ignore_errors=True)
    click.echo(
        commands.TRAINED(
            model=out or card.version,
            accuracy=report.test_accuracy,
            parameters=report.parameters,
            seconds=report.seconds,
            device=report.device,
        )
    )
    if report.left_out_accuracy is not None:
        click.echo(_on_left_out(report))
    if verdict:
        click.echo(verdict)


def _train_on(workers: int | None) -> Train:
    """Return what trains: this process, or so many machines of the cluster.

    Raises:
        EngineError: if the cluster cannot be used.
    """
    if workers is None:
        from digitnet.training.train import train

        return train
    if (address := cluster_address()) is None:
        raise click.UsageError(errors.WORKERS_WITHOUT_CLUSTER())
    set_up_ray()
    try:
        from digitnet.engine import ray_cluster
    except ImportError as error:
        raise EngineError(errors.CLUSTER_NEEDS_RAY) from error
    try:
        ray_cluster.join(address)
    except OSError as error:
        raise EngineError(errors.CLUSTER_NOT_REACHED, address=address) from error
    return ray_cluster.workers(workers).train


def _arguments(files: Sequence[Path], store: ModelStore) -> dict[str, Any]:
    """Return what ``training.train`` needs to know of the drawings in these files; {} for none.

    Raises:
        DrawingError: if a file cannot be read.
        DataError: if there are too few drawings.
    """
    if not files:
        return {}
    items = [item for file in files for item in read_lines(file, parse_collected)]
    from digitnet import load_predictor
    from digitnet.training.collection_images import CollectionImages

    images = CollectionImages.of((item.drawing, item.label, item.writer) for item in items)
    try:
        predictor = load_predictor(store)
    except ModelError:
        return {"collection": images}

    def before(images: Sequence[np.ndarray]) -> Sequence[Prediction]:
        return predictor.predict_many(images)

    return {"collection": images, "before": before}


def _on_left_out(report: Report) -> str:
    """Say what the model reads of the drawings that were left out of its training."""
    values = {"n": report.left_out, "after": report.left_out_accuracy}
    if report.left_out_before is None:
        return commands.ON_DRAWINGS(**values)
    return commands.ON_DRAWINGS_BEFORE_AFTER(before=report.left_out_before, **values)


def _answering(store: ModelStore) -> ModelCard | None:
    """The card of the model that answers, or of the one that does instead of a broken one."""
    return next((model.card for model in store.candidates()), None)


def _compared(card: ModelCard, before: ModelCard | None, use: bool) -> str:
    """How a new model compares with the one that answered before it, and which one answers."""
    lines = []
    if before is not None:
        new, old = card.report, before.report
        lines.append(
            commands.AGAINST(
                model=before.version,
                mnist=100 * (new.test_accuracy - old.test_accuracy),
                writers=100 * (new.synthetic_accuracy - old.synthetic_accuracy),
            )
        )
    message = commands.MODEL_ANSWERS if use else commands.DOES_NOT_ANSWER
    return "\n".join([*lines, message(version=card.version)])


def _shown(progress: Progress | None) -> str:
    if progress is None or progress.loss is None:
        return ""
    return commands.PROGRESS(
        epoch=progress.epoch, epochs=progress.epochs, accuracy=progress.accuracy
    )
