"""The web page of the shipped model, and a person who draws on it."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from digitnet.network.folding import FoldedNetwork, fold_file
from digitnet.store.card import SHIPPED, StoredModel
from digitnet.store.store import ModelStore
from digitnet.web.build import build_page
from tests.support.profiles import VIEWPORT, new_page

READ_IMAGES = """(images) => {
    const bytes = fromBase64(images);
    const answers = [];
    for (let start = 0; start < bytes.length; start += 784) {
        const { probabilities, digit } = page.predictor.read(bytes.subarray(start, start + 784));
        answers.push({ probabilities, digit });
    }
    return JSON.stringify(answers);
}"""
"""Reads images in the page: base64 of uint8 (n, 28, 28) to JSON of an answer each."""


def shipped_model() -> StoredModel:
    return ModelStore().get(SHIPPED)


@lru_cache(maxsize=1)
def folded() -> FoldedNetwork:
    """The shipped model's network; loads Keras, some ten seconds."""
    return fold_file(shipped_model().file)


@lru_cache(maxsize=1)
def shipped_page() -> str:
    """The page as HTML."""
    return build_page(folded(), shipped_model().card.report.calibration, SHIPPED)


def saved(folder: Path, html: str | None = None) -> Path:
    """Save a page, by default the shipped model's, in a folder."""
    file = folder / "digitnet.html"
    file.write_text(html or shipped_page(), encoding="utf-8")
    return file


OVERFLOWING = """() => [
        ...document.querySelectorAll("button, select, .parts, .words p, .share, #sheet"),
    ].filter((element) => {
        const { right, left } = element.getBoundingClientRect();
        const isCut = element.clientWidth && element.scrollWidth > element.clientWidth + 1;
        return left < 0 || right > innerWidth + 1 || isCut;
    }).map((element) => element.id || element.className)"""
"""A script that names what is cut off or beside the screen."""


RESET = """() => {
    document.activeElement.blur();
    document.documentElement.style.colorScheme = "";
    page.sheet.lay([]);
    page.sheet.before = [];
}"""


class Sheet:
    """The page opened from a file, without a network; options are those of ``new_page``."""

    def __init__(
        self, context: BrowserContext, file: Path, address: str = "", **options: Any
    ) -> None:
        context.set_offline(True)
        self.page: Page = new_page(context, options)
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.fingers = None
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on(
            "console",
            lambda message: (
                message.type in ("error", "warning") and self.complaints.append(message.text)
            ),
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(f"{file.as_uri()}{address}")

    def reset(self) -> None:
        """Bring it back to what it was when it was opened."""
        self.page.set_viewport_size(VIEWPORT)
        self.page.emulate_media(color_scheme="light", forced_colors="none")
        self.page.mouse.move(5, 5)
        self.page.evaluate(RESET)
        expect(self.answer).to_have_attribute("data-state", "empty")

    @property
    def digit(self):
        return self.page.locator(".digit")

    @property
    def answer(self):
        return self.page.locator("#answer")

    def places(self, stroke, steps: int = 4) -> list[tuple[float, float]]:
        """Where the points of a stroke lie on the screen, with so many steps between two."""
        box = self.page.locator("#sheet").bounding_box()
        points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        return points[:1] + [
            (x + (next_x - x) * step / steps, y + (next_y - y) * step / steps)
            for (x, y), (next_x, next_y) in pairwise(points)
            for step in range(1, steps + 1)
        ]

    def draw(self, *strokes, lift: bool = True, steps: int = 4) -> None:
        """Draw by mouse; points in parts of the sheet's side. The drawing is read at each step."""
        for stroke in strokes:
            first, *rest = self.places(stroke, steps)
            self.page.mouse.move(*first)
            self.page.mouse.down()
            for point in rest:
                self.page.mouse.move(*point)
            if lift:
                self.page.mouse.up()

    def touch(self, kind: str, *points: tuple[float, float]) -> None:
        """Touch the screen as the system would: "touchStart", "touchMove", "touchEnd"."""
        if self.fingers is None:
            self.fingers = self.page.context.new_cdp_session(self.page)
        touches = [{"x": x, "y": y, "id": finger} for finger, (x, y) in enumerate(points)]
        self.fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    def draw_by_touch(self, stroke) -> None:
        first, *rest = self.places(stroke)
        self.touch("touchStart", first)
        for point in rest:
            self.touch("touchMove", point)
        self.touch("touchEnd")

    def ink(self) -> int:
        """Count the inked pixels of the sheet."""
        return self.page.evaluate(
            """() => {
                const canvas = document.getElementById("sheet");
                const context = canvas.getContext("2d");
                const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
                let ink = 0;
                for (let i = 3; i < data.length; i += 4) ink += data[i] > 127;
                return ink;
            }"""
        )
