"""The models that pages list."""

from __future__ import annotations

from digitnet.engine.status import ModelEntry
from digitnet.store.store import ModelStore


def entries(store: ModelStore, answering: str | None) -> list[ModelEntry]:
    """Return all models of a store, newest first and the shipped one last.

    Args:
        store: where they are.
        answering: the version of the model that answers, or None.
    """
    before = store.previous_version()
    return [
        ModelEntry(
            model.card,
            model.card.version == answering,
            model.card.version == before,
            model.download_name,
        )
        for model in store.list()
    ]
