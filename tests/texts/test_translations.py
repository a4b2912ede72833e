"""The translations: complete, current, with the right placeholders; and the tool that says so."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from digitnet import paths
from digitnet.texts import compile, errors, language, refusals, room_page
from digitnet.texts.template import messages

TRANSLATED = [code for code in language.NAMES if code != language.SOURCE]

ONE = errors.TRAINING_RUNNING
COUNTED = room_page.PAGES_OPEN


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_message_is_translated(code):
    found = list(compile.problems(code))
    assert not found, "run python -m digitnet.texts.compile\n" + "\n".join(found)


def test_no_other_language_lies_there():
    assert {path.name for path in paths.LOCALE.iterdir()} == set(TRANSLATED)


@pytest.mark.parametrize("file", [paths.STATIC / "share.json"])
def test_small_files_have_every_language(file: Path):
    texts = json.loads(file.read_text(encoding="utf-8"))
    assert texts.keys() == language.NAMES.keys()
    for code, sentences in texts.items():
        assert sentences.keys() == texts["en"].keys(), code
        for key, sentence in sentences.items():
            names = re.findall(r"\{\w+\}", texts["en"][key])
            assert sentence.strip(), (code, key)
            assert sorted(re.findall(r"\{\w+\}", sentence)) == sorted(names), (code, key)


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_button_that_a_sentence_names_is_called_so(code):
    # Read aloud, "no digit" is no button.
    single = [(name, message) for name, message in messages() if message.plural is None]
    labels = {each.id: each for _, each in single} | {"no digit": None}
    language.use(code)
    try:
        checked = [
            str(labels[label]) in sentence(**dict.fromkeys(re.findall(r"{(\w+)", sentence.id), ""))
            for _, sentence in single
            for label in re.findall("“([^”{}]+)”", sentence.id)
            if labels.get(label)
        ]
    finally:
        language.use(None)
    assert checked
    assert all(checked)


@pytest.mark.parametrize("code", language.NAMES)
def test_reasons_fit_into_a_websockets_last_frame(code):
    language.use(code)
    try:
        for name, reason in vars(refusals).items():
            if name.endswith("_REASON") or name in ("TOO_MANY_MESSAGES", "NO_PAGE_ASKED"):
                assert len(str(reason).encode()) <= 123, (code, name)
    finally:
        language.use(None)


@pytest.fixture
def polish(tmp_path, monkeypatch):
    """A folder with Polish of which everything is translated, and a way to spoil it."""
    monkeypatch.setattr(paths, "LOCALE", tmp_path)
    folder = tmp_path / "pl" / "LC_MESSAGES"

    def change(how=lambda catalogue: None) -> list[str]:
        with (folder / "digitnet.po").open("rb") as file:
            catalogue = read_po(file, locale="pl")
        how(catalogue)
        with (folder / "digitnet.po").open("wb") as file:
            write_po(file, catalogue)
        with (folder / "digitnet.mo").open("wb") as file:
            write_mo(file, catalogue)
        return list(compile.problems("pl"))

    def translate(catalogue) -> None:
        for entry in catalogue:
            if entry.id:
                is_single = isinstance(entry.id, str)
                entry.string = entry.id if is_single else (*entry.id, entry.id[1])

    compile.update("pl")
    assert not change(translate)
    return change


def test_a_new_language_begins_with_every_message_missing(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "LOCALE", tmp_path)
    compile.update("ja")
    found = list(compile.problems("ja"))
    assert len(found) == len(list(messages()))
    assert any(line == f"ja: errors.TRAINING_RUNNING: no translation: {ONE.id!r}" for line in found)


def _spoil(message, string):
    def how(catalogue) -> None:
        catalogue[message.id].string = string

    return how


def _uncounted(catalogue) -> None:
    catalogue.delete(COUNTED.id)
    catalogue.add(COUNTED.id, "Otwarte strony: {n}.")


@pytest.mark.parametrize(
    ("how", "problem"),
    [
        (_spoil(ONE, ""), "errors.TRAINING_RUNNING: no translation"),
        (_spoil(COUNTED, ("{n}", "", "{n}")), "room_page.PAGES_OPEN: no translation"),
        (_uncounted, "room_page.PAGES_OPEN: wrong number of plural forms"),
        (_spoil(ONE, "Trwa {n}."), "errors.TRAINING_RUNNING: wrong placeholders"),
        (_spoil(ONE, "Trwa {."), "errors.TRAINING_RUNNING: wrong placeholders"),
        (_spoil(errors.SEED_IMPOSSIBLE, "{largest}"), "errors.SEED_IMPOSSIBLE: wrong placeholders"),
        (_spoil(COUNTED, ("jedna", "{n} a", "bez")), "room_page.PAGES_OPEN: wrong placeholders"),
        (lambda catalogue: catalogue[ONE.id].flags.add("fuzzy"), "TRAINING_RUNNING: fuzzy"),
        (lambda catalogue: catalogue.delete(ONE.id), "TRAINING_RUNNING: no translation"),
        (lambda catalogue: catalogue.add("Old.", "Stare."), "not in the catalogue: 'Old.'"),
    ],
)
def test_what_is_wrong_is_named(polish, how, problem):
    found = polish(how)
    assert found
    assert all(line.startswith("pl: ") for line in found)
    assert any(problem in line for line in found), found


def test_other_plural_forms_are_named(polish):
    file = paths.LOCALE / "pl" / "LC_MESSAGES" / "digitnet.po"
    polish()
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("n==1 ? 0", "n!=1 ? 0"), encoding="utf-8")
    assert any("plural forms" in line for line in compile.problems("pl"))


def test_a_compiled_file_that_is_older_is_named(polish):
    before = (paths.LOCALE / "pl" / "LC_MESSAGES" / "digitnet.mo").read_bytes()
    polish(_spoil(ONE, "Trwa inny trening."))
    (paths.LOCALE / "pl" / "LC_MESSAGES" / "digitnet.mo").write_bytes(before)
    (line,) = compile.problems("pl")
    assert "compiled file" in line
    compile.update("pl")
    assert not list(compile.problems("pl"))


def test_an_update_keeps_translations_and_drops_what_is_gone(polish):
    def how(catalogue) -> None:
        catalogue[ONE.id].string = "Trwa inny trening."
        catalogue.add("Old.", "Stare.")
        catalogue.delete(errors.NO_MODEL.id)

    polish(how)
    compile.update("pl")
    (line,) = compile.problems("pl")
    assert line == f"pl: errors.NO_MODEL: no translation: {errors.NO_MODEL.id!r}"
    file = paths.LOCALE / "pl" / "LC_MESSAGES" / "digitnet.po"
    text = file.read_text(encoding="utf-8")
    assert "Trwa inny trening." in text
    assert "Stare" not in text
    # Nothing changes without a reason.
    compile.update("pl")
    assert file.read_text(encoding="utf-8") == text
