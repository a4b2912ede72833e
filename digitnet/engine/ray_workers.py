"""Training on several machines of a Ray cluster, in place of ``training.train.train``.

``tf.distribute`` trains; Ray starts its processes, one a machine where there are so many, and tells
when one is lost. Ray Train is not used: it selects Keras 2, and wants a file system that all
machines share for the little that comes back.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import ray
from ray.exceptions import GetTimeoutError, RayError
from ray.util.placement_group import PlacementGroup, placement_group, remove_placement_group
from ray.util.scheduling_strategies import PlacementGroupSchedulingStrategy

from digitnet.engine.ray_version import fingerprint
from digitnet.engine.ray_worker import Snapshot, Trained, Worker
from digitnet.errors import DigitnetError
from digitnet.texts import errors
from digitnet.training.errors import TrainingCancelled, TrainingFailed
from digitnet.training.progress import PREPARING, Progress
from digitnet.training.recipe import Recipe, Report

if TYPE_CHECKING:
    import keras

    from digitnet.training.collection_images import CollectionImages
    from digitnet.training.monitor import Look
    from digitnet.training.report import ReadMany

GPU_SHARE = 0.4
"""Of a GPU for each worker: what the engine and a replica leave of a machine's only one."""

ROOM_SECONDS = 60.0
"""How long the cluster may take to find room for the workers."""

START_SECONDS = 120.0
"""How long it may take to start them."""

POLL_SECONDS = 0.25
"""How often they are asked for news, and whether the training was cancelled is looked up."""

LOST_SECONDS = 30.0
"""How long Ray may take to notice a lost machine: TensorFlow, on the others, is often faster."""


class Workers:
    """The machines that train.

    Args:
        count: how many.
        environment: variables of the environment for them.
        with_gpu: whether the cluster has GPUs.
    """

    def __init__(self, count: int, environment: dict[str, str], with_gpu: bool) -> None:
        self._count = count
        self._environment = environment
        self._resources = {"CPU": 1.0} | ({"GPU": GPU_SHARE} if with_gpu else {})

    def train(
        self,
        recipe: Recipe,
        seed: int = 0,
        on_progress: Callable[[Progress], None] = lambda progress: None,
        is_cancelled: Callable[[], bool] = lambda: False,
        on_look: Callable[[Look], None] = lambda look: None,
        *,
        collection: CollectionImages | None = None,
        before: ReadMany | None = None,
    ) -> tuple[keras.Model, Report]:
        """Train a network from scratch; arguments and result are those of ``training.train.train``.

        Raises:
            TrainingCancelled: if it was cancelled.
            TrainingFailed: if the network learned nothing useful, a machine was lost, or the
                cluster has no room.
        """
        on_progress(Progress(PREPARING, 1, recipe.epochs, 0, recipe.steps))
        relay = _Relay(recipe, on_progress, on_look)
        try:
            with self._started(is_cancelled) as workers:
                addresses = ray.get(
                    [worker.address.remote() for worker in workers], timeout=START_SECONDS
                )
                endings = [
                    worker.train.remote(addresses, index, recipe, seed, collection)
                    for index, worker in enumerate(workers)
                ]
                trained = _watched(workers[0], endings, relay, is_cancelled)
        except GetTimeoutError as error:
            raise TrainingFailed(errors.WORKERS_WITHOUT_ROOM) from error
        except RayError as error:
            raise TrainingFailed(errors.WORKER_LOST) from error
        network = relay.network(trained.weights)
        report = trained.report
        if collection is not None:
            from digitnet.training.report import report_on_collection

            report = report_on_collection(network, report, collection, before)
        return network, report

    @contextlib.contextmanager
    def _started(self, is_cancelled: Callable[[], bool]) -> Iterator[list[Any]]:
        """Start the workers, and end them."""
        group = placement_group([self._resources] * self._count, strategy="SPREAD")
        workers: list[Any] = []
        try:
            _wait_for_room(group, is_cancelled)
            workers += [self._worker(group, index) for index in range(self._count)]
            versions = [worker.fingerprint.remote() for worker in workers]
            if any(
                version != fingerprint() for version in ray.get(versions, timeout=START_SECONDS)
            ):
                raise TrainingFailed(errors.CLUSTER_OF_ANOTHER_VERSION)
            yield workers
        finally:
            for worker in workers:
                ray.kill(worker)
            remove_placement_group(group)

    def _worker(self, group: PlacementGroup, index: int) -> Any:
        return (
            ray.remote(Worker)
            .options(
                num_cpus=self._resources["CPU"],
                num_gpus=self._resources.get("GPU", 0),
                # It trains in one thread and tells of it in another.
                max_concurrency=2,
                scheduling_strategy=PlacementGroupSchedulingStrategy(group, index),
                runtime_env={"env_vars": self._environment},
            )
            .remote()
        )


