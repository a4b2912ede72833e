"""The engine's process as its parent starts it."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

from digitnet.engine.child import COMMAND, ChildEngine


@pytest.mark.parametrize(("chosen", "expected"), [(None, "1"), ("2", "2")])
def test_numpy_has_one_thread_unless_somebody_chose_otherwise(monkeypatch, chosen, expected):
    environments = []

    def note(command: Any, **options: Any) -> None:
        environments.append(options["env"])
        raise OSError

    monkeypatch.setattr(subprocess, "Popen", note)
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    if chosen:
        monkeypatch.setenv("OPENBLAS_NUM_THREADS", chosen)
    with pytest.raises(OSError):
        ChildEngine(COMMAND)
    assert environments[0]["OPENBLAS_NUM_THREADS"] == expected
