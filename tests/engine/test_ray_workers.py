"""Training on several machines of a Ray cluster."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import psutil
import pytest
from click.testing import CliRunner

from digitnet.cli import main
from digitnet.engine.ray_reply import Reply
from digitnet.engine.ray_setting import workers_wanted
from digitnet.engine.status import Cancelled, Failed, Published
from digitnet.store.card import read_model
from digitnet.texts import errors
from digitnet.training.errors import TrainingCancelled, TrainingFailed
from digitnet.training.progress import TRAINING, Progress
from tests.support.clusters import START_SECONDS, running_cluster
from tests.support.ports import free_port
from tests.support.trainings import ENDLESS, TINY, vertical_line
from tests.support.waiting import wait_for

COMMAND = """
from digitnet.cli import main
from digitnet.training.recipe import RECIPES
from tests.support.trainings import TINY

RECIPES["quick"] = TINY
main()
"""


@pytest.fixture
def ray_workers():
    """The module; without a cluster, only what needs none can be used."""
    pytest.importorskip("ray")
    from digitnet.engine import ray_workers

    return ray_workers


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A cluster of two machines, with room for the engine and two workers."""
    pytest.importorskip("ray")
    with running_cluster(tmp_path_factory.mktemp("home")) as cluster:
        cluster.nodes.add()
        cluster.nodes.add()
        yield cluster


def worker_processes() -> list[psutil.Process]:
    """The processes of all workers; Ray names them after what they do."""
    ours = {child.pid for child in psutil.Process().children(recursive=True)}
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if process.pid in ours and " ".join(process.info["cmdline"]).startswith("ray::Worker")
    ]


@pytest.mark.cluster
def test_two_machines_train_for_the_engine(cluster):
    with cluster.page(DIGITNET_WORKERS=2) as page:
        wait_for(lambda: page.status().is_ready, START_SECONDS)
        page.start_training(TINY, 7)
        wait_for(lambda: page.watch_training("a visitor", vertical_line()).own is not None)
        wait_for(lambda: page.status().training is None)
        outcome = page.status().outcome
        assert isinstance(outcome, Published), outcome
        assert (outcome.card.report.seed, outcome.card.report.recipe) == (7, TINY)
        assert outcome.card.report.test_accuracy > 0.5
        view = page.watch_training("a visitor")
        assert len(view.curves["loss"].steps) > 3
        assert view.curves["loss"].values[-1] < view.curves["loss"].values[0]
        assert len(page.replay_training().moments) > 3

        page.start_training(ENDLESS, 0)
        wait_for(lambda: page.status().training.progress.step > 2)
        page.cancel_training()
        assert isinstance(page.status().outcome, Cancelled)

        # Only if the workers have ended is there room for others.
        page.start_training(ENDLESS, 0)
        wait_for(lambda: page.status().training.progress.step > 2)
        worker_processes()[-1].kill()
        wait_for(lambda: page.status().training is None)
        outcome = page.status().outcome
        assert isinstance(outcome, Failed)
        assert "A machine was lost" in str(outcome.message)
        assert page.status().is_ready


