"""``python -m digitnet.texts.compile``: bring the translations up to date with the catalogue.

For each language it adds new messages to ``digitnet.po``, drops those that are gone, keeps all
translations, and compiles ``digitnet.mo``. What is missing or wrong is listed, for translators.
Needs Babel, which comes with the extra ``dev``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

from digitnet import paths
from digitnet.texts import language
from digitnet.texts.message import DOMAIN, Message
from digitnet.texts.template import messages, template

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog
    from babel.messages.catalog import Message as Entry

_NONE = "nplurals=1; plural=0;"
_BUT_ONE = "nplurals=2; plural=(n != 1);"
_FROM_TWO = "nplurals=2; plural=(n > 1);"

PLURALS = {
    "de": _BUT_ONE,
    "es": _BUT_ONE,
    "fr": _FROM_TWO,
    "it": _BUT_ONE,
    "ja": _NONE,
    "pl": "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
    "pt": _FROM_TWO,
    "tr": _BUT_ONE,
    "zh": _NONE,
}
"""The plural forms of each language, as gettext writes them. The rules are CLDR's for whole numbers
below a million."""


def update(code: str) -> None:
    """Bring one language up to date; it may be a new one.

    Raises:
        OSError: if its files cannot be written.
    """
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import write_po

    translated, new = _read(code), template()
    # A diff should show texts, not times.
    new.creation_date = translated.creation_date
    translated.update(new, no_fuzzy_matching=True)
    translated.fuzzy = False
    translated.header_comment = f"# The texts of {DOMAIN}: {language.NAMES[code]}."
    translated.version = translated.msgid_bugs_address = ""
    translated.last_translator = translated.language_team = ""
    folder = _folder(code)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{DOMAIN}.po").open("wb") as file:
        write_po(file, translated, width=100, ignore_obsolete=True)
    with (folder / f"{DOMAIN}.mo").open("wb") as file:
        write_mo(file, translated)


def problems(code: str) -> Iterator[str]:
    """Yield what is missing or wrong in one language, each with the message that it concerns."""
    translated = _read(code)
    if translated.plural_forms != PLURALS[code]:
        yield f"{code}: the plural forms are not {PLURALS[code]}"
    known = set()
    for name, message in messages():
        entry = translated.get(message.id)
        known.add(message.id)
        for problem in _of_entry(message, entry, translated.num_plurals):
            yield f"{code}: {name}: {problem}: {message.id!r}"
    for entry in translated:
        if entry.id and _singular(entry) not in known:
            yield f"{code}: not in the catalogue: {_singular(entry)!r}"
    strings, compiled = _strings(translated), _compiled(code)
    # Messages without a translation may stay in English.
    if any(compiled.get(text) != strings[text] for text in strings) or compiled.keys() - known:
        yield f"{code}: the compiled file is older than {DOMAIN}.po"


def placeholders(text: str) -> set[tuple[str, str]]:
    """Return the names in a text, each with how its value is written.

    Raises:
        ValueError: if a brace has no counterpart.
    """
    return {(name, spec or "") for _, name, spec, _ in Formatter().parse(text) if name is not None}


def _of_entry(message: Message, entry: Entry | None, forms: int) -> Iterator[str]:
    texts = [] if entry is None else _texts(entry)
    if not texts or not all(texts):
        yield "no translation"
        return
    assert entry is not None
    if entry.fuzzy:
        yield "fuzzy"
    if len(texts) != (1 if message.plural is None else forms):
        yield "wrong number of plural forms"
    expected = placeholders(message.id) | placeholders(message.plural or "")
    counts = {each for each in expected if each[0] == "n"}
    for place, text in enumerate(texts):
        # The form for one need not contain the number.
        free = counts if place == 0 and len(texts) > 1 else set()
        try:
            found = placeholders(text)
        except ValueError:
            found = None
        if found is None or not expected - free <= found <= expected:
            yield f"wrong placeholders in {text!r}"


def _read(code: str) -> Catalog:
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po

    try:
        with (_folder(code) / f"{DOMAIN}.po").open("rb") as file:
            return read_po(file, locale=code)
    except FileNotFoundError:
        new = Catalog(code, project=DOMAIN, charset="utf-8")
        new.mime_headers = [*new.mime_headers, ("Plural-Forms", PLURALS[code])]
        return new


def _strings(translated: Catalog) -> dict[str, list[str]]:
    """What is translated of each message, by its English singular."""
    return {
        _singular(entry): _texts(entry)
        for entry in translated
        if entry.id and not entry.fuzzy and all(_texts(entry))
    }


def _compiled(code: str) -> dict[str, list[str]]:
    from babel.messages.mofile import read_mo

    try:
        with (_folder(code) / f"{DOMAIN}.mo").open("rb") as file:
            return _strings(read_mo(file))
    except FileNotFoundError:
        return {}


def _texts(entry: Entry) -> list[str]:
    texts = entry.string or ""
    return [texts] if isinstance(texts, str) else list(texts)


def _singular(entry: Entry) -> str:
    return str(entry.id if isinstance(entry.id, str) else entry.id[0])


def _folder(code: str) -> Path:
    return paths.LOCALE / code / "LC_MESSAGES"


if __name__ == "__main__":
    for each in language.NAMES:
        if each != language.SOURCE:
            update(each)
            for line in problems(each):
                print(line)
