"""The command line, in process."""

from __future__ import annotations

import dataclasses
import errno
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from digitnet import paths
from digitnet.cli import main
from digitnet.network.architecture import build_network
from digitnet.store.store import SHIPPED, ModelStore
from digitnet.training.recipe import RECIPES, Report
from tests.support.commands import run
from tests.support.drawings import DIGITS
from tests.support.few_images import use_few_images
from tests.support.trainings import REPORT, TINY, borrowed_light_form

A = [[(0, 100), (35, 0), (70, 100)], [(14, 62), (58, 62)]]


@pytest.fixture
def seven(tmp_path):
    path = tmp_path / "seven.json"
    path.write_text(json.dumps({"strokes": DIGITS[7], "pen_width": 10}, indent=1))
    return path


def test_predicting_a_drawing(seven, lines):
    assert run("predict", seven).startswith("7 (")
    answer = json.loads(run("predict", seven, "--json"))
    assert (answer["digit"], answer["model"]) == (7, SHIPPED)
    assert len(answer["probabilities"]) == 10
    assert run("predict", lines).startswith("7 (")


def test_predicting_a_picture(tmp_path):
    paper = np.full((130, 100), 255, np.uint8)
    cv2.polylines(paper, [np.array(DIGITS[3][0], np.int32)], False, 0, 8, cv2.LINE_AA)
    cv2.imwrite(str(tmp_path / "three.png"), paper)
    assert run("predict", tmp_path / "three.png").startswith("3 (")
    cv2.imwrite(str(tmp_path / "blank.png"), np.full((50, 50), 255, np.uint8))
    assert run("predict", tmp_path / "blank.png") == "nothing to read\n"
    assert json.loads(run("predict", tmp_path / "blank.png", "--json"))["digit"] is None


def test_pictures_of_numbers_are_read_and_evaluated(tmp_path):
    paper = np.full((130, 240), 255, np.uint8)
    for digit, left in ((7, 10), (3, 130)):
        for stroke in DIGITS[digit]:
            line = np.add(stroke, (left, 0)).astype(np.int32)
            cv2.polylines(paper, [line], False, 0, 8, cv2.LINE_AA)
    cv2.imwrite(str(tmp_path / "number.png"), paper)
    assert run("predict", tmp_path / "number.png").startswith("73 (")
    answer = json.loads(run("predict", tmp_path / "number.png", "--json"))
    assert answer["text"] == "73"
    (left, *_), (right, *_) = (digit["box"] for digit in answer["digits"])
    assert left < 120 < right
    assert all(digit["blobs"] for digit in answer["digits"])
    labels = tmp_path / "labels.csv"
    labels.write_text("file,label,kind\nnumber.png,73,scan\nnumber.png,78,scan\n")
    out = run("evaluate", tmp_path, "--sheet", tmp_path / "misread.png")
    assert "50.0" in out
    assert cv2.imread(str(tmp_path / "misread.png")).shape[0] < 100
    labels.write_text("name,label\n")
    run("evaluate", tmp_path, code=1)
    labels.write_text("file,label\nnone.png,7\n")
    run("evaluate", tmp_path, code=1)
    labels.unlink()
    run("evaluate", tmp_path, code=1)


def test_a_16_bit_scan_and_a_byte_order_mark_are_read(tmp_path):
    paper = np.full((130, 100), 40_000, np.uint16)
    cv2.polylines(paper, [np.array(DIGITS[3][0], np.int32)], False, 9_000, 8)
    cv2.imwrite(str(tmp_path / "three.png"), paper)
    assert run("predict", tmp_path / "three.png").startswith("3 (")
    line = json.dumps({"label": 7, "strokes": DIGITS[7]})
    for name in ("seven.json", "seven.jsonl"):
        (tmp_path / name).write_text(line + "\n", encoding="utf-8-sig")
        assert run("predict", tmp_path / name).startswith("7 (")
        assert json.loads(run("evaluate", tmp_path / name, "--json"))["accuracy"] == 1.0


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
@pytest.mark.parametrize("command", ["predict", "evaluate"])
@pytest.mark.parametrize("name", ["pipe.json", "pipe.jsonl.gz", "pipe.png"])
def test_a_named_pipe_hangs_no_command(tmp_path, command, name):
    os.mkfifo(tmp_path / name)
    run(command, tmp_path / name, code=1)


