"""What was read in a picture, in plain data, HTML and CSV."""

from __future__ import annotations

import base64
import csv
import io
from html import escape
from typing import Any

from digitnet.network.number import UNREAD
from digitnet.texts import draw_page, number_page, picture_page
from digitnet.ui import answer
from digitnet.ui.picture_reading import Reading, ReadNumber

COLOURS = 6
"""As many as ``number.css`` has."""

MOST_SEEN = 40
"""Digits of which the network's images are shown."""


def of_boxes(reading: Reading) -> dict[str, Any]:
    """Return what ``static/picture-boxes.js`` shows."""
    return {
        "picture": reading.id,
        "revision": reading.revision,
        "url": _jpeg_url(reading.picture),
        "size": list(reading.size),
        "boxes": _boxes(reading),
        "texts": {
            "label": picture_page.BOXES(),
            "add": picture_page.ADD_BOX(),
            "remove": picture_page.REMOVE_BOX(),
            "undo": draw_page.UNDO(),
            "mend": picture_page.MEND(),
            "keys": picture_page.MEND_KEYS(),
            "draw": picture_page.DRAW_BOX(),
        },
    }


def in_words(reading: Reading) -> str:
    """Say what was found, in a sentence; how sure the network is, if it is one number."""
    digits = reading.digits
    if not digits:
        return picture_page.NOTHING_FOUND()
    unread = sum(digit.digit is None for digit in digits)
    if unread > len(digits) / 2:
        return picture_page.HARDLY_DIGITS()
    if reading.is_cut:
        return picture_page.TOO_MUCH()
    if unread:
        return number_page.UNREAD(n=unread)
    if len(reading.numbers) > 1:
        return picture_page.NUMBERS_FOUND(n=len(reading.numbers))
    if len(digits) == 1:
        return answer.in_words(digits[0])
    confidence = reading.numbers[0].confidence
    if confidence >= answer.SURE:
        return draw_page.SURE()
    if confidence >= answer.QUITE_SURE:
        return draw_page.QUITE_SURE()
    weakest = min(digits, key=lambda digit: digit.confidence * digit.digit_score)
    assert weakest.digit is not None
    return number_page.NOT_SURE(a_digit=draw_page.A_DIGIT[weakest.digit])


def as_html(reading: Reading) -> str:
    """Return the number, large, or a table of several."""
    words = f"<p>{escape(in_words(reading))}</p>"
    if not reading.numbers:
        return f'<div class="dn-found" role="status">{words}</div>'
    if len(reading.numbers) == 1:
        number = reading.numbers[0]
        sure = number.confidence
        if len(number.digits) == 1 and (digit := number.digits[0].digit) is not None:
            # As on the drawing page.
            sure = float(answer.shares(number.digits[0])[digit])
        percent = answer.in_percent(sure)
        return (
            f'<div class="dn-found" role="status"><p class="dn-found-number" '
            f'style="--dn-count: {len(number.digits)}">{_coloured(number)}</p>'
            f'<p class="dn-found-percent">{escape(percent)}</p>{words}</div>'
        )
    rows = "".join(
        f'<tr><th scope="row">{_coloured(number)}</th>'
        f"<td>{escape(answer.in_percent(number.confidence))}</td></tr>"
        for number in reading.numbers
    )
    heads = (picture_page.NUMBER(), picture_page.SURE())
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    return (
        f'<div class="dn-found" role="status">{words}</div>'
        f'<table class="dn-found-table" aria-label="{escape(picture_page.NUMBERS())}">'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def as_text(reading: Reading) -> str:
    """Return the numbers as they stand: a line for each row, tabs between the numbers in it."""
    rows: dict[int, list[str]] = {}
    for number in reading.numbers:
        rows.setdefault(number.row, []).append(number.text)
    return "\n".join("\t".join(row) for row in rows.values())


def as_csv(reading: Reading) -> str:
    """Return a table of the numbers: row from 1, place in it from 1, number, how sure, 0..1."""
    file = io.StringIO()
    table = csv.writer(file, lineterminator="\n")
    table.writerow(["row", "column", "number", "confidence"])
    row, column = -1, 0
    for number in reading.numbers:
        column = column + 1 if number.row == row else 1
        row = number.row
        table.writerow([row + 1, column, number.text, f"{number.confidence:.3f}"])
    return file.getvalue()


def seen(reading: Reading) -> str:
    """Return the HTML of what the network saw of each digit."""
    shown = [
        (place, digit)
        for number in reading.numbers
        for place, digit in enumerate(number.digits)
        if digit.image is not None
    ][:MOST_SEEN]
    figures = []
    for place, digit in shown:
        assert digit.image is not None
        name = UNREAD if digit.digit is None else str(digit.digit)
        percent = answer.in_percent(digit.confidence * digit.digit_score)
        caption = escape(draw_page.BAR(name=name, percent=percent))
        figures.append(
            f'<figure><img src="{answer.data_url(digit.image)}" alt="{caption}">'
            f'<figcaption><b style="color: {_colour(place, digit.digit is None)}">{name}</b> '
            f"<span>{escape(percent)}</span></figcaption></figure>"
        )
    return f'<div class="dn-parts-seen">{"".join(figures)}</div>'


def steps(reading: Reading) -> str:
    """Return the HTML of what the picture became on the way."""
    figures = "".join(
        f'<figure><img src="{_jpeg_url(image)}" alt="">'
        f"<figcaption>{escape(picture_page.STEP_NAMES[name]())}</figcaption></figure>"
        for name, image in reading.steps
    )
    return f'<div class="dn-picture-steps">{figures}</div>'


def _boxes(reading: Reading) -> list[dict[str, Any]]:
    boxes: list[dict[str, Any]] = []
    for number in reading.numbers:
        for place, (box, digit) in enumerate(zip(number.boxes, number.digits, strict=True)):
            unread = digit.digit is None
            percent = answer.in_percent(digit.confidence * digit.digit_score)
            label = picture_page.BOX_UNREAD(number=len(boxes) + 1)
            if not unread:
                label = picture_page.BOX(number=len(boxes) + 1, digit=digit.digit, percent=percent)
            boxes.append(
                {
                    "box": list(box),
                    "text": UNREAD if unread else str(digit.digit),
                    "label": label,
                    "colour": _colour(place, unread),
                }
            )
    return boxes


def _coloured(number: ReadNumber) -> str:
    return "".join(
        f'<span style="color: {_colour(place, digit.digit is None)}">'
        f"{UNREAD if digit.digit is None else digit.digit}</span>"
        for place, digit in enumerate(number.digits)
    )


def _colour(place: int, unread: bool) -> str:
    return "var(--dn-quiet)" if unread else f"var(--dn-part-{place % COLOURS})"


def _jpeg_url(file: bytes) -> str:
    return f"data:image/jpeg;base64,{base64.b64encode(file).decode()}"
