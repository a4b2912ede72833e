"""What those are told who watch a wall or a round."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncGenerator
from typing import Any

from digitnet.ui.server.wall import Wall


async def first_event(watching: AsyncGenerator[str]) -> tuple[str, dict[str, Any]]:
    """The first message to a watcher: its id and its content."""
    async with contextlib.aclosing(watching) as events:
        async for event in events:
            if event.startswith("id: "):
                head, _, data = event.strip().partition("\ndata: ")
                return head.removeprefix("id: "), json.loads(data)
    return "", {}


async def told(
    shown: Wall, last: str = "", is_presenter: bool = False
) -> tuple[str, dict[str, Any]]:
    """The first message to a watcher of a wall."""
    return await first_event(shown.watch(last, is_presenter))
