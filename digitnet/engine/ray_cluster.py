"""The connection to a Ray cluster: joining it, and calling its controller and its replicas.

A process connects once. When the connection is lost, it ends, and another one connects: what Ray
keeps in a process does not survive the cluster, and after a minute without one Ray ends the process
itself.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable
from typing import Any

import ray
from grpc import RpcError
from ray import serve
from ray.exceptions import ActorUnavailableError, GetTimeoutError, RayError
from ray.serve.exceptions import RayServeException

from digitnet import paths
from digitnet.engine.ray_controller import GPU_SHARE as TRAINING_GPU_SHARE
from digitnet.engine.ray_controller import MAX_CALLS, Controller
from digitnet.engine.ray_replica import APPLICATION
from digitnet.engine.ray_reply import Reply
from digitnet.engine.ray_setting import SETTING
from digitnet.engine.ray_version import fingerprint
from digitnet.engine.ray_workers import Workers
from digitnet.engine.status import EngineError, EngineGone, EngineNotAnswering
from digitnet.texts import errors

# What Ray writes about each slow call and each replica concerns nobody at the server's terminal.
for _name in ("ray", "ray.serve"):
    logging.getLogger(_name).setLevel(logging.ERROR)

NAMESPACE = CONTROLLER = "digitnet"

AUTOMATIC = "auto"

PAGES_ONLY = {SETTING, "DIGITNET_HOSTS", "DIGITNET_KEY", "DIGITNET_URL", "DIGITNET_VISITORS"}
"""Settings that stay on the server: whoever may look at a cluster sees those of its actors."""

DIRECT = {
    # By gRPC, instead of as a call of an actor, whose answer would go through two object stores.
    "_by_reference": False,
    # Nothing that is sent needs more.
    "request_serialization": "pickle",
    "response_serialization": "pickle",
}
"""How requests reach replicas. The quickest predictions take 3 ms so, instead of 5.5."""

REACH_SECONDS = 3.0
"""How long the cluster's address may take to accept a connection."""

JOIN_SECONDS = 60.0
"""How long the cluster may take to start a process."""


class Cluster:
    """A Ray cluster that this process has joined; all methods are thread-safe."""

    def __init__(self, address: str) -> None:
        """Join it, and start the controller if it has none.

        Args:
            address: ``auto`` for the cluster that this machine belongs to, or its address.

        Raises:
            EngineError: if that is impossible; the message says why.
        """
        try:
            join(address)
        except OSError as error:
            raise EngineError(errors.CLUSTER_ABSENT, address=address) from error
        self._controller = _controller()
        # One for each method of the replicas.
        self._handles: dict[str, Any] = {}

    def call(
        self, verb: str, arguments: tuple[Any, ...], keywords: dict[str, Any], seconds: float
    ) -> Any:
        """Have the controller carry out a verb of the protocol.

        Raises:
            EngineGone: if it is lost.
            EngineNotAnswering: if it does not answer in time.
            Exception: what the verb raises.
        """
        return _answer(lambda: self._controller.call.remote(verb, arguments, keywords), seconds)

    def read(self, method: str, *arguments: Any, seconds: float) -> Any:
        """Call a method of one of the replicas (see ``ray_replica.Replica``).

        Raises:
            EngineGone: if the replica is lost, or there is none.
            EngineNotAnswering: if it does not answer in time.
            Exception: what the method raises.
        """
        try:
            if (handle := self._handles.get(method)) is None:
                handle = serve.get_app_handle(APPLICATION).options(method_name=method, **DIRECT)
                self._handles[method] = handle
            reply: Reply = handle.remote(*arguments).result(timeout_s=seconds)
        except TimeoutError as error:
            raise EngineNotAnswering from error
        except (RayError, RayServeException, RpcError, ConnectionError) as error:
            raise EngineGone(errors.ENGINE_STOPPED) from error
        return reply.result()


