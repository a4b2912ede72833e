"""One engine process, seen from its parent: starting, calling and ending it."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from multiprocessing import AuthenticationError
from typing import Any, TypeVar

from digitnet import paths
from digitnet.engine.folder import private_folder
from digitnet.engine.manager import EngineManager
from digitnet.engine.protocol import ANSWER_SECONDS, EXPLAIN_SECONDS
from digitnet.engine.status import EngineNotAnswering

# -P: do not import modules from the folder in which the app is started.
COMMAND = (sys.executable, "-P", "-m", "digitnet", "engine")

GONE = (EOFError, OSError, AuthenticationError)
"""What a call raises once the process has ended."""

QUICK_CALLERS = 8
EXPLAIN_CALLERS = 4
SLOW_CALLERS = 4
"""Threads that call the engine on behalf of all others. Slow verbs and explanations have threads of
their own, so that no answer waits for a download or an explanation. Each thread has its own
connection. Pages cannot have one each: every run of a page is a new thread, and the standard
library never frees all of a connection."""

ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
"""For numpy's matrix products, which are small here. While TensorFlow uses all cores, the threads
of such a product would wait for each other, and it would take many times as long. TensorFlow has
threads of its own."""

_Result = TypeVar("_Result")

_KILLED = {
    -getattr(signal, name) for name in ("SIGKILL", "SIGTERM", "SIGINT") if hasattr(signal, name)
}


class ChildEngine:
    """One engine process and the threads that call it.

    It ends with this process, even if that is killed. When it ends, all pending calls fail and the
    threads end.
    """

    def __init__(self, command: Sequence[str]) -> None:
        """Start the process; ``connect`` comes next.

        Raises:
            OSError: if it cannot be started.
        """
        self._ending = threading.Lock()
        self._folder = private_folder()
        # Connects, and checks regularly that the engine still answers.
        self._control = ThreadPoolExecutor(1, "engine-control")
        self._quick = ThreadPoolExecutor(QUICK_CALLERS, "engine-call")
        self._explain = ThreadPoolExecutor(EXPLAIN_CALLERS, "engine-explain-call")
        self._slow = ThreadPoolExecutor(SLOW_CALLERS, "engine-slow-call")
        self._proxy: Any = None
        environment = ONE_THREAD | os.environ | {"PYTHONPATH": paths.python_path()}
        if self._folder is not None:
            environment["TMPDIR"] = str(self._folder)
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=environment,
                # Ctrl+C in the terminal goes to the server only; the engine ends with its input.
                start_new_session=True,
            )
        except OSError:
            self._remove_folder()
            raise

    @property
    def pid(self) -> int | None:
        """The process id, or None once the process has ended."""
        return self._process.pid if self._process.poll() is None else None

    def connect(self) -> Future[None]:
        """Start connecting; the result raises one of ``GONE`` if the process has ended."""
        return _submit(self._control, self._connect)

    def ask(self, verb: str) -> Future[Any]:
        """Start a call that does not wait for others; the result raises as ``call`` does."""
        return _submit(self._control, self._proxy._callmethod, verb)

    def call(
        self, verb: str, arguments: tuple[Any, ...], keywords: dict[str, Any], seconds: float
    ) -> Any:
        """Call the engine and wait for the answer, at most this many seconds.

        Raises:
            EngineNotAnswering: if it does not answer in time.
            EOFError, OSError, AuthenticationError: if the process has ended.
            Exception: what the verb raises.
        """
        callers = self._explain if seconds <= EXPLAIN_SECONDS else self._slow
        if seconds <= ANSWER_SECONDS:
            callers = self._quick
        future = _submit(callers, self._proxy._callmethod, verb, arguments, keywords)
        try:
            return future.result(seconds)
        except CancelledError as error:
            raise EOFError("its process was ended") from error
        except TimeoutError:
            # A verb may raise a TimeoutError itself.
            if future.done() and not future.cancelled():
                raise
            future.cancel()
            raise EngineNotAnswering from None

    def was_killed(self) -> bool:
        """Whether the process was killed from outside, rather than by its own fault."""
        try:
            # Its connections end a moment before it does.
            return self._process.wait(1.0) in _KILLED
        except subprocess.TimeoutExpired:
            return False

    def end(self) -> None:
        """End the process if it is still running, and remove its files."""
        with self._ending:
            self._process.kill()
            self._process.wait()
            for callers in (self._control, self._quick, self._explain, self._slow):
                callers.shutdown(wait=False, cancel_futures=True)
            for stream in (self._process.stdin, self._process.stdout):
                with contextlib.suppress(OSError):
                    if stream is not None:
                        stream.close()
            self._remove_folder()

    def _connect(self) -> None:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        key = secrets.token_bytes(32)
        stdin.write(f"{key.hex()}\n{self._folder or ''}\n".encode())
        stdin.flush()
        line = stdout.readline().decode()
        if not line:
            raise EOFError("its process ended")
        address = json.loads(line)
        manager = EngineManager(tuple(address) if isinstance(address, list) else address, key)
        manager.connect()
        self._proxy = manager.engine()

    def _remove_folder(self) -> None:
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


def _submit(
    callers: ThreadPoolExecutor, action: Callable[..., _Result], *arguments: Any
) -> Future[_Result]:
    """Run an action in one of the threads.

    Raises:
        EOFError: if they were ended together with their engine.
    """
    try:
        return callers.submit(action, *arguments)
    except RuntimeError as error:
        raise EOFError("its process was ended") from error
