"""The connection between pages and engine, imported by both sides."""

from __future__ import annotations

from multiprocessing.managers import BaseManager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.managers import BaseProxy


class EngineManager(BaseManager):
    """Serves the engine, its only object, on a private socket with a random key."""

    if TYPE_CHECKING:

        def engine(self) -> BaseProxy:
            """Return a proxy of the engine."""


EngineManager.register("engine")