def test_evaluating_drawings(lines):
    answer = json.loads(run("evaluate", lines, "--json"))
    assert answer["count"] == 3
    assert answer["accuracy"] == pytest.approx(2 / 3)
    assert answer["sets"][0]["confusions"] == [[7, 1, 1]]
    assert "66.67% of 3" in run("evaluate", lines)


def test_evaluating_on_mnist_shows_what_the_card_says(home):
    answer = json.loads(run("evaluate", "--json"))
    card = ModelStore(home).get(SHIPPED).card
    assert answer["count"] == 10_000
    assert card.report.test_accuracy >= 0.995
    # What is rejected counts as an error here, and the card's figure is of the likeliest digit.
    assert answer["accuracy"] >= 0.993
    refused = answer["sets"][0]["refused"]
    assert refused < 0.005
    assert 0 <= card.report.test_accuracy - answer["accuracy"] <= refused + 3e-4


def test_evaluating_a_folder_draws_misread_drawings_and_updates_the_card(lines, tmp_path):
    folder = tmp_path / "model"
    shutil.copytree(paths.SHIPPED_MODEL, folder)
    sheet = tmp_path / "misread.png"
    out = run("evaluate", lines, "--model", folder, "--sheet", sheet, "--card")
    assert "rejected as not a digit: 0.00%" in out
    assert "writers: 1, mean 66.67%" in out
    assert cv2.imread(str(sheet)).shape[0] < 100
    (noted,) = [
        value
        for value in json.loads((folder / "card.json").read_text())["evaluations"]
        if value["source"] == "drawings.jsonl"
    ]
    assert noted["count"] == 3
    assert json.loads((folder / "card.json").read_text())["version"] == SHIPPED
    assert noted["confusions"] == [[7, 1, 1]]
    run("evaluate", lines, "--model", tmp_path, code=1)
    run("evaluate", lines, "--sheet", tmp_path / "none" / "sheet.png", code=1)
    run("evaluate", lines, "--card", code=2)
    run("evaluate", "--sheet", sheet, code=2)


def test_a_sheet_of_synthetic_writers(tmp_path):
    for arguments in ((), ("--non-digits",)):
        run("sheet", tmp_path / "sheet.png", "--count", 30, *arguments)
        assert cv2.imread(str(tmp_path / "sheet.png")).shape == (180, 1440, 3)
    run("sheet", tmp_path / "none" / "sheet.png", code=1)


def test_a_letter_is_not_a_digit(tmp_path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"strokes": A}))
    assert run("predict", path).startswith("not a digit (closest: ")
    answer = json.loads(run("predict", path, "--json"))
    assert answer["digit"] is None
    assert answer["digit_score"] < 0.5


def test_training_choosing_and_removing(home, monkeypatch, tmp_path):
    use_few_images(monkeypatch)
    monkeypatch.setitem(RECIPES, "quick", TINY)
    output = run("train", "--seed", "3", "--use").splitlines()
    assert output[-3].startswith("v1: ")
    assert output[-1] == "Model v1 answers now."
    assert ModelStore(home).get("v1").card.report.seed == 3
    listed = json.loads(run("models", "list", "--json"))
    assert [(card["version"], card["current"]) for card in listed] == [
        ("v1", True),
        (SHIPPED, False),
    ]
    assert run("models").splitlines()[0].startswith("* v1")
    run("models", "use", SHIPPED)
    assert ModelStore(home).current_version() == SHIPPED
    run("models", "remove", "v1")
    assert len(ModelStore(home).list()) == 1


def test_a_folder_for_the_model_is_complete_or_missing(home, monkeypatch, tmp_path):
    monkeypatch.setattr("digitnet.training.train.train", untrained)
    out = tmp_path / "folder" / "model"
    run("train", "--out", out)
    assert sorted(path.name for path in out.iterdir()) == [
        "card.json",
        "model.keras",
        "model.tflite",
    ]
    assert sorted(path.name for path in out.parent.iterdir()) == ["model"]
    ModelStore(home, shipped=out).get(SHIPPED).verify()
    assert "not empty" in CliRunner().invoke(main, ["train", "--out", str(out)]).stderr


def untrained(*arguments: object, **more: object) -> tuple[Any, Report]:
    """Instead of a training: what one of a worse network would return."""
    return build_network(TINY.width), dataclasses.replace(REPORT, recipe=TINY, test_accuracy=0.9)


