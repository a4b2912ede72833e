"""What reads drawings in a Ray cluster: a deployment of Ray Serve, in as many replicas as it takes.

Each replica loads the model that the store says answers, and follows it.
"""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
from ray import serve

from digitnet.drawing.drawing import Drawing
from digitnet.engine.answer_verbs import AnswerVerbs
from digitnet.engine.answering import AnsweringModel
from digitnet.engine.ray_reply import Reply, reply
from digitnet.engine.ray_setting import OF_RAY
from digitnet.engine.status import EngineError
from digitnet.network.prediction import Prediction
from digitnet.network.reader import image_of
from digitnet.store.store import ModelStore
from digitnet.texts import reports

if TYPE_CHECKING:
    from digitnet.network.predictor import Predictor

APPLICATION = "digitnet"

FOLLOW_SECONDS = 0.5
"""How often a replica looks which model is to answer; with loading it (one to two seconds), a new
one answers everywhere within three."""

MAX_BATCH = 64
"""Images of different visitors that are read together. None waits for others: a batch is what came
while the one before it was read."""

MAX_WAITING = 256
"""Requests that a replica takes on; more wait on the callers' side, for whichever is free next."""

SCALING = {
    "min_replicas": 1,
    "max_replicas": 100,
    "target_ongoing_requests": 16,
    "upscale_delay_s": 5.0,
    "downscale_delay_s": 120.0,
}
"""When there are more replicas, as far as the cluster has room: a visitor who draws has one request
under way for a tenth of the time."""

GPU_SHARE = 0.1
"""Of a GPU for each replica, which needs a few hundred megabytes of it."""

CHECK_SECONDS = 0.5

THREADS = 8
"""For all that is not a single image."""


class _Answers(AnswerVerbs):
    """One model that answers, and nothing else."""

    def __init__(self, store: ModelStore) -> None:
        super().__init__()
        self._model = AnsweringModel(store)
        self._model.load()
        threading.Thread(
            target=self._model.follow,
            args=(threading.Event(), FOLLOW_SECONDS),
            name="store",
            daemon=True,
        ).start()

    @property
    def version(self) -> str:
        """The version of the model that answers."""
        return self._predictor().version

    def _predictor(self) -> Predictor:
        if self._model.predictor is None:
            raise EngineError(reports.WARMING_UP)
        return self._model.predictor

    def _is_training(self) -> bool:
        # Trainings run in another process; here all may use the device.
        return False


class Replica:
    """One of the processes that answer; Ray Serve makes it and calls it."""

    def __init__(self) -> None:
        """Load the model; the replica counts as running once that is done.

        Raises:
            ModelError: if not even the shipped model can be loaded.
        """
        self._answers = _Answers(ModelStore())
        # Batches one after another; the network would not read two at once faster.
        self._one = ThreadPoolExecutor(1, "batch")
        self._many = ThreadPoolExecutor(THREADS, "call")

    async def predict(self, image: np.ndarray) -> Reply:
        """Read one image, together with those that came at the same time."""
        try:
            image_of(image)
        except ValueError as error:
            return Reply(error=error)
        return await self._batched(image)  # type: ignore[no-any-return]

    async def call(self, verb: str, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Reply:
        """Carry out a verb of ``AnswerVerbs``, or ``version``."""
        if verb == "version":
            return Reply(self._answers.version)
        action = getattr(self._answers, verb)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._many, lambda: reply(action, *arguments, **keywords))

    async def predict_newly_taught(self, drawing: Drawing | np.ndarray, lessons: str) -> Reply:
        """Read a drawing with lessons that this replica may not have had, as JSON lines."""

        def predict() -> Prediction:
            return self._answers.predict_taught(drawing, self._answers.keep_lessons(lessons))

        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._many, reply, predict)

    @serve.batch(max_batch_size=MAX_BATCH, batch_wait_timeout_s=0.0)  # type: ignore[untyped-decorator]
    async def _batched(self, images: list[np.ndarray]) -> list[Reply]:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._one, self._read, images)

    def _read(self, images: list[np.ndarray]) -> list[Reply]:
        answers = reply(self._answers.predict_many, np.stack(images))
        if answers.error is not None:
            return [answers] * len(images)
        return [Reply(prediction) for prediction in answers.value]


def deploy(environment: dict[str, str], with_gpu: bool) -> None:
    """Have the cluster run replicas, unless it does already; return once one answers.

    Args:
        environment: variables of the environment for the replicas.
        with_gpu: whether the cluster has GPUs.

    Raises:
        RuntimeError: if no replica can be started; the message says why.
    """
    # Pages come through handles; nothing listens to the network.
    serve.start(proxy_location="Disabled")
    # After the controller's machine was lost, replicas may be on their way to other machines.
    while (state := _state()) not in (None, "DEPLOY_FAILED"):
        if state == "RUNNING":
            return
        time.sleep(CHECK_SECONDS)
    deployment = serve.deployment(Replica).options(
        name="Replica",
        max_ongoing_requests=MAX_WAITING,
        autoscaling_config=SCALING,
        logging_config={"enable_access_log": False},
        ray_actor_options={
            "num_cpus": 1,
            "num_gpus": GPU_SHARE if with_gpu else 0,
            "runtime_env": {"env_vars": environment | OF_RAY},
        },
    )
    serve.run(deployment.bind(), name=APPLICATION, route_prefix=None)


def _state() -> str | None:
    """How the replicas are, in Ray Serve's words; None if there are none."""
    application = serve.status().applications.get(APPLICATION)
    return None if application is None else str(application.status.value)
