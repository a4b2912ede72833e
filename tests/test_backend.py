"""Every module, imported alone in a fresh process, leaves Keras with TensorFlow as its backend."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from digitnet import paths

PACKAGE = paths.STATIC.parents[1]

IMPORT = """
import json, sys
name, page = sys.argv[1:]
if page:
    # The canvas can only be imported while Streamlit runs a script.
    from streamlit.testing.v1 import AppTest
    ran = AppTest.from_string(f"import {name}", default_timeout=60).run()
    assert not ran.exception, ran.exception
else:
    __import__(name)
loaded = {"keras", "tensorflow"} & set(sys.modules)
backend = sys.modules["keras"].backend.backend() if "keras" in loaded else None
print(json.dumps([sorted(loaded), backend]))
"""


def module_names() -> list[str]:
    files = sorted(PACKAGE.rglob("*.py"))
    parts = [file.relative_to(PACKAGE.parent).with_suffix("").parts for file in files]
    names = {".".join(part).removesuffix(".__init__") for part in parts}
    # It runs the command line instead of being imported.
    return sorted(names - {"digitnet.__main__"})


@pytest.fixture(scope="module")
def misleading(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment with a keras.json and a variable that ask for other backends."""
    folder = tmp_path_factory.mktemp("keras")
    settings = {"backend": "jax", "floatx": "float32", "image_data_format": "channels_last"}
    (folder / "keras.json").write_text(json.dumps(settings))
    return os.environ | {
        "KERAS_HOME": str(folder),
        "KERAS_BACKEND": "torch",
        "PYTHONPATH": str(PACKAGE.parent),
    }


def imported(name: str, environment: dict[str, str], folder: Path) -> tuple[list[str], str | None]:
    page = "page" if name.startswith("digitnet.ui.") else ""
    result = subprocess.run(
        [sys.executable, "-c", IMPORT, name, page],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, f"import {name}\n{result.stderr}"
    loaded, backend = json.loads(result.stdout.splitlines()[-1])
    return loaded, backend


def test_every_module_alone_works_with_tensorflow(misleading, tmp_path):
    names = module_names()
    assert {"digitnet", "digitnet.network.architecture", "digitnet.ui.draw"} <= set(names)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        answers = pool.map(lambda name: imported(name, misleading, tmp_path), names)
        results = dict(zip(names, answers, strict=True))
    assert {backend for _, backend in results.values()} == {None, "tensorflow"}
    heavy = {name for name, (loaded, _) in results.items() if loaded}
    # What pages and the command line import stays light.
    assert {name.split(".")[1] for name in heavy} <= {"network", "training", "store"}, heavy