def test_a_clearly_worse_model_does_not_answer_unless_told_to(home, monkeypatch):
    monkeypatch.setattr("digitnet.store.light_making.make_light_form", borrowed_light_form)
    monkeypatch.setattr("digitnet.training.train.train", untrained)
    output = run("train").splitlines()
    assert output[-2].startswith("Against model shipped: -")
    assert output[-1].startswith("Model v1 does not answer; digitnet models use v1 ")
    assert ModelStore(home).current_version() == SHIPPED
    run("train", "--use")
    assert ModelStore(home).current_version() == "v2"
    # No worse than the one that answers now.
    run("train", "--no-use")
    assert ModelStore(home).current_version() == "v2"
    run("train", "--out", home / "folder", "--use", code=2)


def test_an_error_is_one_line(tmp_path, monkeypatch):
    (tmp_path / "bad.json").write_text("{")
    (tmp_path / "bad.png").write_text("no picture")
    (tmp_path / "empty.jsonl").write_text("\n")
    (tmp_path / "nolabel.jsonl").write_text('{"strokes": [[[1, 2]]]}\n')
    run("predict", tmp_path / "bad.json", code=1)
    run("predict", tmp_path / "bad.png", code=1)
    run("predict", tmp_path / "none.json", code=1)
    run("predict", tmp_path / "empty.jsonl", code=1)
    run("evaluate", tmp_path / "none.jsonl", code=1)
    run("evaluate", tmp_path / "bad.json", code=1)
    run("evaluate", tmp_path / "nolabel.jsonl", code=1)
    run("models", "use", "v9", code=1)
    run("models", "remove", SHIPPED, code=1)
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DIGITNET_HOME", str(tmp_path / "file"))
    run("train", code=1)


def test_predicting_and_evaluating_need_no_tensorflow(seven, lines):
    program = (
        "import sys\n"
        "sys.modules['tensorflow'] = sys.modules['keras'] = None\n"
        "from digitnet.cli import main\n"
        "main(sys.argv[1:])"
    )
    for arguments, expected in ((("predict", seven), "7 ("), (("evaluate", lines), "66.67%")):
        ended = subprocess.run(
            [sys.executable, "-c", program, *arguments], capture_output=True, text=True
        )
        assert ended.returncode == 0, ended.stderr
        assert expected in ended.stdout


def test_exporting_a_model(tmp_path, home, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("export") == "digitnet-shipped-keras.zip: model shipped\n"
    with zipfile.ZipFile("digitnet-shipped-keras.zip") as archive:
        assert sorted(archive.namelist()) == ["README.md", "model.keras", "sample.json"]
    assert run("export", "--format", "web") == "digitnet-shipped.html: model shipped\n"
    assert Path("digitnet-shipped.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    Path("digitnet-shipped.html").unlink()
    run("export", "v9", code=1)
    run("export", "--out", tmp_path / "none" / "model.zip", code=1)
    run("export", "--format", "tape", code=2)
    assert sorted(os.listdir(tmp_path)) == ["digitnet-shipped-keras.zip"]


def test_a_full_disk_ends_an_export_in_one_line(tmp_path, monkeypatch):
    def fail(path, content):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("digitnet.store.export.export_model", lambda model, format: b"model")
    monkeypatch.setattr("digitnet.store.files.write", fail)
    (tmp_path / "model.zip").write_bytes(b"an older one")
    run("export", "--out", tmp_path / "model.zip", code=1)
    assert (tmp_path / "model.zip").read_bytes() == b"an older one"
    assert os.listdir(tmp_path) == ["model.zip"]


def test_converting_drawings_there_and_back(lines, tmp_path):
    assert run("convert", lines, tmp_path / "a.ndjson.gz").endswith("3 drawings\n")
    assert run("predict", tmp_path / "a.ndjson.gz").startswith("7 (")
    run("convert", tmp_path / "a.ndjson.gz", tmp_path / "b.jsonl")
    before, after = (
        [json.loads(line) for line in path.read_text().splitlines()]
        for path in (lines, tmp_path / "b.jsonl")
    )
    assert after == before
    run("convert", lines, tmp_path / "a.csv", code=2)
    run("convert", lines, tmp_path / "none" / "a.jsonl", code=1)
    run("convert", tmp_path / "none.jsonl", tmp_path / "c.jsonl", code=1)


def test_wrong_use_has_an_exit_code_of_its_own():
    run("train", "--recipe", "slow", code=2)
    run("train", "--workers", "0", code=2)
    run("train", "--seed", "-1", code=2)
    run("predict", code=2)
    run("nonsense", code=2)
