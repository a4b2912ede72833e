"""Measures the engine of a Ray cluster: predictions, trainings, and how fast a new model answers.

    python -m benchmarks.cluster [--machines N]

Starts a cluster of N machines (two) on this one, with two processors each, and needs the extra
``cluster``. Every line of times gives the median and the 95th percentile. For comparison, the same
prediction is asked of an engine that is a process of this server, in turn. Trainings of two workers
have no more processors than those of one here: what counts is that they achieve the same.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from digitnet.drawing.drawing import Drawing
from digitnet.drawing.mnist_format import to_mnist
from digitnet.engine.client import EngineClient
from digitnet.store.card import SHIPPED
from digitnet.store.store import ModelStore
from digitnet.training.recipe import QUICK
from tests.support.clusters import running_cluster
from tests.support.running import THREE, report, timed

if TYPE_CHECKING:
    from digitnet.engine.ray_cluster import Cluster

ROUNDS = 3
BATCH = 64
CROWD_SECONDS = 20.0
SWITCHES = 5
SETTLE_SECONDS = 30.0
"""So long both engines are busy with what their first training needs."""

ASKED = 20
"""Calls for each replica that have to name a new model in a row before all are said to have it."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--machines", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["DIGITNET_HOME"] = home
        with running_cluster(Path(home)) as cluster:
            for _ in range(options.machines):
                cluster.nodes.add()
            start = time.perf_counter()
            with cluster.page() as page:
                ready(page)
                print(f"{'start of the engine':34} {time.perf_counter() - start:8.1f} s")
                predictions(page)
            import ray

            from digitnet.engine.ray_cluster import Cluster

            joined = Cluster(cluster.nodes.address)
            try:
                trainings()
                replicas(joined, ModelStore(Path(home)))
            finally:
                ray.shutdown()


def ready(client: EngineClient) -> None:
    while not client.status().is_ready:
        time.sleep(0.1)


def predictions(page: EngineClient) -> None:
    """One image, and a batch, as pages ask for them."""
    image = to_mnist(Drawing.from_strokes([THREE * 400], pen_width=20))
    many = np.stack([image] * BATCH)
    own = EngineClient()
    ready(own)
    time.sleep(SETTLE_SECONDS)
    for _ in range(ROUNDS):
        report("prediction by an own engine", timed(lambda: own.predict(image)))
        single = timed(lambda: page.predict(image))
        report("prediction by the cluster", single)
        batch = timed(lambda: page.predict_many(many))
        report(f"{BATCH} images by the cluster", batch)
        factor = BATCH * np.median(single) / np.median(batch)
        print(f"{'images a second, batch to single':34} {factor:8.1f} times")
    own.close()


def trainings() -> None:
    """Quick by one worker and by two."""
    from digitnet.engine.ray_cluster import workers

    for count in (1, 2):
        start = time.perf_counter()
        _, achieved = workers(count).train(QUICK, 0)
        seconds = time.perf_counter() - start
        name = f"Quick by {count} of the machines"
        print(f"{name:34} {seconds:8.1f} s, {achieved.test_accuracy:.2%}", flush=True)


def replicas(cluster: Cluster, store: ModelStore) -> None:
    """Many visitors at once, and a new model on all replicas."""
    from ray import serve

    from digitnet.engine.ray_replica import APPLICATION

    image = to_mnist(Drawing.from_strokes([THREE * 400], pen_width=20))
    end = time.perf_counter() + CROWD_SECONDS

    def visit(_: int) -> list[float]:
        times = []
        while time.perf_counter() < end:
            begin = time.perf_counter()
            cluster.read("predict", image, seconds=60.0)
            times.append((time.perf_counter() - begin) * 1000)
        return times

    with ThreadPoolExecutor(BATCH) as crowd:
        times = [each for visitor in crowd.map(visit, range(BATCH)) for each in visitor]
    report(f"of {BATCH} visitors at once", times)
    print(f"{'together':34} {len(times) / CROWD_SECONDS:8.0f} images/s")

    (deployment,) = serve.status().applications[APPLICATION].deployments.values()
    count = sum(deployment.replica_states.values())
    copy = published_copy(store)
    for switch in range(SWITCHES):
        version = (copy, SHIPPED)[switch % 2]
        start = time.perf_counter()
        cluster.call("use", (version,), {}, 60.0)
        seconds = until_all_answer_with(cluster, version, count, start)
        print(f"{f'a new model on {count} replicas':34} {seconds:8.2f} s")


def until_all_answer_with(cluster: Cluster, version: str, count: int, start: float) -> float:
    """Return the seconds until replicas only give answers of a model, over enough calls for all."""
    first, in_a_row = 0.0, 0
    while in_a_row < ASKED * count:
        if cluster.read("call", "version", (), {}, seconds=60.0) != version:
            in_a_row = 0
            continue
        if not in_a_row:
            first = time.perf_counter()
        in_a_row += 1
    return first - start


def published_copy(store: ModelStore) -> str:
    """Publish the shipped model under another version; return that."""
    model = store.get(SHIPPED)
    card = store.publish(
        lambda path: path.write_bytes(model.file.read_bytes()),
        model.card.report,
        use=False,
        light=(model.folder / "model.tflite").read_bytes(),
    )
    return card.version


if __name__ == "__main__":
    main()
