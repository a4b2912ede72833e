"""Many images as one: a sheet of tiles, and what stands below each; ``gallery.js`` shows it."""

from __future__ import annotations

from html import escape
from typing import Any

import numpy as np

from digitnet.engine.data_view import COLLECTION, UNKNOWN, DataView
from digitnet.labels import NON_DIGIT
from digitnet.texts import data_page, draw_page
from digitnet.ui.answer import data_url, in_percent

COLUMNS = 40
"""Tiles in a row of the sheet."""

NO_DIGIT_SIGN = "\N{EN DASH}"


def of_view(view: DataView, source: str, chosen: int | None) -> dict[str, Any]:
    """Return what the component shows.

    Args:
        view: with the images.
        source: where they come from.
        chosen: the place in the view of the one that was chosen, or None.
    """
    return {
        "label": data_page.GALLERY(),
        "sheet": data_url(sheet(view.images)) if len(view.images) else None,
        "columns": COLUMNS,
        "side": view.images.shape[1],
        "tiles": [_tile(view, source, place) for place in range(len(view.ids))],
        "ids": view.ids.tolist(),
        "chosen": chosen,
    }


def sheet(images: np.ndarray) -> np.ndarray:
    """Put images, uint8 (n, side, side), side by side in rows of ``COLUMNS``."""
    count, side, _ = images.shape
    rows = -(-count // COLUMNS)
    tiles = np.zeros((rows * COLUMNS, side, side), np.uint8)
    tiles[:count] = images
    grid = tiles.reshape(rows, COLUMNS, side, side).swapaxes(1, 2)
    return np.ascontiguousarray(grid.reshape(rows * side, COLUMNS * side))


def name(view: DataView, source: str, place: int) -> str:
    """What an image is called."""
    message = data_page.DRAWING if source == COLLECTION else data_page.NUMBER
    return message(id=int(view.ids[place]))


def sentence(view: DataView, place: int) -> str:
    """Say what an image is and how it is read."""
    label, answer = int(view.labels[place]), int(view.answers[place])
    percent = in_percent(float(view.sure[place]))
    if label == UNKNOWN:
        return data_page.IS_UNKNOWN(answer=a_digit(answer), percent=percent)
    return data_page.IS_READ(label=a_digit(label), answer=a_digit(answer), percent=percent)


def large(image: np.ndarray, name: str) -> str:
    """Return the HTML of one image, white on black, as networks see it."""
    return f'<img class="dn-large" src="{data_url(image)}" alt="{escape(name)}" />'


def a_digit(label: int) -> str:
    """A label within a sentence."""
    return data_page.A_NO_DIGIT() if label == NON_DIGIT else draw_page.A_DIGIT[label]()


def class_name(label: int) -> str:
    """A label by itself."""
    return data_page.NO_DIGIT() if label == NON_DIGIT else str(label)


def sign(label: int) -> str:
    """A label in one character."""
    return NO_DIGIT_SIGN if label == NON_DIGIT else str(label)


def _tile(view: DataView, source: str, place: int) -> list[str]:
    label, answer = int(view.labels[place]), int(view.answers[place])
    if label == UNKNOWN:
        state, below = "unknown", sign(answer)
    elif label == answer:
        state, below = "right", sign(answer)
    else:
        state, below = "wrong", f"{sign(label)} \N{RIGHTWARDS ARROW} {sign(answer)}"
    if int(view.ids[place]) in view.disputed:
        below = f"{below} ?"
    title = data_page.TILE(name=name(view, source, place), sentence=sentence(view, place))
    return [state, below, title]
