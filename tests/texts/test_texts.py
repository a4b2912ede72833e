"""The catalogue: complete, consistent, and translated without touching any logic."""

from __future__ import annotations

import errno
import importlib
import pickle
import re
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from digitnet import paths
from digitnet.errors import DigitnetError, reason
from digitnet.regular_file import IrregularFile
from digitnet.texts import errors, language, message
from digitnet.texts.message import Message
from digitnet.texts.template import CATALOGUE, messages, write_template

PROJECT = Path(__file__).resolve().parents[2]

FOUND = Message("{n} model was found in {folder}.", "{n} models were found in {folder}.")


@pytest.fixture
def german(tmp_path, monkeypatch):
    """A folder of translations with a few German sentences, in use for one test."""
    message._translation.cache_clear()

    def translate(**sentences: tuple) -> None:
        template = tmp_path / "digitnet.pot"
        write_template(template)
        with template.open("rb") as file:
            catalogue = read_po(file, locale="de")
        for original, translation in sentences.values():
            if isinstance(original, Message):
                plural = original.plural
                identity = original.id if plural is None else (original.id, plural)
                catalogue.add(identity, translation)
            else:
                catalogue[original].string = translation
        folder = tmp_path / "de" / "LC_MESSAGES"
        folder.mkdir(parents=True)
        with (folder / "digitnet.mo").open("wb") as file:
            write_mo(file, catalogue)
        monkeypatch.setattr(paths, "LOCALE", tmp_path)
        message._translation.cache_clear()
        language.use("de")

    yield translate
    language.use(None)
    message._translation.cache_clear()


def test_a_message_takes_parameters_and_counts():
    assert FOUND(n=1, folder="a") == "1 model was found in a."
    assert FOUND(n=2, folder="a") == "2 models were found in a."
    with pytest.raises(KeyError):
        FOUND(n=1)
    with pytest.raises(TypeError):
        FOUND(n="1", folder="a")


def test_a_translation_is_used_and_other_messages_stay_english(german):
    german(found=(FOUND, ("{n} Modell in {folder}.", "{n} Modelle in {folder}.")))
    assert FOUND(n=3, folder="x") == "3 Modelle in x."
    assert Message("Nobody translates this.")() == "Nobody translates this."


def test_figures_in_sentences_follow_the_language(german):
    limit = Message("At most {limit:,} of {share:.1%} at {rate:g}; {name:>3}.")
    values = {"limit": 12_000, "share": 0.125, "rate": 0.05, "name": "a"}
    assert limit(**values) == "At most 12,000 of 12.5% at 0.05;   a."
    german(limit=(limit, "Bis {limit:,} von {share:.1%} bei {rate:g}; {name:>3}."))
    assert limit(**values) == "Bis 12.000 von 12,5\N{NO-BREAK SPACE}% bei 0,05;   a."
    with pytest.raises(KeyError):
        limit(limit=1)


def test_an_error_can_be_pickled():
    error = DigitnetError(FOUND, n=2, folder="b")
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is DigitnetError
    assert (copy.message, copy.parameters) == (FOUND, {"n": 2, "folder": "b"})
    assert str(copy) == "2 models were found in b."


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_plural_forms_have_the_same_placeholders():
    for code, entry in messages():
        assert isinstance(entry, Message), code
        if entry.plural is not None:
            assert placeholders(entry.id) | {"n"} == placeholders(entry.plural) | {"n"}, code
            assert "n" in placeholders(entry.plural), code
        assert "" not in placeholders(entry.id), code


def test_every_message_is_used():
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for path in [PROJECT / "app.py", *PROJECT.joinpath("digitnet").rglob("*.py")]
    )
    areas = "|".join(module.__name__.rpartition(".")[2] for module in CATALOGUE)
    used = set(re.findall(rf"\b(?:{areas})\.[A-Z][A-Z0-9_]*", code))
    assert {code.partition("[")[0] for code, _ in messages()} <= used


def test_the_catalogue_has_every_module_with_messages():
    names = {path.stem for path in PROJECT.joinpath("digitnet", "texts").glob("*.py")}
    listed = {module.__name__.rpartition(".")[2] for module in CATALOGUE}
    assert names - listed == {
        "__init__",
        "compile",
        "language",
        "message",
        "numbers",
        "template",
    }


def subclasses(kind: type[DigitnetError]) -> set[type[DigitnetError]]:
    return {kind}.union(*(subclasses(child) for child in kind.__subclasses__()))


def test_every_kind_of_error_can_be_pickled():
    for path in PROJECT.joinpath("digitnet").rglob("*.py"):
        if "(DigitnetError" in path.read_text(encoding="utf-8"):
            importlib.import_module(".".join(path.relative_to(PROJECT).with_suffix("").parts))
    kinds = subclasses(DigitnetError)
    assert {"EngineNotAnswering", "ModelError", "StoreError"} <= {kind.__name__ for kind in kinds}
    for kind in kinds:
        has_own_words = kind.__init__ is not DigitnetError.__init__
        error = kind() if has_own_words else kind(FOUND, n=2, folder="b")
        copy = pickle.loads(pickle.dumps(error))
        assert (type(copy), copy.note, str(copy)) == (kind, error.note, str(error))


def test_a_note_inside_a_note_is_translated_when_it_is_shown(german):
    error = DigitnetError(errors.MODEL_NOT_SAVED, reason=reason(OSError(errno.ENOSPC, "x")))
    assert str(error) == "The new model could not be saved: the disk is full."
    german(
        sentence=(errors.MODEL_NOT_SAVED.id, "Nicht gespeichert: {reason}."),
        clause=(errors.DISK_FULL.id, "der Datenträger ist voll"),
    )
    assert str(error) == "Nicht gespeichert: der Datenträger ist voll."


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (OSError(errno.ENOSPC, "x"), "the disk is full"),
        (OSError("Unable to write (No space left on device)."), "the disk is full"),
        (PermissionError(errno.EACCES, "x"), "permission is denied"),
        (IrregularFile(errno.EINVAL, "x"), "it is not a regular file"),
        (OSError(errno.EIO, "Input/output error"), "Input/output error"),
        (ValueError("It has no end."), "It has no end"),
        (ValueError(), "ValueError"),
        (DigitnetError(errors.CARD_FOREIGN), "it is not a model card"),
    ],
)
def test_every_kind_of_failure_has_a_reason(error, text):
    assert str(reason(error)) == text
