"""Every module, imported alone in a fresh process, leaves Keras with TensorFlow as its backend."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from digitnet import paths

PACKAGE = paths.STATIC.parents[1]

PAGES = "digitnet.ui.main"

LIGHT = """
import functools, importlib.machinery, json, os, sys
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

# It would look through all installed packages for each module anew.
manifest_scanner.scan_component_manifests = functools.cache(
    manifest_scanner.scan_component_manifests
)

class Heavy:
    # They are installed, as whoever only looks for them sees.
    def find_spec(self, name, path=None, target=None):
        if name in ("keras", "tensorflow"):
            return importlib.machinery.ModuleSpec(name, self)
    def create_module(self, spec):
        raise ImportError(f"{spec.name} is heavy, {os.environ['KERAS_BACKEND']}")
    def exec_module(self, module):
        pass

# They come with the extra "cluster", which may be missing.
LACKING = ["No module named 'psycopg'", "No module named 'ray'"]

sys.meta_path.insert(0, Heavy())
heavy = []
for name in sys.argv[1:]:
    for known in [known for known in sys.modules if known.partition(".")[0] == "digitnet"]:
        del sys.modules[known]
    os.environ["KERAS_BACKEND"] = "torch"
    try:
        if name.startswith("digitnet.ui."):
            # The canvas can only be imported while Streamlit runs a script.
            ran = AppTest.from_string(f"import {name}", default_timeout=60).run()
            problems = [each.message for each in ran.exception]
            assert all(each in LACKING for each in problems), (name, problems)
        else:
            __import__(name)
    except ImportError as error:
        if str(error) in LACKING:
            continue
        # Keras looks at the variable when it is imported, and never again.
        assert str(error).endswith("is heavy, tensorflow"), (name, error)
        heavy.append(name)
    assert os.environ["KERAS_BACKEND"] == "tensorflow", name
print(json.dumps(heavy))
"""
"""Imports modules one after the other, each into a process without digitnet, Keras and TensorFlow;
prints those that need Keras or TensorFlow, once it is certain which backend Keras would get."""

SHIPPED = """
import json, sys
import numpy as np
from digitnet import load_predictor
from digitnet.network.architecture import build_network, logits_of

image = np.zeros((28, 28), np.uint8)
image[4:24, 13:15] = 255
read = load_predictor().predict(image).digit
logits = logits_of(build_network(8), image[None])
backend = sys.modules["keras"].backend.backend()
print(json.dumps([read, logits.shape, str(logits.dtype), backend]))
"""


def module_names() -> list[str]:
    files = sorted(PACKAGE.rglob("*.py"))
    parts = [file.relative_to(PACKAGE.parent).with_suffix("").parts for file in files]
    names = {".".join(part).removesuffix(".__init__") for part in parts}
    # It runs the command line instead of being imported.
    return sorted(names - {"digitnet.__main__"})


@pytest.fixture(scope="module")
def misleading(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment whose keras.json and variable ask for other backends, layout and precision."""
    folder = tmp_path_factory.mktemp("keras")
    settings = {"backend": "jax", "floatx": "float16", "image_data_format": "channels_first"}
    (folder / "keras.json").write_text(json.dumps(settings))
    return os.environ | {
        "KERAS_HOME": str(folder),
        "KERAS_BACKEND": "torch",
        "PYTHONPATH": str(PACKAGE.parent),
    }


def run(program: str, *arguments: str, environment: dict[str, str], folder: Path) -> object:
    result = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, f"{arguments}\n{result.stderr}"
    return json.loads(result.stdout.splitlines()[-1])


def test_every_module_alone_works_with_tensorflow(misleading, tmp_path):
    names = module_names()
    # It starts threads, which would import while the next module's turn takes theirs away.
    names.remove(PAGES)
    assert run(LIGHT, PAGES, environment=misleading, folder=tmp_path) == []
    heavy = run(LIGHT, *names, environment=misleading, folder=tmp_path)
    assert {"digitnet.network.architecture", "digitnet.network.predictor"} <= set(heavy)
    # What pages and the command line import stays light.
    assert {name.split(".")[1] for name in heavy} <= {"network", "training", "store"}, heavy


def test_a_misleading_layout_and_precision_change_nothing(misleading, tmp_path):
    environment = misleading | {"DIGITNET_HOME": str(tmp_path / "home")}
    answer = run(SHIPPED, environment=environment, folder=tmp_path)
    assert answer == [1, [1, 11], "float32", "tensorflow"]
