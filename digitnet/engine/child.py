"""One engine process, as its parent holds it: starting it, calling it, ending it."""

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
from digitnet.engine.protocol import ANSWER_SECONDS
from digitnet.engine.status import EngineNotAnswering

# -P: modules of the folder in which the app happens to be started are none of ours.
COMMAND = (sys.executable, "-P", "-m", "digitnet", "engine")

GONE = (EOFError, OSError, AuthenticationError)
"""What a call raises once the process has ended."""

QUICK_CALLERS = 8
SLOW_CALLERS = 4
"""Threads that talk to the engine for all others, apart for verbs that take long, so that nobody's
answer waits for a download. Each has a connection of its own, and the standard library keeps
something of every thread that ever had one; a page has a new thread for every run."""

_Result = TypeVar("_Result")

_BY_SOMEBODY = {
    -getattr(signal, name) for name in ("SIGKILL", "SIGTERM", "SIGINT") if hasattr(signal, name)
}


class ChildEngine:
    """One engine process and the threads that call it.

    It ends with this process, also if that is killed. Once it has ended, every call that still
    waits for it fails, and its threads end.
    """

    def __init__(self, command: Sequence[str]) -> None:
        """Start the process; ``connect`` comes next.

        Raises:
            OSError: if it cannot be started.
        """
        self._ending = threading.Lock()
        self._folder = private_folder()
        # Connects, and asks from time to time whether it still answers.
        self._control = ThreadPoolExecutor(1, "engine-control")
        self._quick = ThreadPoolExecutor(QUICK_CALLERS, "engine-call")
        self._slow = ThreadPoolExecutor(SLOW_CALLERS, "engine-slow-call")
        self._proxy: Any = None
        environment = os.environ | {"PYTHONPATH": paths.python_path()}
        if self._folder is not None:
            environment["TMPDIR"] = str(self._folder)
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=environment,
                # Ctrl+C in the terminal is for the server; the engine ends with its input.
                start_new_session=True,
            )
        except OSError:
            self._remove_folder()
            raise

    @property
    def pid(self) -> int | None:
        """Its number, or None once it has ended."""
        return self._process.pid if self._process.poll() is None else None

    def connect(self) -> Future[None]:
        """Begin to connect; the result raises one of ``GONE`` if the process has ended."""
        return _submit(self._control, self._connect)

    def ask(self, verb: str) -> Future[Any]:
        """Begin a call that waits for no other one; the result raises as ``call`` does."""
        return _submit(self._control, self._proxy._callmethod, verb)

    def call(
        self, verb: str, arguments: tuple[Any, ...], keywords: dict[str, Any], seconds: float
    ) -> Any:
        """Call the engine and wait for the answer, so many seconds at most.

        Raises:
            EngineNotAnswering: if it does not answer in time.
            EOFError, OSError, AuthenticationError: if the process has ended.
            Exception: what the verb raises.
        """
        callers = self._quick if seconds <= ANSWER_SECONDS else self._slow
        future = _submit(callers, self._proxy._callmethod, verb, arguments, keywords)
        try:
            return future.result(seconds)
        except CancelledError as error:
            raise EOFError("its process was ended") from error
        except TimeoutError:
            # The engine's own is one, too.
            if future.done() and not future.cancelled():
                raise
            future.cancel()
            raise EngineNotAnswering from None

    def was_killed(self) -> bool:
        """Whether somebody ended the process, rather than a fault of its own."""
        try:
            # Its connections end a moment before it does.
            return self._process.wait(1.0) in _BY_SOMEBODY
        except subprocess.TimeoutExpired:
            return False

    def end(self) -> None:
        """End the process, if it has not ended by itself, and remove what it left."""
        with self._ending:
            self._process.kill()
            self._process.wait()
            for callers in (self._control, self._quick, self._slow):
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
    """Have one of the callers do it.

    Raises:
        EOFError: if they have been ended with their engine.
    """
    try:
        return callers.submit(action, *arguments)
    except RuntimeError as error:
        raise EOFError("its process was ended") from error
