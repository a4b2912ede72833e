"""The commands for what people drew: taught, collected, trained on."""

from __future__ import annotations

import dataclasses
import json

import pytest
from click.testing import CliRunner

from digitnet.cli import main
from digitnet.data.collected import Collected
from digitnet.data.mnist import load_mnist
from digitnet.drawing.drawing import Drawing
from digitnet.store.store import ModelStore
from digitnet.training.recipe import RECIPES, Recipe
from tests.support.commands import run
from tests.support.drawings import DIGITS
from tests.support.few_images import use_few_images
from tests.support.writers import once_more

TINY = Recipe("tiny", epochs=8, batch_size=64, width=8, images=512)


def beside(*digits):
    """Strokes of digits side by side; each is a good hundred wide."""
    return [
        [(x + 160 * place, y) for x, y in stroke]
        for place, digit in enumerate(digits)
        for stroke in DIGITS[digit]
    ]


def test_numbers_are_read_and_evaluated(tmp_path):
    path = tmp_path / "numbers.jsonl"
    labelled = [("71", (7, 1)), ("17", (7, 1)), (7, (7,))]
    items = [{"label": label, "strokes": beside(*digits)} for label, digits in labelled]
    path.write_text("".join(json.dumps(item) + "\n" for item in items))
    assert run("predict", path).startswith("71 (")
    answer = json.loads(run("predict", path, "--json"))
    assert (answer["text"], answer["digit"]) == ("71", None)
    assert [part["digit"] for part in answer["digits"]] == [7, 1]
    strokes = [stroke for part in answer["digits"] for stroke in part["strokes"]]
    assert strokes == list(range(len(items[0]["strokes"])))
    assert all(len(part["box"]) == 4 for part in answer["digits"])
    numbers, digits = json.loads(run("evaluate", path, "--json"))["sets"]
    assert (numbers["count"], numbers["accuracy"], digits["count"]) == (2, 0.5, 1)
    assert numbers["confusions"] == [["17", "71", 1]]
    (everything,) = json.loads(run("evaluate", path, "--json", "--numbers"))["sets"]
    assert everything["count"] == 3
    assert "17 read as 71" in run("evaluate", path, "--sheet", tmp_path / "sheet.png")
    assert (tmp_path / "sheet.png").exists()
    run("evaluate", "--numbers", code=2)


def test_teaching_is_tested(tmp_path, monkeypatch):
    mnist = load_mnist()
    small = dataclasses.replace(
        mnist, test_images=mnist.test_images[:50], test_labels=mnist.test_labels[:50]
    )
    monkeypatch.setattr("digitnet.store.teaching.load_mnist", lambda: small)
    path = tmp_path / "a.jsonl"
    lines = [{"label": 1, "writer": "w", "strokes": DIGITS[7]}] * 3
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    (result,) = json.loads(run("evaluate", path, "--teach", "--json", "--seed", "4"))["sets"]
    assert (result["count"], result["lessons"]) == (3, 1)
    assert result["error_before"] == 1
    assert result["error_after"] == pytest.approx(1 / 3)
    assert "3 drawings, 1 writers, 1 lessons" in run("evaluate", path, "--teach")
    (tmp_path / "nolabel.jsonl").write_text('{"strokes": [[[1, 2]]]}\n')
    run("evaluate", tmp_path / "nolabel.jsonl", "--teach", code=1)
    run("evaluate", "--teach", code=2)
    run("evaluate", path, "--teach", "--wrong", "2", code=2)


def test_the_collection_is_counted_exported_imported_and_cleared(lines, tmp_path, home):
    assert run("collection") == "0 drawings\n"
    assert not home.exists()
    assert run("collection", "import", lines) == "3 new drawings\n"
    assert run("collection", "import", lines) == "0 new drawings\n"
    text = run("collection", "stats")
    assert text.startswith("3 drawings\n")
    assert "7: 2" in text
    assert json.loads(run("collection", "stats", "--json"))["writers"] == 1
    for name in ("out.jsonl", "out.jsonl.gz"):
        assert "3 drawings" in run("collection", "export", tmp_path / name)
        assert "66.67% of 3" in run("evaluate", tmp_path / name)
    refused = CliRunner().invoke(main, ["collection", "clear"], input="n\n")
    assert "Remove 3 drawings for good?" in refused.output
    assert json.loads(run("collection", "stats", "--json"))["count"] == 3
    assert run("collection", "clear", "--yes") == "3 drawings were removed.\n"
    assert run("collection", "import", tmp_path / "out.jsonl.gz") == "3 new drawings\n"
    lines.write_text("{}\n")
    run("collection", "import", lines, code=1)
    run("collection", "export", tmp_path / "no" / "folder.jsonl", code=1)
    (home / "collection.sqlite").write_bytes(b"rubbish" * 999)
    for command in (("stats",), ("import", tmp_path / "out.jsonl"), ("clear", "--yes")):
        run("collection", *command, code=1)


def test_training_on_peoples_drawings(home, monkeypatch, tmp_path):
    use_few_images(monkeypatch)
    monkeypatch.setitem(RECIPES, "quick", TINY)
    path = tmp_path / "fours.jsonl"
    shape = Drawing.from_strokes(DIGITS[7])
    items = [Collected(once_more(shape, n), 4, f"w{n % 6}") for n in range(60)]
    path.write_text("".join(f"{item.to_json()}\n" for item in items))
    output = run("train", "--use", "--drawings", path)
    report = ModelStore(home).get("v1").card.report
    assert report.drawings + report.left_out == 60
    assert report.left_out % 10 == 0
    assert report.left_out_accuracy > report.left_out_before == 0
    assert f"Of {report.left_out} drawings that were left out of the training: 0.0% read" in output
    path.write_text(items[0].to_json())
    run("train", "--drawings", path, code=1)
    run("train", "--drawings", tmp_path / "nothing.jsonl", code=1)
    assert len(ModelStore(home).list()) == 2
