"""The scripts of the pages' components: sent once, by an address that belongs to the content."""

from __future__ import annotations

import json

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from digitnet import paths
from digitnet.ui import scripts
from digitnet.ui.scripts import SCRIPTS, Script
from digitnet.ui.server import script_files

LONG = [script for script in SCRIPTS.values() if script.is_long]


def get(path: str) -> Response | None:
    """What is answered; None where nothing of ours is."""
    route = script_files.route()
    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": []}
    match, more = route.matches(scope)
    return route.endpoint(Request(scope | more)) if match is Match.FULL else None


def text(answer: Response) -> str:
    return bytes(answer.body).decode()


@pytest.mark.parametrize("script", LONG, ids=lambda script: script.name)
def test_a_long_script_is_a_file_that_browsers_keep(script):
    answer = get(f"/script/{script.file}")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in answer.headers["cache-control"]
    assert text(answer) == script.content
    for part in script.parts:
        if part.endswith(".js"):
            assert (paths.STATIC / part).read_text("utf-8") in text(answer)
    # All that goes along with each answer of a page is its name and what loads it.
    assert script.file in script.inline
    assert len(script.inline) < scripts.LONG


def test_what_each_answer_would_carry_is_a_file():
    # Their components get new data while somebody draws.
    assert {"ink", "inside", "panel"} <= {script.name for script in LONG}


def test_a_short_script_needs_no_request():
    for script in SCRIPTS.values():
        assert script.is_long or script.inline == script.content
    assert not SCRIPTS["language"].is_long


def test_other_content_has_another_address(monkeypatch, tmp_path):
    before = Script("a", ("load.js",)).file
    monkeypatch.setattr(paths, "STATIC", tmp_path)
    (tmp_path / "load.js").write_text("// other", encoding="utf-8")
    after = Script("a", ("load.js",)).file
    assert before != after
    assert before.startswith("a-")


def test_another_versions_page_gets_this_ones_script_for_now():
    answer = get("/script/ink-000000000000.js")
    assert text(answer) == SCRIPTS["ink"].content
    assert answer.headers["cache-control"] == "no-cache"
    assert get("/script/nothing-000000000000.js").status_code == 404
    assert get("/script/ink.js") is None


def test_the_samples_are_part_of_live_ink():
    samples = json.loads((paths.STATIC / "samples.json").read_text("utf-8"))
    (line,) = (each for each in SCRIPTS["ink"].content.split("\n") if "const SAMPLES" in each)
    assert json.loads(line.removeprefix("const SAMPLES = ").removesuffix(";")) == samples
