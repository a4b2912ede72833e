"""The wall's addresses: phones send drawings, walls watch, the presenter decides."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Protocol

import numpy as np
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from digitnet.drawing.drawing import Drawing
from digitnet.drawing.errors import DrawingError
from digitnet.drawing.mnist_format import to_mnist
from digitnet.engine.status import EngineError
from digitnet.network.number import UNREAD, Number
from digitnet.network.prediction import Prediction
from digitnet.texts import room_page
from digitnet.ui import numbers
from digitnet.ui.answer import shares
from digitnet.ui.load import ANSWERS
from digitnet.ui.room import Unreachable
from digitnet.ui.server.base import base_path
from digitnet.ui.server.exchange import MOST_BYTES, SenderLimit, answer, body, refusal, sender_of
from digitnet.ui.server.journal import Journal, OwnJournal, Value
from digitnet.ui.server.phones import NAME, Phones
from digitnet.ui.server.roles import is_marked
from digitnet.ui.server.wall import ORDER, PUT, WATCHERS, Wall

RATE, BURST = 3.0, 30.0
"""Drawings from one address, each second in the long run and at once."""

ALL_RATE, ALL_BURST = 200.0, 400.0
"""The same from all of them."""


class Reader(Protocol):
    """The part of an engine that the wall needs."""

    def predict(self, image: np.ndarray) -> Prediction: ...

    def read_number(self, drawing: Drawing) -> Number: ...


class WallRoutes:
    """Answers the requests about the wall.

    Args:
        source: starts the engine, or returns the one there is; may take a moment.
        page: returns the page that shows the wall.
        round_id: tells which round is on, if one is.
        journal: of the room.
    """

    def __init__(
        self,
        source: Callable[[], Reader],
        page: Callable[[Request], Response],
        round_id: Callable[[], str | None],
        journal: Journal | None = None,
    ) -> None:
        self._journal = journal or OwnJournal()
        self.wall = Wall(self._journal)
        self.phones = Phones()
        self._round_id = round_id
        self._source = source
        self._page = page
        self._limit = SenderLimit(RATE, BURST, ALL_RATE, ALL_BURST)
        self._journal.count(PUT, self._count)

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
        """Tell a phone whether there is a wall to show something on, and which round is on."""
        self.phones.note(request.query_params.get("phone", ""))
        return answer(
            200,
            {
                "open": self.wall.watchers + self._journal.others.walls > 0,
                "round": self._round_id(),
                "again": self.phones.pause_seconds,
            },
        )

    async def take(self, request: Request) -> Response:
        """Take a drawing from a phone whose owner agreed to show it."""
        sender = sender_of(request, self._journal.start)
        if not self._limit.admits(sender):
            return refusal(429, room_page.TOO_MANY_DRAWINGS())
        content = await body(request)
        if content is None:
            return refusal(413, room_page.DRAWING_TOO_LARGE(limit=MOST_BYTES))
        try:
            value = json.loads(content)
            name = value.get("name") if isinstance(value, dict) else None
            if not (isinstance(name, str) and NAME.fullmatch(name)):
                return refusal(400, room_page.DRAWING_WITHOUT_NAME())
            drawing = Drawing.from_json(value)
            image = to_mnist(drawing)
        except DrawingError as error:
            return refusal(400, str(error))
        except (ValueError, RecursionError):
            return refusal(400, room_page.DRAWING_NOT_JSON())
        if image is None:
            return refusal(400, room_page.DRAWING_EMPTY())
        try:
            text, share = await asyncio.to_thread(self._read, drawing, image)
        except EngineError as error:
            return refusal(503, str(error))
        said = {
            "name": name,
            "strokes": [stroke.tolist() for stroke in drawing.strokes],
            "pen_width": drawing.pen_width,
            "text": text,
            "share": share,
            "sender": sender,
        }
        return await self._add(PUT, said, 202)

    async def watch(self, request: Request) -> Response:
        """Stream the wall."""
        is_presenter = is_marked(request.scope)
        if self.wall.watchers >= WATCHERS and not is_presenter:
            return refusal(503, room_page.TOO_MANY_WALLS())
        events = self.wall.watch(request.headers.get("last-event-id", ""), is_presenter)
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        return StreamingResponse(events, 200, headers, "text/event-stream")

    async def control(self, request: Request) -> Response:
        """Do what the presenter says."""
        if not is_marked(request.scope):
            return refusal(403, room_page.PRESENTER_ONLY())
        content = await body(request)
        try:
            value = json.loads(content or b"")
            action, number = value["action"], value.get("number")
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return refusal(400, room_page.DRAWING_NOT_JSON())
        needs_number = action in ("hide", "show")
        if action not in ("hide", "show", "pause", "go on", "clear") or (
            needs_number and type(number) is not int
        ):
            return refusal(400, room_page.DRAWING_NOT_JSON())
        order = {"action": action, "number": number} if needs_number else {"action": action}
        return await self._add(ORDER, order)

    async def _add(self, kind: str, value: Value, status: int = 200) -> Response:
        try:
            await self._journal.add(kind, value)
        except Unreachable as error:
            return refusal(503, str(error))
        return answer(status, {})

    def _count(self, value: Value) -> None:
        self._limit.count(value["sender"])

    def _read(self, drawing: Drawing, image: np.ndarray) -> tuple[str | None, float]:
        """Return what a drawing says, and how surely; None if a part of it is no digit."""
        ANSWERS.note()
        source = self._source()
        prediction = source.predict(image)
        number = numbers.read(source, drawing, prediction, pen_down=False)
        if number is not None:
            return None if UNREAD in number.text else number.text, number.confidence
        digit = prediction.digit
        return (None, 0.0) if digit is None else (str(digit), float(shares(prediction)[digit]))