class _Relay:
    """Hands on what the workers tell, as if the training were here."""

    def __init__(
        self,
        recipe: Recipe,
        on_progress: Callable[[Progress], None],
        on_look: Callable[[Look], None],
    ) -> None:
        self._recipe = recipe
        self._on_progress = on_progress
        self._on_look = on_look
        self._network: keras.Sequential | None = None

    def network(self, weights: list[Any]) -> keras.Sequential:
        """Return the network, always the same one, with these weights."""
        from digitnet.network.architecture import build_network

        if self._network is None:
            self._network = build_network(self._recipe.width, self._recipe.convolutions)
        self._network.set_weights(weights)
        return self._network

    def tell(self, news: list[Progress | Snapshot]) -> None:
        """Hand on what happened."""
        for each in news:
            if isinstance(each, Progress):
                self._on_progress(each)
                continue
            from digitnet.training.monitor import Look

            self._on_look(Look(each.step, self.network(each.weights), each.temperature))


def _wait_for_room(group: PlacementGroup, is_cancelled: Callable[[], bool]) -> None:
    deadline = time.monotonic() + ROOM_SECONDS
    while not group.wait(POLL_SECONDS):
        if is_cancelled():
            raise TrainingCancelled
        if time.monotonic() > deadline:
            raise TrainingFailed(errors.WORKERS_WITHOUT_ROOM)


def _watched(
    first: Any, endings: list[Any], relay: _Relay, is_cancelled: Callable[[], bool]
) -> Trained:
    """Hand on what the first worker tells until its training ends; return what that gave.

    Args:
        first: the worker.
        endings: of the trainings of all workers, the first one's first.
        relay: what is told goes there.
        is_cancelled: whether to give up.

    Raises:
        RayError: if a worker is lost.
        Exception: what the training raises.
    """
    running = list(endings)
    news = first.news.remote()
    while True:
        if is_cancelled():
            raise TrainingCancelled
        ready, _ = ray.wait([*running, news], num_returns=len(running) + 1, timeout=POLL_SECONDS)
        if news in ready:
            relay.tell(ray.get(news))
            news = first.news.remote()
        for ending in (each for each in running if each in ready):
            end = ray.get(ending)
            if end.error is not None:
                _tell_lost_from_failed(end.error, [each for each in running if each != ending])
            if ending == endings[0]:
                for last in (news, first.news.remote()):
                    relay.tell(ray.get(last, timeout=LOST_SECONDS))
                trained: Trained = end.result()
                return trained
        running = [each for each in running if each not in ready]


def _tell_lost_from_failed(error: Exception, others: list[Any]) -> None:
    """Raise a worker's error, or, if it failed because another one is lost, that it is."""
    if others and not isinstance(error, DigitnetError):
        # All end then: those that are left fail as this one did.
        ended, _ = ray.wait(others, num_returns=len(others), timeout=LOST_SECONDS)
        ray.get(ended)
    raise error
