"""Drawings on disk: what is one, what is none, and that no file hangs or fills the memory."""

from __future__ import annotations

import codecs
import gzip
import json
import os
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitnet import read_drawings
from digitnet.drawing import files
from digitnet.drawing.errors import DrawingError
from digitnet.drawing.files import LabelledDrawing, parse_drawing, read_drawing
from tests.drawing.test_drawing import STROKE, assert_is_drawing, junk

LINE = json.dumps({"label": 7, "strokes": [STROKE], "writer": "w"})

coordinates = st.floats(-1e6, 1e6)
strokes = st.lists(
    st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=6), max_size=4
)


def write(path: Path, data: bytes | str) -> Path:
    data = data.encode() if isinstance(data, str) else data
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


@given(st.text() | junk.map(lambda value: json.dumps(value)))
def test_any_line_is_a_drawing_or_a_drawing_error(line):
    try:
        item = parse_drawing(line)
    except DrawingError:
        return
    assert isinstance(item, LabelledDrawing)
    assert_is_drawing(item.drawing)


@given(
    st.binary(max_size=200) | st.lists(st.sampled_from([LINE, "", "[", "7", "é"])).map("\n".join),
    st.sampled_from(["a.json", "a.jsonl", "a.jsonl.gz", "a.json.gz", "a"]),
    st.booleans(),
)
def test_any_file_holds_drawings_or_gives_an_error_that_names_it(
    tmp_path_factory, data, name, pack
):
    path = tmp_path_factory.mktemp("any") / name
    data = data.encode() if isinstance(data, str) else data
    path.write_bytes(gzip.compress(data) if pack else data)
    for read in (
        lambda: [item.drawing for item in read_drawings(path)],
        lambda: [read_drawing(path)],
    ):
        try:
            drawings = read()
        except DrawingError as error:
            assert str(error).startswith(name)
            assert str(error).endswith(".")
            assert "\n" not in str(error)
        else:
            for drawing in drawings:
                assert_is_drawing(drawing)


@given(strokes, st.none() | st.integers(0, 9), st.sampled_from([".jsonl", ".jsonl.gz"]))
def test_json_lines_come_back_as_they_were(tmp_path_factory, lists, label, suffix):
    path = tmp_path_factory.mktemp("lines") / f"drawings{suffix}"
    line = json.dumps({"label": label, "strokes": lists, "writer": "w", "other": 1})
    items = list(read_drawings(write(path, f"{line}\n\n{line}\n")))
    assert len(items) == 2
    for item in items:
        assert (item.label, item.writer) == (label, "w")
        assert [stroke.tolist() for stroke in item.drawing.strokes] == [
            [list(point) for point in stroke] for stroke in lists
        ]


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.json", "a.json.gz", "A.JSON"])
@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8], ids=["plain", "byte-order mark"])
def test_a_byte_order_mark_is_accepted(tmp_path, name, mark):
    path = write(tmp_path / name, mark + LINE.encode())
    assert [stroke.tolist() for stroke in read_drawing(path).strokes] == [STROKE]
    assert [item.label for item in read_drawings(path)] == [7]


def test_one_drawing_may_go_over_several_lines(tmp_path):
    path = write(tmp_path / "a.json", json.dumps(json.loads(LINE), indent=2))
    assert [stroke.tolist() for stroke in read_drawing(path).strokes] == [STROKE]


@pytest.mark.parametrize("label", [10, -1, 1.0, "7", True, [7]])
def test_a_label_is_a_digit(label):
    with pytest.raises(DrawingError, match="label"):
        parse_drawing(json.dumps({"label": label, "strokes": [STROKE]}))


