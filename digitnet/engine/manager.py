"""What carries calls between the pages and the engine: both sides import it."""

from __future__ import annotations

from multiprocessing.managers import BaseManager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.managers import BaseProxy


class EngineManager(BaseManager):
    """A private socket and a random key; the engine is its only object."""

    if TYPE_CHECKING:

        def engine(self) -> BaseProxy:
            """Return what forwards calls to the engine."""


EngineManager.register("engine")
