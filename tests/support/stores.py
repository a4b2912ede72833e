"""Stores of models that are only bytes, and processes that end in the middle of a change."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from digitnet.store.store import ModelStore

on_unix = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs forks and locks")


def save(path: Path) -> None:
    path.write_bytes(b"weights")


def versions(store: ModelStore) -> list[str]:
    return [model.card.version for model in store.list()]


def candidates(store: ModelStore) -> list[str]:
    return [model.card.version for model in store.candidates()]


def again(store: ModelStore) -> ModelStore:
    return ModelStore(store.models.parent)


def writer(content: bytes) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(content)


def in_child(action: Callable[[], object]) -> int:
    """Start something in a process of its own; its number."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            action()
            status = 0
        finally:
            os._exit(status)
    return child


def ended(child: int) -> int:
    """Wait for a process: 0 when it is done, -9 when it was killed, else 1."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def check_whole(store: ModelStore) -> dict[str, str]:
    """See that all models are whole and the right one answers; their checksums by version."""
    models = store.list()
    for model in models:
        model.verify()
    assert next(store.candidates()).card.version == store.current_version()
    assert store.previous_version() in {model.card.version for model in models} | {None}
    return {model.card.version: model.card.sha256 for model in models}
