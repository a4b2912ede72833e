"""Exports: each archive runs by its own instructions, in a process that has no digitnet."""

from __future__ import annotations

import dataclasses
import io
import json
import os
import re
import subprocess
import sys
import zipfile

import keras
import numpy as np
import pytest

from digitnet import load_predictor
from digitnet.data.mnist import load_mnist
from digitnet.network import answers
from digitnet.network.folding import FoldedNetwork
from digitnet.store import export
from digitnet.store.errors import StoreError
from digitnet.store.formats import FORMATS, WEB, file_name
from digitnet.store.store import SHIPPED, ModelStore

PACKAGES = {"onnx": ["onnxruntime", "tf2onnx"]}
FILES = {
    "keras": {"model.keras"},
    "saved_model": {"saved_model/saved_model.pb"},
    "litert": {"model.tflite", "model_int8.tflite"},
    "onnx": {"model.onnx"},
}


@pytest.fixture(scope="module", params=[name for name in FORMATS if name != WEB])
def unpacked(request, tmp_path_factory):
    """The format's name, and a folder with its archive's content."""
    for package in PACKAGES.get(request.param, []):
        pytest.importorskip(package)
    folder = tmp_path_factory.mktemp(request.param)
    content = export.export_model(ModelStore(folder / "home").get(SHIPPED), request.param)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(folder / "out")
    return request.param, folder / "out"


def run(program: str, folder) -> str:
    """Run a program without this checkout in its search path, and without digitnet."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    program = "import sys\nsys.modules['digitnet'] = None\n" + program
    ended = subprocess.run(
        [sys.executable, "-P", "-c", program],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_an_archive_runs_by_its_own_instructions(unpacked):
    format, folder = unpacked
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
    assert {"README.md", "sample.json"} | FILES[format] <= names
    readme = (folder / "README.md").read_text()
    expected = json.loads((folder / "sample.json").read_text())["expected"]
    (program,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    assert expected["digit"] == 7
    # Together with the digit, because TensorFlow takes longest to load: all three answers.
    answers = "{k: np.asarray(v)[0].tolist() for k, v in answer.items()}"
    program += f"print(json.dumps({None if format == 'onnx' else answers}))"
    digit, told = run(program, folder).splitlines()[-2:]
    assert digit.split()[-1] == "7"
    if format != "onnx":
        given = json.loads(told)
        assert given["digit_score"] == pytest.approx(expected["digit_score"], abs=1e-4)
        assert given["probabilities"] == pytest.approx(expected["probabilities"], abs=1e-4)


def test_the_sample_is_what_digitnet_says_of_it(unpacked):
    sample = json.loads((unpacked[1] / "sample.json").read_text())
    prediction = load_predictor().predict(np.array(sample["image"], np.uint8))
    assert sample["expected"]["digit"] == prediction.digit
    assert sample["expected"]["probabilities"] == pytest.approx(prediction.probabilities, abs=1e-5)


@pytest.mark.parametrize("unpacked", ["onnx"], indirect=True)
def test_onnx_answers_as_keras_does(unpacked):
    import onnxruntime

    images = load_mnist().test_images[:1000]
    session = onnxruntime.InferenceSession(unpacked[1] / "model.onnx")
    names = [output.name for output in session.get_outputs()]
    given = dict(zip(names, session.run(names, {"image": images}), strict=True))
    predictor = load_predictor()
    predictions = predictor.predict_many(list(images))
    assert [-1 if p.digit is None else p.digit for p in predictions] == given["digit"].tolist()
    assert given["probabilities"] == pytest.approx(
        np.stack([p.probabilities for p in predictions]), abs=1e-4
    )
    blank = session.run(["digit"], {"image": np.zeros((2, 28, 28), np.uint8)})
    assert blank[0].tolist() == [-1, -1]


def test_the_web_page_is_one_file_with_the_models_version(tmp_path):
    page = export.export_model(ModelStore(tmp_path).get(SHIPPED), WEB)
    assert page.startswith(b"<!doctype html>")
    assert len(page) < 1_000_000
    assert SHIPPED in page.decode()


def test_a_page_that_gives_other_answers_is_an_error(monkeypatch, tmp_path):
    folded = export.fold

    def wrong(network):
        *layers, last = folded(network).layers
        last = dataclasses.replace(last, bias=last.bias[::-1])
        return FoldedNetwork((*layers, last))

    monkeypatch.setattr(export, "fold", wrong)
    with pytest.raises(StoreError, match="does not give the same answers"):
        export.export_model(ModelStore(tmp_path).get(SHIPPED), WEB)


def test_a_network_that_cannot_be_folded_is_one_sentence(monkeypatch, tmp_path):
    network = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten()])
    monkeypatch.setattr(export, "load_network", lambda model: network)
    with pytest.raises(StoreError, match="has to end with a dense layer"):
        export.export_model(ModelStore(tmp_path).get(SHIPPED), WEB)


def test_an_export_with_other_answers_is_an_error(monkeypatch, tmp_path):
    right = answers.with_answers

    def wrong(network, calibration, batch=None):
        return right(network, dataclasses.replace(calibration, temperature=3.0), batch)

    monkeypatch.setattr(answers, "with_answers", wrong)
    with pytest.raises(StoreError, match="does not give the same answers"):
        export.export_model(ModelStore(tmp_path).get(SHIPPED), "keras")


def test_an_unknown_format_and_missing_packages_are_one_sentence(monkeypatch, tmp_path):
    model = ModelStore(tmp_path).get(SHIPPED)
    with pytest.raises(StoreError, match="no format tape"):
        export.export_model(model, "tape")
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(StoreError, match=r"pip install 'digitnet\[export\]'"):
        export.export_model(model, "onnx")


def test_names_tell_model_and_format():
    assert file_name("v3", "saved_model") == "digitnet-v3-saved-model.zip"
    assert file_name("v3", WEB) == "digitnet-v3.html"
    assert file_name("shipped", "original") == "digitnet-shipped.keras"