@pytest.mark.parametrize("writer", [[1], {"name": "w"}])
def test_a_writer_has_a_name(writer):
    with pytest.raises(DrawingError, match="writer"):
        parse_drawing(json.dumps({"writer": writer, "strokes": [STROKE]}))
    assert parse_drawing(json.dumps({"writer": 7, "strokes": [STROKE]})).writer == "7"


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.jsonl", b'{"strokes": []}\nrubbish\n', "a.jsonl, line 2: This is not JSON."),
        ("a.jsonl", b'{"strokes": []}\n\n[]\n', "a.jsonl, line 3: A drawing in JSON"),
        ("a.jsonl", b'{"strokes": []}\n' * 999 + b"\xff", "a.jsonl, line 1000: .* UTF-8"),
        ("a.jsonl", b"\xff\xfe\x00", "a.jsonl, line 1: .* UTF-8"),
        ("a.jsonl.gz", b"no gzip at all", "a.jsonl.gz cannot be read"),
        (
            "a.jsonl.gz",
            gzip.compress(b'{"strokes": []}\n' * 999, mtime=0)[:-12],
            "a.jsonl.gz cannot be read",
        ),
        ("a.jsonl", b"[" * 100_000, "not JSON"),
    ],
)
def test_a_broken_file_is_named(tmp_path, name, data, message):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(DrawingError, match=message):
        list(read_drawings(path))


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.json", '{"strokes":\n[}', "a.json, line 2: This is not JSON."),
        ("a.json", "[" * 100_000, "a.json: This is not JSON."),
        ("a.json", "[]", "a.json: A drawing in JSON"),
        ("a.json", b"\xff", "a.json: .* UTF-8"),
        ("a.jsonl", "\n \n", "a.jsonl contains no drawing."),
    ],
)
def test_a_broken_drawing_is_named(tmp_path, name, data, message):
    with pytest.raises(DrawingError, match=message):
        read_drawing(write(tmp_path / name, data))


def read_all(path: Path) -> None:
    list(read_drawings(path))


@pytest.mark.parametrize("read", [read_drawing, read_all])
def test_a_missing_file_and_a_folder_are_named(tmp_path, read):
    with pytest.raises(DrawingError, match=r"none\.json cannot be read: there is no such file"):
        read(tmp_path / "none.json")
    with pytest.raises(DrawingError, match=r"folder\.json cannot be read: it is a folder\."):
        (tmp_path / "folder.json").mkdir()
        read(tmp_path / "folder.json")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
@pytest.mark.parametrize("read", [read_drawing, read_all])
def test_a_pipe_and_a_device_are_refused_at_once(tmp_path, read):
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "zero.json").symlink_to("/dev/zero")
    for name in ("pipe.json", "zero.json"):
        with pytest.raises(DrawingError, match=f"{name} cannot be read: it is not a regular file"):
            read(tmp_path / name)


def refused_within(read, path: Path, megabytes: float) -> str:
    """The message of what is refused, read in no more memory than that."""
    tracemalloc.start()
    try:
        with pytest.raises(DrawingError) as caught:
            read(path)
        assert tracemalloc.get_traced_memory()[1] < megabytes * 1e6
    finally:
        tracemalloc.stop()
    return str(caught.value)


@pytest.mark.parametrize("read", [read_drawing, read_all])
@pytest.mark.parametrize("name", ["huge.json", "huge.jsonl"])
def test_a_huge_sparse_file_takes_no_memory(tmp_path, read, name):
    path = tmp_path / name
    with path.open("wb") as file:
        file.truncate(1_000_000_000)
    assert "is larger than" in refused_within(read, path, 1)


@pytest.mark.parametrize("read", [read_drawing, read_all])
@pytest.mark.parametrize("name", ["bomb.json.gz", "bomb.jsonl.gz"])
def test_a_gzip_bomb_takes_no_more_memory_than_a_drawing(tmp_path, read, name):
    path = tmp_path / name
    with gzip.open(path, "wb", compresslevel=1) as file:
        for _ in range(10):
            file.write(b" " * 10_000_000)
    assert "8 MB" in refused_within(read, path, 40)


@pytest.mark.parametrize(
    ("limit", "value", "message"),
    [
        ("MAX_LINES", 3, "a.jsonl.gz has more than 3 lines."),
        ("MAX_UNPACKED_BYTES", 2_000_000, "a.jsonl.gz is larger than 2 MB once it is unpacked."),
    ],
)
def test_many_lines_have_limits_as_well(tmp_path, monkeypatch, limit, value, message):
    monkeypatch.setattr(files, limit, value)
    path = write(tmp_path / "a.jsonl.gz", (" " * 1_000_000 + "\n") * 3)
    if limit == "MAX_LINES":
        assert list(read_drawings(path)) == []
        write(path, "\n" * 4)
    with pytest.raises(DrawingError, match=message):
        list(read_drawings(path))
