"""Folders of pictures with a ``labels.csv`` that says what they show."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from digitnet.drawing.pictures.pixels import PictureError
from digitnet.errors import reason
from digitnet.regular_file import read_regular
from digitnet.texts import errors

LABELS = "labels.csv"

_MAX_BYTES = 20_000_000


def labelled_pictures(folder: Path) -> list[tuple[Path, str]]:
    """Return the pictures of a folder and what they show: digits, spaces between the numbers of a
    row, line breaks between rows.

    ``labels.csv`` is UTF-8 and has columns ``file`` and ``label``, and perhaps others. A picture
    without a label is left out.

    Raises:
        PictureError: if the file is missing or has no such columns.
    """
    file = folder / LABELS
    try:
        content = read_regular(file, _MAX_BYTES).decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(content, newline="")))
    except OSError as error:
        raise PictureError(errors.FILE_UNREADABLE, file=file, reason=reason(error)) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise PictureError(errors.PICTURE_LABELS, file=file) from error
    if not rows or not {"file", "label"} <= rows[0].keys():
        raise PictureError(errors.PICTURE_LABELS, file=file)
    named = [((row["file"] or "").strip(), (row["label"] or "").strip()) for row in rows]
    return [(folder / name, label) for name, label in named if name and label]
