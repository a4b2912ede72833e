"""The wall's addresses: phones send drawings, walls watch, the presenter decides."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from typing import Protocol

import numpy as np
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from digitnet.drawing.drawing import Drawing
from digitnet.drawing.errors import DrawingError
from digitnet.drawing.mnist_format import to_mnist
from digitnet.engine.status import EngineError
from digitnet.network.prediction import Prediction
from digitnet.texts import room_page
from digitnet.ui.answer import shares
from digitnet.ui.server.base import base_path
from digitnet.ui.server.bucket import Bucket
from digitnet.ui.server.connections import network_of
from digitnet.ui.server.roles import is_marked
from digitnet.ui.server.wall import WATCHERS, Wall

MOST_BYTES = 4096
"""Of a drawing that is sent; phones leave out points until it fits."""

RATE, BURST = 3.0, 30.0
"""Drawings from one address, each second in the long run and at once."""

ALL_RATE, ALL_BURST = 200.0, 400.0
"""The same from all of them."""

_NAME = re.compile(r"[0-9a-f]{8,32}")


class Reader(Protocol):
    """What of an engine the wall needs."""

    def predict(self, image: np.ndarray) -> Prediction: ...


class WallRoutes:
    """What is asked of the wall.

    Args:
        source: starts the engine, or returns the one there is; may take a moment.
        page: returns the page that shows the wall.
    """

    def __init__(self, source: Callable[[], Reader], page: Callable[[Request], Response]) -> None:
        self.wall = Wall()
        self._source = source
        self._page = page
        self._all = Bucket(ALL_RATE, ALL_BURST)
        self._by_network: dict[str, Bucket] = {}

    def routes(self) -> list[Route]:
        """The addresses."""
        base = base_path()
        return [
            Route(f"{base}/wall", self._page),
            Route(f"{base}/api/wall", self.watch, methods=["GET"]),
            Route(f"{base}/api/wall", self.control, methods=["POST"]),
            Route(f"{base}/api/drawings", self.state, methods=["GET"]),
            Route(f"{base}/api/drawings", self.take, methods=["POST"]),
        ]

    async def state(self, request: Request) -> Response:
        """Tell a phone whether there is a wall to show something on."""
        return _answer(200, {"open": self.wall.watchers > 0})

    async def take(self, request: Request) -> Response:
        """Take a drawing from a phone whose owner agreed to show it."""
        if not self._may_send(request):
            return _refusal(429, room_page.TOO_MANY_DRAWINGS())
        content = await _body(request)
        if content is None:
            return _refusal(413, room_page.DRAWING_TOO_LARGE(limit=MOST_BYTES))
        try:
            value = json.loads(content)
            name = value.get("name") if isinstance(value, dict) else None
            if not (isinstance(name, str) and _NAME.fullmatch(name)):
                return _refusal(400, room_page.DRAWING_WITHOUT_NAME())
            drawing = Drawing.from_json(value)
            image = to_mnist(drawing)
        except DrawingError as error:
            return _refusal(400, str(error))
        except (ValueError, RecursionError):
            return _refusal(400, room_page.DRAWING_NOT_JSON())
        if image is None:
            return _refusal(400, room_page.DRAWING_EMPTY())
        try:
            prediction = await asyncio.to_thread(self._read, image)
        except EngineError as error:
            return _refusal(503, str(error))
        digit = prediction.digit
        share = 0.0 if digit is None else float(shares(prediction)[digit])
        self.wall.put(name, drawing, digit, share)
        return _answer(202, {})

    async def watch(self, request: Request) -> Response:
        """Stream the wall."""
        is_presenter = is_marked(request.scope)
        if self.wall.watchers >= WATCHERS and not is_presenter:
            return _refusal(503, room_page.TOO_MANY_WALLS())
        events = self.wall.watch(request.headers.get("last-event-id", ""), is_presenter)
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        return StreamingResponse(events, 200, headers, "text/event-stream")

    async def control(self, request: Request) -> Response:
        """Do what the presenter says."""
        if not is_marked(request.scope):
            return _refusal(403, room_page.PRESENTER_ONLY())
        content = await _body(request)
        try:
            value = json.loads(content or b"")
            action, number = value["action"], value.get("number")
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return _refusal(400, room_page.DRAWING_NOT_JSON())
        if action in ("hide", "show") and type(number) is int:
            (self.wall.hide if action == "hide" else self.wall.let_through)(number)
        elif action in ("pause", "go on"):
            self.wall.pause(action == "pause")
        elif action == "clear":
            self.wall.clear()
        else:
            return _refusal(400, room_page.DRAWING_NOT_JSON())
        return _answer(200, {})

    def _read(self, image: np.ndarray) -> Prediction:
        return self._source().predict(image)

    def _may_send(self, request: Request) -> bool:
        network = network_of(request.client.host if request.client else None)
        buckets = [self._all]
        # Behind a proxy on this computer it is everybody.
        if network is not None:
            if network not in self._by_network:
                kept = {name: one for name, one in self._by_network.items() if not one.is_full}
                self._by_network = kept | {network: Bucket(RATE, BURST)}
            buckets.append(self._by_network[network])
        if min(bucket.level for bucket in buckets) < 1:
            return False
        for bucket in buckets:
            bucket.take()
        return True


async def _body(request: Request) -> bytes | None:
    """Read a request's body; None if it is too long, of which no more is read then."""
    content = b""
    async for part in request.stream():
        content += part
        if len(content) > MOST_BYTES:
            return None
    return content


def _answer(status: int, value: dict[str, object]) -> Response:
    return JSONResponse(value, status, {"cache-control": "no-store"})


def _refusal(status: int, sentence: str) -> Response:
    return _answer(status, {"message": sentence})
