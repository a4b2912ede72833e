"""What the engine's tests share."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import threading
from pathlib import Path

import pytest

from digitnet.engine.engine import Engine
from digitnet.engine.status import EngineError
from digitnet.store.card import SHIPPED
from digitnet.store.store import ModelStore
from digitnet.training import comparison
from tests.support.clusters import START_SECONDS, running_cluster
from tests.support.few_images import few_images
from tests.support.published import instant
from tests.support.trainings import TINY, borrowed_light_form
from tests.support.waiting import wait_for

__all__ = ["few_images", "instant"]


@pytest.fixture
def short_folder():
    """A folder whose path is short enough for a socket, which pytest's own may not be."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def training_engine(tmp_path_factory, few_images):
    """An engine in this process that has prepared ``TINY``, and its store."""
    store = ModelStore(tmp_path_factory.mktemp("home"))
    engine = Engine(store)
    with pytest.MonkeyPatch.context() as monkeypatch:
        # Preparing the quick recipe would take half a minute of processor time.
        monkeypatch.setattr("digitnet.engine.engine.QUICK", TINY)
        monkeypatch.setattr("digitnet.store.light_making.make_light_form", borrowed_light_form)
        engine.start()
        wait_for(lambda: engine.expected_seconds(TINY) is not None)
        wait_for(lambda: "data" not in _threads())
        yield engine, store
        engine.close()
        wait_for(lambda: engine.status().training is None)
    # A thread that TensorFlow still works for when the tests end would abort them.
    wait_for(lambda: not _threads() & {"data", "forecast"})


@pytest.fixture
def engine(training_engine):
    """An engine with nothing but the shipped model, and no training."""
    engine, store = training_engine
    yield engine
    empty(engine, store)


@pytest.fixture(scope="session")
def own_cluster(tmp_path_factory):
    """A Ray cluster with one machine that computes."""
    pytest.importorskip("ray")
    with running_cluster(tmp_path_factory.mktemp("home")) as cluster:
        cluster.nodes.add()
        yield cluster


@pytest.fixture(scope="session")
def cluster_engine(own_cluster):
    """The engine of ``own_cluster``, as pages have it."""
    with own_cluster.page() as client:
        wait_for(lambda: client.status().is_ready, START_SECONDS)
        yield client


@pytest.fixture(params=["here", pytest.param("cluster", marks=pytest.mark.cluster)])
def any_engine(request):
    """An engine in this process, and that of a cluster: what all engines do is tested with both."""
    if request.param == "here":
        yield request.getfixturevalue("engine")
        return
    client = request.getfixturevalue("cluster_engine")
    yield client
    with contextlib.suppress(EngineError):
        client.cancel_training()
    wait_for(lambda: client.status().training is None)


@pytest.fixture
def store(training_engine) -> ModelStore:
    """The store of ``engine``."""
    return training_engine[1]


@pytest.fixture
def lenient(monkeypatch):
    """Lets every new model answer: those that tests train are worse than the shipped one."""
    monkeypatch.setattr(comparison, "MNIST_MARGIN", 1.0)
    monkeypatch.setattr(comparison, "WRITERS_MARGIN", 1.0)


def empty(engine: Engine, store: ModelStore) -> None:
    """End the training, remove all models, and let the shipped one answer."""
    with contextlib.suppress(EngineError):
        engine.cancel_training()
    wait_for(lambda: engine.status().training is None)
    shutil.rmtree(store.models, ignore_errors=True)
    if engine.status().network.card.version != SHIPPED:
        engine.use(SHIPPED)


def _threads() -> set[str]:
    return {thread.name for thread in threading.enumerate()}
