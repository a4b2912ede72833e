"""The addresses of rounds: phones answer, walls and phones watch, the presenter begins and ends."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Protocol, TypeGuard

import numpy as np
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from digitnet.data.collected import ROUND
from digitnet.drawing.drawing import Drawing
from digitnet.drawing.errors import DrawingError
from digitnet.drawing.mnist_format import to_mnist
from digitnet.engine.data_view import MNIST_TEST, WORST, DataQuery, DataView
from digitnet.engine.status import EngineError
from digitnet.errors import DigitnetError
from digitnet.labels import DIGIT_COUNT, NON_DIGIT
from digitnet.network.prediction import Prediction
from digitnet.rounds import records
from digitnet.rounds.contest import IMAGES, Contest, Hard
from digitnet.rounds.draw_round import DrawRound
from digitnet.rounds.fool_round import FoolRound
from digitnet.rounds.records import Record
from digitnet.rounds.round import Labelled, RoundError
from digitnet.rounds.step import DRAW, Answer, Drawn
from digitnet.texts import room_page, round_page
from digitnet.ui.answer import shares
from digitnet.ui.load import ANSWERS
from digitnet.ui.room import Unreachable
from digitnet.ui.server.base import base_path
from digitnet.ui.server.exchange import MOST_BYTES, SenderLimit, answer, body, refusal, sender_of
from digitnet.ui.server.journal import Journal, OwnJournal
from digitnet.ui.server.phones import NAME
from digitnet.ui.server.roles import is_marked
from digitnet.ui.server.rounds import ANSWER, WATCHERS, Rounds

RATE, BURST = 80.0, 200.0
"""Answers from one address, each second in the long run and at once: a router may be a class."""

ALL_RATE, ALL_BURST = 400.0, 1000.0
"""The same from all of them."""

DRAWING_RATE, DRAWING_BURST = 20.0, 100.0
"""Of these, drawings from one address: the network has to read each."""

ALL_DRAWING_RATE, ALL_DRAWING_BURST = 200.0, 400.0
"""The same from all of them."""

POOL = 100
"""The hardest images, from which those of a contest are taken at random."""

PREPARE_SECONDS = 120.0
"""How long a contest may take to begin: the network has to read all test images once."""

ASK_SECONDS = 0.5


class Source(Protocol):
    """The part of an engine that rounds need."""

    def predict(self, image: np.ndarray) -> Prediction: ...

    def browse(self, query: DataQuery) -> DataView: ...

    def collect(
        self, drawing: Drawing, label: int | None, writer: str | None = None, origin: str = ROUND
    ) -> None: ...


class RoundRoutes:
    """Answers the requests about rounds.

    Args:
        source: starts the engine, or returns the one there is; may take a moment.
        journal: of the room.
    """

    def __init__(self, source: Callable[[], Source], journal: Journal | None = None) -> None:
        self._journal = journal or OwnJournal()
        self._journal.count(ANSWER, self._count)
        self.rounds = Rounds(self._keep, self._journal)
        self._source = source
        self._limit = SenderLimit(RATE, BURST, ALL_RATE, ALL_BURST)
        self._drawing_limit = SenderLimit(
            DRAWING_RATE, DRAWING_BURST, ALL_DRAWING_RATE, ALL_DRAWING_BURST
        )
        self._preparing = asyncio.Lock()

    def routes(self) -> list[Route]:
        """The addresses."""
        base = f"{base_path()}/api/round"
        return [
            Route(base, self.watch, methods=["GET"]),
            Route(f"{base}/answers", self.take, methods=["POST"]),
            Route(f"{base}/start", self.start, methods=["POST"]),
            Route(f"{base}/stop", self.stop, methods=["POST"]),
            Route(f"{base}/skip", self.skip, methods=["POST"]),
        ]

    async def watch(self, request: Request) -> Response:
        """Stream the round."""
        if self.rounds.watchers >= WATCHERS and not is_marked(request.scope):
            return refusal(503, round_page.TOO_MANY_PLAYERS())
        last = request.headers.get("last-event-id", "")
        events = self.rounds.watch(last, "wall" in request.query_params)
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        return StreamingResponse(events, 200, headers, "text/event-stream")

    async def start(self, request: Request) -> Response:
        """Begin a round, as the presenter says."""
        if not is_marked(request.scope):
            return refusal(403, room_page.PRESENTER_ONLY())
        value = _object(await body(request))
        try:
            await self.begin(value.get("kind"), value.get("digit"))
        except Unreachable as error:
            return refusal(503, str(error))
        except DigitnetError as error:
            return refusal(409, str(error))
        return answer(200, {})

    async def stop(self, request: Request) -> Response:
        """End what is on, as the presenter says."""
        return await self._order(request, self.rounds.finish)

    async def skip(self, request: Request) -> Response:
        """Hide the drawing that is voted on, as the presenter says."""
        return await self._order(request, self.rounds.skip)

    async def take(self, request: Request) -> Response:
        """Take an answer of a phone."""
        sender = sender_of(request, self._journal.start)
        if not self._limit.admits(sender):
            return refusal(429, round_page.ANSWERS_TOO_FAST())
        content = await body(request)
        if content is None:
            return refusal(413, room_page.DRAWING_TOO_LARGE(limit=MOST_BYTES))
        value = _object(content)
        id, step, digit = value.get("round"), value.get("step"), value.get("digit")
        player, name = value.get("phone"), value.get("name")
        if not (_is_name(player) and _is_name(name) and type(step) is int):
            return refusal(400, round_page.NO_ANSWER())
        try:
            is_drawing = self.rounds.check(str(id), step, player).kind == DRAW
            if is_drawing and not self._drawing_limit.admits(sender):
                return refusal(429, round_page.ANSWERS_TOO_FAST())
            drawn = await self._read(Drawing.from_json(value)) if is_drawing else None
            await self.rounds.answer(str(id), Answer(step, player, name, digit, drawn), sender)
        except RoundError as error:
            return refusal(409, str(error))
        except DrawingError as error:
            return refusal(400, str(error))
        except (EngineError, Unreachable) as error:
            return refusal(503, str(error))
        return answer(200, {"network": drawn.digit} if drawn else {})

    async def begin(self, kind: object, digit: object) -> None:
        """Begin a round.

        Args:
            kind: of the round.
            digit: the one to draw, 0..9, where digits are drawn; None for all, one after the other.

        Raises:
            RoundError: if there is no such round, or one is being played.
            EngineError: if the network cannot choose images for it.
            Unreachable: if the other servers cannot be told.
        """
        if self.rounds.is_played or self._preparing.locked():
            raise RoundError(round_page.ROUND_IS_ON)
        async with self._preparing:
            await self.rounds.begin(await self._new(kind, digit))

    async def _new(self, kind: object, digit: object) -> Record:
        if kind == FoolRound.kind:
            return records.fool_round()
        if kind == Contest.kind:
            return records.contest(await self._hard_images())
        if kind != DrawRound.kind:
            raise RoundError(round_page.NO_SUCH_ROUND)
        if digit is None:
            digits = random.sample(range(DIGIT_COUNT), DIGIT_COUNT)
        elif type(digit) is int and 0 <= digit < DIGIT_COUNT:
            digits = [digit]
        else:
            raise RoundError(round_page.NO_SUCH_ROUND)
        return records.draw_round(digits)

    async def _hard_images(self) -> Sequence[Hard]:
        """Choose test images that the network misreads, or is least sure of."""
        for _ in range(round(PREPARE_SECONDS / ASK_SECONDS)):
            view = await asyncio.to_thread(self._browse)
            if view.done >= 1:
                return _chosen(view)
            await asyncio.sleep(ASK_SECONDS)
        raise RoundError(round_page.IMAGES_NOT_READY)

    def _browse(self) -> DataView:
        return self._source().browse(DataQuery(MNIST_TEST, order=WORST))

    async def _read(self, drawing: Drawing) -> Drawn:
        image = to_mnist(drawing)
        if image is None:
            raise DrawingError(room_page.DRAWING_EMPTY)
        found = await asyncio.to_thread(self._predict, image)
        label = NON_DIGIT if found.digit is None else found.digit
        return Drawn(drawing, found.digit, float(shares(found)[label]))

    def _predict(self, image: np.ndarray) -> Prediction:
        ANSWERS.note()
        return self._source().predict(image)

    def _keep(self, made: list[Labelled]) -> None:
        source = self._source()
        for item in made:
            source.collect(item.drawing, item.digit, item.player, ROUND)

    def _count(self, value: Record) -> None:
        self._limit.count(value["sender"])
        if "drawn" in value["answer"]:
            self._drawing_limit.count(value["sender"])

    async def _order(
        self, request: Request, carry_out: Callable[[], Coroutine[Any, Any, None]]
    ) -> Response:
        if not is_marked(request.scope):
            return refusal(403, room_page.PRESENTER_ONLY())
        try:
            await carry_out()
        except RoundError as error:
            return refusal(409, str(error))
        except Unreachable as error:
            return refusal(503, str(error))
        return answer(200, {})


def _chosen(view: DataView) -> Sequence[Hard]:
    """Choose from the hardest images; those with a disputed label are left out."""
    pool = [
        Hard(image, label, network)
        for id, image, label, network in zip(
            view.ids.tolist(), view.images, view.labels.tolist(), view.answers.tolist(), strict=True
        )
        if id not in view.disputed
    ][:POOL]
    if len(pool) < IMAGES:
        raise RoundError(round_page.IMAGES_NOT_READY)
    return random.sample(pool, IMAGES)


def _object(content: bytes | None) -> dict[str, Any]:
    """Read a JSON object; an empty one stands for everything else."""
    try:
        value = json.loads(content or b"")
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _is_name(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and NAME.fullmatch(value) is not None
