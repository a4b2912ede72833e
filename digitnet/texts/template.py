"""``python -m digitnet.texts.template FILE``: write the catalogue as a gettext template (.pot).

Translators start from it (see CONTRIBUTING.md). Needs Babel, which comes with the extra ``dev``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from digitnet.texts import (
    around_pages,
    commands,
    data_page,
    draw_page,
    errors,
    inside_page,
    number_page,
    picture_page,
    refusals,
    reports,
    room_page,
    round_page,
    train_page,
)
from digitnet.texts.message import DOMAIN, Message

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

CATALOGUE = (
    around_pages,
    draw_page,
    number_page,
    picture_page,
    train_page,
    inside_page,
    data_page,
    room_page,
    round_page,
    commands,
    refusals,
    reports,
    errors,
)


def messages() -> Iterator[tuple[str, Message]]:
    """Yield all entries of the catalogue, each with its code, as in "errors.DISK_FULL"."""
    for module in CATALOGUE:
        area = module.__name__.rpartition(".")[2]
        for name, value in vars(module).items():
            if isinstance(value, Message):
                yield f"{area}.{name}", value
            elif name.isupper() and isinstance(value, dict):
                yield from ((f"{area}.{name}[{key!r}]", entry) for key, entry in value.items())


def template() -> Catalog:
    """Return the catalogue as gettext has it, without translations."""
    from babel.messages.catalog import Catalog

    made = Catalog(project=DOMAIN, charset="utf-8")
    for code, message in messages():
        entry = message.id if message.plural is None else (message.id, message.plural)
        made.add(entry, auto_comments=[code], flags=["python-brace-format"])
    return made


def write_template(path: Path) -> None:
    """Write the template.

    Raises:
        OSError: if it cannot be written.
    """
    from babel.messages.pofile import write_po

    with path.open("wb") as file:
        write_po(file, template(), width=100)


if __name__ == "__main__":
    write_template(Path(sys.argv[1]))