def join(address: str) -> None:
    """Make this process one of a cluster's; see ``Cluster``.

    Raises:
        OSError: if there is no cluster.
        EngineError: if it cannot be used; the message says why.
    """
    try:
        _reach(address)
        if not ray.is_initialized():
            ray.init(
                address=address,
                namespace=NAMESPACE,
                log_to_driver=False,
                configure_logging=False,
            )
    # Ray has no error of its own for a cluster of another Ray or another Python.
    except (RuntimeError, ValueError, RayError) as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise EngineError(errors.CLUSTER_REFUSED, reason=reason) from error
    _check_nodes()


def workers(count: int) -> Workers:
    """Return what trains on several machines of the cluster that this process has joined."""
    return Workers(count, _environment(), _has_gpus())


def _reach(address: str) -> None:
    """See that something listens at an address: Ray itself would try for a minute.

    Raises:
        OSError: if not.
        ValueError: if it is no address.
    """
    if address == AUTOMATIC:
        return
    host, _, port = address.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise ConnectionError(address)
    socket.create_connection((host.strip("[]"), int(port)), REACH_SECONDS).close()


def _environment() -> dict[str, str]:
    """Return those of this server's settings that concern its engine: they hold for the cluster."""
    settings = {
        name: value
        for name, value in os.environ.items()
        if name.startswith("DIGITNET_") and name not in PAGES_ONLY
    }
    return settings | {"DIGITNET_HOME": str(paths.home().absolute())}


def look() -> Callable[[], str | None]:
    """Return what tells a machine's version of digitnet, or None where it is missing.

    Being no module's function, it is sent as it is, also to where there is no such module.
    """

    def version() -> str | None:
        try:
            from digitnet.engine.ray_version import fingerprint
        except ImportError:
            return None
        return fingerprint()

    return version


def _check_nodes() -> None:
    """See that the cluster's machines have this version of digitnet.

    Raises:
        EngineError: if not.
    """
    found = _get(ray.remote(look()).options(num_cpus=0).remote)
    if found is None:
        raise EngineError(errors.CLUSTER_WITHOUT_DIGITNET)
    if found != fingerprint():
        raise EngineError(errors.CLUSTER_OF_ANOTHER_VERSION)


def _controller() -> Any:
    """Return the cluster's controller, started if there was none.

    Raises:
        EngineError: if there is no room for it, or it is of another version.
    """
    with_gpu = _has_gpus()
    environment = _environment()
    actor = (
        ray.remote(Controller)
        .options(
            name=CONTROLLER,
            namespace=NAMESPACE,
            lifetime="detached",
            get_if_exists=True,
            # Whenever its machine is lost.
            max_restarts=-1,
            max_concurrency=MAX_CALLS,
            num_cpus=1,
            num_gpus=TRAINING_GPU_SHARE if with_gpu else 0,
            runtime_env={"env_vars": environment},
        )
        .remote(environment, with_gpu)
    )
    if _get(actor.fingerprint.remote) != fingerprint():
        raise EngineError(errors.CLUSTER_OF_ANOTHER_VERSION)
    return actor


def _has_gpus() -> bool:
    return bool(ray.cluster_resources().get("GPU", 0) > 0)


def _get(submit: Callable[[], Any]) -> Any:
    """Return what a call gives while this process joins the cluster.

    Raises:
        EngineError: if the cluster does not carry it out.
    """
    try:
        return ray.get(submit(), timeout=JOIN_SECONDS)
    except GetTimeoutError as error:
        raise EngineError(errors.CLUSTER_FULL) from error
    except ActorUnavailableError as error:
        # Ray is starting it again on another machine.
        raise EngineError(errors.ENGINE_STOPPED) from error
    except RayError as error:
        reason = type(error).__name__
        raise EngineError(errors.ENGINE_NOT_STARTED, reason=reason) from error


def _answer(submit: Callable[[], Any], seconds: float) -> Any:
    try:
        reply: Reply = ray.get(submit(), timeout=seconds)
    except GetTimeoutError as error:
        raise EngineNotAnswering from error
    except RayError as error:
        raise EngineGone(errors.ENGINE_STOPPED) from error
    return reply.result()
