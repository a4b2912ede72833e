"""The web page as one file: what is in it, and what keeps it safe."""

from __future__ import annotations

import base64
import hashlib
import json
import re

import numpy as np
import pytest

from digitnet.network.calibration import Calibration
from digitnet.network.folding import Convolution, Dense, FoldedNetwork, MaxPooling
from digitnet.web.build import FOLDER, MAX_BYTES, SCRIPTS, PageError, build_page, read_languages

RNG = np.random.default_rng(0)


def network(size: int = 4) -> FoldedNetwork:
    """A tiny network: 28x28 to 14x14 to 7x7 to eleven logits."""
    return FoldedNetwork(
        (
            Convolution(RNG.normal(size=(5, 5, 1, size)).astype("f4"), np.ones(size, "f4"), 2),
            MaxPooling(),
            Dense(RNG.normal(size=(49 * size, 11)).astype("f4"), np.zeros(11, "f4")),
        )
    )


@pytest.fixture(scope="module")
def page() -> str:
    return build_page(network(), Calibration(), "v1")


def element(page: str, pattern: str) -> str:
    (found,) = re.findall(pattern, page, re.DOTALL)
    return found


def test_it_holds_the_weights_as_float16(page):
    net = network()
    page = build_page(net, Calibration(), "v1")
    raw = base64.b64decode(element(page, r'id="weights">(.*?)</script>'))
    first = net.layers[0].kernel.ravel()
    assert np.frombuffer(raw, "<f2")[: first.size] == pytest.approx(first, abs=2e-3)
    assert len(raw) == 2 * sum(
        layer.kernel.size + layer.bias.size for layer in (net.layers[0], net.layers[2])
    )


def test_it_describes_the_layers_and_the_calibration():
    page = build_page(network(), Calibration(0.7, 0.8, 0.6), "v1")
    model = json.loads(element(page, r'id="model">(.*?)</script>'))
    assert [layer["kind"] for layer in model["layers"]] == ["convolution", "pooling", "dense"]
    assert model["layers"][0] == {"kind": "convolution", "kernel": [5, 5, 1, 4], "strides": 2}
    assert model["calibration"] == {
        "temperature": 0.7,
        "score_temperature": 0.8,
        "threshold": 0.6,
    }


def test_it_allows_only_its_own_style_and_script(page):
    policy = element(page, r'Content-Security-Policy" content="([^"]*)"')
    script = element(page, r"<script>(.*?)</script>")
    style = element(page, r"<style>(.*?)</style>")
    for kind, text in (("script", script), ("style", style)):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none';")
    assert "img-src data:; base-uri 'none'; form-action 'none'" in policy
    assert "unsafe" not in policy


def test_it_asks_for_nothing_from_elsewhere(page):
    inside_svg = page.replace("http://www.w3.org/2000/svg", "")
    assert "://" not in inside_svg
    assert not re.search(r'<(script|img|iframe|link)[^>]+(src|href)="(?!data:)', page)


def test_a_version_cannot_write_markup():
    page = build_page(network(), Calibration(), '"><script>alert(1)</script>')
    assert "<script>alert" not in page


def test_what_is_too_large_is_refused():
    with pytest.raises(PageError, match=r"too large for a web page: 1\.. MB, at most 1 MB"):
        build_page(network(750), Calibration(), "v2")


def test_weights_beyond_float16_are_refused():
    net = network()
    net.layers[2].kernel[0, 0] = 1e6
    with pytest.raises(PageError, match="weights that are too large"):
        build_page(net, Calibration(), "v2")


def test_an_unfilled_place_is_noticed(page):
    assert "{{" not in page
    assert len(page.encode()) < MAX_BYTES


@pytest.mark.parametrize("code", read_languages())
def test_each_language_has_each_sentence_with_its_names(code):
    english, sentences = read_languages()["en"], read_languages()[code]
    assert sentences.keys() == english.keys()
    for key, sentence in english.items():
        assert sentences[key].strip()
        names = re.findall(r"\{\w+\}", sentence)
        assert sorted(re.findall(r"\{\w+\}", sentences[key])) == sorted(names), key


def test_every_sentence_is_used_somewhere():
    sources = [(FOLDER / name).read_text() for name in (*SCRIPTS, "page.html", "build.py")]
    for key in read_languages()["en"]:
        assert any(f'"{key}"' in source or f"{{ {key} }}" in source for source in sources), key


@pytest.mark.parametrize("name", [path.name for path in FOLDER.glob("*.*") if path.is_file()])
def test_files_stay_short(name):
    assert len((FOLDER / name).read_text().splitlines()) <= 200
