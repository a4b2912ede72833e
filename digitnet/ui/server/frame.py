"""The first answer to a browser: Streamlit's page with a frame that is visible at once.

Streamlit's own page is blank until two megabytes of script have started, asked for the page and
drawn it. The frame has the navigation, the title and an empty canvas where they will be. It has
the pages' own style sheets, so that nothing moves, and a shadow root, so that nothing in it is
mistaken for a part of the page. It needs no script: the style sheet hides it.
"""

from __future__ import annotations

import html
import logging
from functools import lru_cache
from pathlib import Path
from string import Template

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route
from streamlit import file_util

from digitnet import paths
from digitnet.texts import (
    around_pages,
    data_page,
    draw_page,
    inside_page,
    language,
    picture_page,
    train_page,
)
from digitnet.ui import view
from digitnet.ui.server import script_files
from digitnet.ui.server.base import base_path

log = logging.getLogger(__name__)

ROOT = '<div id="root"></div>'
"""Where Streamlit puts its page; the frame follows it."""

TITLE = "<title>Streamlit</title>"
LANGUAGE = '<html lang="en"'

DRAWING, TRAINING = ("ink", "panel"), ("training",)
"""The scripts that each page needs first; they are loaded while Streamlit's own start."""

_OPEN, _FOLDED = "stSidebar", "stExpandSidebarButton"
"""What the sheets look for: the one or the other; an exhibit has neither."""

SHEETS = ("style.css", "screens.css", "contrast.css")


def routes() -> list[Route]:
    """The addresses of the pages, or none if Streamlit's page is not as it was."""
    try:
        page = Path(file_util.get_static_dir(), "index.html").read_text(encoding="utf-8")
    except OSError:
        page = ""
    if page.count(ROOT) != 1:
        log.warning("Streamlit's page has changed; it is shown without a frame.")
        return []

    def answer(request: Request) -> HTMLResponse:
        parameters, headers = request.query_params, request.headers
        kiosk = view.asks_for_kiosk(parameters) is not None
        training = request.url.path.endswith("/train") and not kiosk
        stage = view.asks_for_stage(parameters)
        title = (train_page.BROWSER_TITLE if training else around_pages.DRAW_BROWSER_TITLE)()
        made = _frame(
            training=training,
            stage=stage,
            alone=stage or kiosk,
            sidebar="" if kiosk else _FOLDED if stage or view.is_phone(headers) else _OPEN,
            one_digit=view.asks_for_one_digit(parameters),
            code=language.current(),
        )
        content = page.replace(LANGUAGE, f'<html lang="{language.current()}"')
        scripts = "".join(map(script_files.preload, TRAINING if training else DRAWING))
        content = content.replace(TITLE, f"<title>{html.escape(title)}</title>{scripts}")
        content = content.replace(ROOT, f"{ROOT}\n{made}")
        return HTMLResponse(content, headers={"cache-control": "no-cache"})

    start = f"{base_path()}/"
    return [Route(start, answer), Route(f"{start}train", answer)]


@lru_cache(maxsize=128)
def _frame(
    training: bool, stage: bool, alone: bool, sidebar: str, one_digit: bool, code: str
) -> str:
    """Make the frame; ``code`` is the language in use, since each has a frame of its own."""
    inner = Template(_static("frame-inner.css")).substitute(width=f"{view.SIDEBAR_WIDTH}px")
    return Template(_static("frame.html")).substitute(
        lengths=_static("lengths.css"),
        outer=_static("frame-outer.css"),
        sheets="\n".join(_static(name) for name in SHEETS),
        inner=inner,
        sidebar=f'<div data-testid="{sidebar}"></div>' if sidebar else "",
        pages="" if alone else _pages(training),
        page=_training(stage) if training else _drawing(stage, one_digit),
    )


def _static(name: str) -> str:
    return (paths.STATIC / name).read_text(encoding="utf-8")


def _pages(training: bool) -> str:
    current = ' aria-current="page"'
    links = (
        f"<a{current if is_current else ''}>{html.escape(text)}</a>"
        for text, is_current in (
            (around_pages.DRAW(), not training),
            (picture_page.PAGE(), False),
            (around_pages.TRAIN(), training),
            (inside_page.PAGE(), False),
            (data_page.PAGE(), False),
        )
    )
    return f'<div class="st-key-pages">{"".join(links)}</div>'


def _drawing(stage: bool, one_digit: bool) -> str:
    text = draw_page.TITLE_ONE_DIGIT if one_digit else draw_page.TITLE
    title = "" if stage else _heading(text())
    return (
        f'<div class="st-key-{"stage" if stage else "page"}">{title}<div class="st-key-layout">'
        '<div><div class="st-key-paper"><div class="st-key-sheet"></div>'
        '<div class="buttons"></div></div></div>'
        '<div><div class="st-key-reading"></div></div></div></div>'
    )


def _training(stage: bool) -> str:
    if stage:
        return ""
    return f'<div class="st-key-train">{_heading(train_page.TITLE())}</div>'


def _heading(text: str) -> str:
    return f'<div class="heading"><h1>{html.escape(text)}</h1></div>'
