"""The command line where TensorFlow is not installed, and the server that is ended politely."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from digitnet.texts import errors
from tests.support.clients import how_it_ends, is_drawn, opened, run
from tests.support.light import PYTHONPATH
from tests.support.person import PROJECT, App
from tests.support.waiting import wait_for


def digitnet(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "digitnet", *map(str, arguments)],
        cwd=PROJECT,
        env=os.environ | {"PYTHONPATH": PYTHONPATH},
        capture_output=True,
        text=True,
    )


def test_drawings_are_evaluated_and_models_listed(lines):
    result = digitnet("evaluate", lines, "--json")
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["count"] == 3
    assert digitnet("models").stdout.startswith("* shipped")


@pytest.mark.parametrize(
    "arguments", [("train", "--recipe", "quick"), ("export", "shipped", "--format", "litert")]
)
def test_what_needs_tensorflow_is_one_line(arguments):
    result = digitnet(*arguments)
    assert result.returncode == 1
    assert result.stderr == f"Error: {errors.NEEDS_TENSORFLOW()}\n"


@pytest.mark.parametrize("environment", [{}, {"PYTHONPATH": PYTHONPATH}], ids=["full", "light"])
@pytest.mark.skipif(os.name == "nt", reason="Windows ends processes without asking them")
def test_a_server_that_is_terminated_tells_its_pages_and_ends_its_engine(
    tmp_path: Path, environment
):
    app = App(tmp_path, **environment)
    server = psutil.Process(app.process.pid)

    async def use() -> tuple[int, str]:
        async with opened(app.port) as page:
            await is_drawn(page)
            wait_for(lambda: len(server.children()) == (0 if environment else 1))
            engines.extend(server.children())
            app.process.terminate()
            return await how_it_ends(page)

    engines: list[psutil.Process] = []
    try:
        # "Service restart": the page opens a new connection by itself.
        assert run(use())[0] == 1012
        assert app.process.wait(60) == 0, app.log.read_text()
        assert psutil.wait_procs(engines, timeout=60)[1] == []
    finally:
        app.stop()