@pytest.mark.cluster
def test_the_command_line_trains_on_the_cluster(cluster, tmp_path):
    out = tmp_path / "model"
    ended = subprocess.run(
        [sys.executable, "-c", COMMAND, "train", "--workers", "2", "--out", str(out)],
        env=os.environ | {"DIGITNET_RAY": cluster.nodes.address, "DIGITNET_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    assert read_model(out).card.report.test_accuracy > 0.5


def test_a_worker_tells_of_its_training(ray_workers):
    from digitnet.engine.ray_worker import Worker

    worker = Worker()
    address = worker.address()
    assert int(address.rpartition(":")[2]) > 0
    trained = worker.train([address], 0, TINY, 7, None).result()
    assert trained.report.seed == 7
    told: list[Progress] = []
    looks = []
    relay = ray_workers._Relay(TINY, told.append, looks.append)
    relay.tell(worker.news())
    assert worker.news() == []
    steps = [progress.step for progress in told if progress.phase == TRAINING]
    assert steps == [look.step for look in looks]
    assert told[-1].step == TINY.steps
    network = relay.network(trained.weights)
    assert looks[-1].network is network
    assert trained.report.parameters == network.count_params()
    assert looks[-1].read(vertical_line()[None]).shape == (1, 11)
    for ours, theirs in zip(network.get_weights(), trained.weights, strict=True):
        assert np.array_equal(ours, theirs)


def test_a_worker_that_is_not_the_first_tells_nothing(ray_workers, monkeypatch):
    from digitnet.engine.ray_worker import Worker

    def fail(recipe, seed, on_progress, *, on_look, collection):
        on_progress(Progress(TRAINING, 1, 1, 1, 1))
        assert "worker" in os.environ["TF_CONFIG"]
        raise TrainingFailed(errors.NOTHING_LEARNED)

    monkeypatch.setenv("TF_CONFIG", "another's")
    monkeypatch.setattr("digitnet.training.train.train", fail)
    worker = Worker()
    reply = worker.train(["a:1", worker.address()], 1, TINY, 0, None)
    assert isinstance(reply.error, TrainingFailed)
    assert worker.news() == []


class Ref:
    """What a call of an actor gives: at once, or never."""

    def __init__(self, value: object = None, *, comes: bool = True) -> None:
        self.value = value
        self.comes = comes

    def get(self) -> object:
        assert self.comes
        if isinstance(self.value, Exception):
            raise self.value
        return self.value


class FakeRay:
    def wait(self, refs, num_returns, timeout):
        assert 0 < num_returns <= len(refs)
        return [ref for ref in refs if ref.comes], [ref for ref in refs if not ref.comes]

    def get(self, refs, timeout=None):
        return [ref.get() for ref in refs] if isinstance(refs, list) else refs.get()


class FakeWorker:
    """Its ``news.remote()`` gives one piece of news each."""

    def __init__(self) -> None:
        self.news = self
        self.step = 0

    def remote(self):
        self.step += 1
        return Ref([Progress(TRAINING, 1, 1, self.step, 9)])


def watched(ray_workers, monkeypatch, *endings: Ref) -> list[int]:
    """Watch trainings that end like this; return the steps that were told."""
    monkeypatch.setattr(ray_workers, "ray", FakeRay())
    steps: list[int] = []
    relay = ray_workers._Relay(TINY, lambda told: steps.append(told.step), lambda look: None)
    ray_workers._watched(FakeWorker(), list(endings), relay, lambda: False)
    return steps


def test_all_news_of_a_training_arrives(ray_workers, monkeypatch):
    trained, running = Ref(Reply("the network")), Ref(comes=False)
    assert watched(ray_workers, monkeypatch, trained, running) == [1, 2, 3]


def test_a_lost_machine_is_told_from_a_failed_training(ray_workers, monkeypatch):
    from ray.exceptions import ActorUnavailableError, RayError

    lost = Ref(ActorUnavailableError("lost", None))
    broken = Ref(Reply(error=OSError("a connection was closed")))
    failed = Ref(Reply(error=TrainingFailed(errors.NOTHING_LEARNED)))
    for endings, error in [
        ((lost, Ref(comes=False)), RayError),
        ((broken, lost), RayError),
        ((Ref(comes=False), broken, lost), RayError),
        ((broken, broken), OSError),
        ((broken,), OSError),
        ((failed, lost), TrainingFailed),
    ]:
        with pytest.raises(error):
            watched(ray_workers, monkeypatch, *endings)


def test_without_room_the_training_fails_and_can_be_cancelled(ray_workers, monkeypatch):
    class Group:
        def wait(self, seconds):
            return False

    monkeypatch.setattr(ray_workers, "ROOM_SECONDS", -1.0)
    with pytest.raises(TrainingFailed, match="no free processors"):
        ray_workers._wait_for_room(Group(), lambda: False)
    with pytest.raises(TrainingCancelled):
        ray_workers._wait_for_room(Group(), lambda: True)


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 1), (" 3 ", 3), ("0", 1), ("-2", 1), ("many", 1), ("²", 1), ("9" * 5000, 1), ("1001", 1)],
)
def test_the_setting(monkeypatch, caplog, text, count):
    monkeypatch.setenv("DIGITNET_WORKERS", text)
    assert workers_wanted() == count
    assert ("DIGITNET_WORKERS" in caplog.text) == (text not in ("", " 3 "))


def test_the_command_says_what_it_needs(monkeypatch):
    def said() -> tuple[int, str]:
        result = CliRunner().invoke(main, ["train", "--workers", "2"])
        return result.exit_code, result.stderr

    monkeypatch.delenv("DIGITNET_RAY", raising=False)
    code, text = said()
    assert code == 2
    assert "--workers needs a Ray cluster" in text
    pytest.importorskip("ray")
    monkeypatch.setenv("DIGITNET_RAY", f"127.0.0.1:{free_port()}")
    code, text = said()
    assert code == 1
    assert text.startswith("Error: No Ray cluster can be reached (127.0.0.1:")
    assert "Trying again" not in text
