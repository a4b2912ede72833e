"""An explanation: of the digit that was read, of another one, of no digit, of nothing."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from digitnet import Drawing, load_predictor, to_mnist
from digitnet.data.mnist import load_mnist
from digitnet.data.writers import NON_DIGIT
from digitnet.network.explain import Explainer
from digitnet.network.explanation import NO_DIGIT
from digitnet.store.store import ModelStore
from tests.support.drawings import DIGITS

PROJECT = Path(__file__).resolve().parents[2]

FOUR = Drawing.from_strokes(DIGITS[4], pen_width=12)


def test_a_drawing_is_explained(tmp_path):
    """Through the public names, with the examples that come with the app."""
    predictor = load_predictor(ModelStore(tmp_path))
    explanation = predictor.explain(FOUR)
    assert explanation.digit == explanation.target == 4
    prediction = predictor.predict(FOUR)
    assert explanation.probabilities == pytest.approx(prediction.probabilities, abs=1e-5)
    assert explanation.prediction.digit_score == pytest.approx(prediction.digit_score, abs=1e-5)
    assert explanation.logits.shape == (11,)
    assert np.array_equal(explanation.image, to_mnist(FOUR))
    assert explanation.attribution.shape == (28, 28)
    mnist = load_mnist()
    for image, label, similarity in explanation.neighbours:
        same = (mnist.train_images == image).all(axis=(1, 2))
        assert label in mnist.train_labels[same]
        assert label == 4
        assert 0.5 < similarity <= 1
    map_ = predictor.explainer.index().map
    assert len(map_.points) == len(map_.labels) == 10_000
    assert set(map_.labels) == set(range(11))
    distances = np.linalg.norm(map_.points - explanation.place, axis=1)
    nearest = map_.labels[np.argsort(distances)[:50]]
    assert np.bincount(nearest).argmax() == 4


def test_nothing_is_explained_by_nothing(tmp_path, explainer):
    for explanation in (
        load_predictor(ModelStore(tmp_path)).explain(Drawing.from_strokes([])),
        explainer.explain(np.zeros((28, 28), np.uint8)),
    ):
        assert explanation.digit is None
        assert explanation.image is None
        assert not explanation.attribution.any()
        assert explanation.layers == explanation.neighbours == []
        assert explanation.place is None


def test_why_four_and_not_nine(explainer):
    image = to_mnist(FOUR)
    four, nine = (explainer.explain(image, digit=digit) for digit in (4, 9))
    both = explainer.explain(image, digit=4, against=9)
    assert (both.target, both.against) == (4, 9)
    assert both.difference == pytest.approx(four.difference - nine.difference, abs=1e-3)
    assert both.attribution == pytest.approx(four.attribution - nine.attribution, abs=0.15)
    swapped = explainer.explain(image, digit=9, against=4)
    assert swapped.attribution == pytest.approx(-both.attribution, abs=1e-4)


def test_no_digit_is_explained_by_its_own_output(explainer, few_examples):
    kinds = few_examples.images[few_examples.labels == NON_DIGIT]
    rejected = next(image for image in kinds if explainer.read(image[None])[0].digit is None)
    assert explainer.explain(rejected).digit is None
    assert explainer.explain(rejected).target == NO_DIGIT == NON_DIGIT


@pytest.mark.parametrize("wrong", [{"digit": 11}, {"digit": -1}, {"digit": 4, "against": 12}])
def test_there_is_no_such_digit(explainer, wrong):
    with pytest.raises(ValueError, match="no digit"):
        explainer.explain(to_mnist(FOUR), **wrong)


def test_a_digit_is_not_compared_with_itself(explainer):
    with pytest.raises(ValueError, match="itself"):
        explainer.explain(to_mnist(FOUR), against=4)


def test_neighbours_are_the_nearest_by_the_cosine_of_their_features(explainer, few_examples):
    image = load_mnist().test_images[3]
    found = explainer.explain(image).neighbours
    features, _ = explainer._maps.summary(
        np.concatenate([image[None], few_examples.images[: few_examples.mnist]])
    )
    features /= np.linalg.norm(features, axis=1, keepdims=True)
    cosines = features[1:] @ features[0]
    expected = np.argsort(-cosines)[: len(found)]
    assert [each.similarity for each in found] == pytest.approx(cosines[expected], abs=1e-4)
    for each, number in zip(found, expected, strict=True):
        assert np.array_equal(each.image, few_examples.images[number])
        assert each.label == few_examples.labels[number]


def test_a_training_image_is_its_own_neighbour(explainer, few_examples):
    explanation = explainer.explain(few_examples.images[5])
    assert np.array_equal(explanation.neighbours[0].image, few_examples.images[5])
    assert explanation.neighbours[0].similarity == pytest.approx(1, abs=1e-4)
    assert explanation.place == pytest.approx(explainer.index().map.points[5], abs=1e-3)


def test_a_feature_map_shows_its_filter_and_what_excites_it(
    explainer, shipped_network, few_examples
):
    index = explainer.index()
    _, maps = explainer._maps.many(few_examples.images[: few_examples.mnist])
    names = [layer.name for layer in explainer._maps.layers]
    for layer, channel in (("convolution 1", 3), ("pooling 1", 7), ("convolution 6", 100)):
        shown = index.feature_map(layer, channel)
        values = maps[names.index(layer)][..., channel]
        maxima = np.sort(values.max(axis=(1, 2)))[::-1]
        assert [each.value for each in shown.examples] == pytest.approx(maxima[:9], abs=1e-4)
        for each in shown.examples:
            number = next(
                n for n, image in enumerate(few_examples.images) if (image == each.image).all()
            )
            assert each.label == few_examples.labels[number]
            assert values[number, each.row, each.column] == pytest.approx(each.value, abs=1e-4)
    kernels = [np.asarray(layer.kernel) for layer in shipped_network.layers if "conv" in layer.name]
    assert np.array_equal(index.feature_map("convolution 2", 5).filter, kernels[1][..., 5])
    assert index.feature_map("pooling 2", 5).filter is None
    # Looked for once.
    assert index.feature_map("pooling 2", 5) is index.feature_map("pooling 2", 5)


@pytest.mark.parametrize("layer, channel", [("convolution 1", 32), ("convolution 9", 0), ("", -1)])
def test_there_is_no_such_feature_map(explainer, layer, channel):
    with pytest.raises(ValueError, match="no feature map"):
        explainer.index().feature_map(layer, channel)


def test_each_stroke_has_its_share(explainer):
    whole = explainer.read(to_mnist(FOUR)[None])[0]
    shares = explainer.stroke_shares(FOUR)
    assert len(shares) == len(FOUR.strokes)
    for number, share in enumerate(shares):
        rest = Drawing.from_strokes(
            [stroke for n, stroke in enumerate(FOUR.strokes) if n != number], FOUR.pen_width
        )
        read = explainer.read(to_mnist(rest)[None])[0]
        assert share.without.digit == read.digit
        left = read.digit_score * read.probabilities[4]
        all_ink = whole.digit_score * whole.probabilities[4]
        assert share.share == pytest.approx(all_ink - left, abs=1e-4)
    assert max(share.share for share in shares) > 0.5
    for share, again in zip(shares, explainer.stroke_shares(FOUR, whole=whole), strict=True):
        assert again.share == pytest.approx(share.share, abs=1e-4)


def test_the_share_of_an_only_stroke_is_all_there_is(explainer):
    (share,) = explainer.stroke_shares(Drawing.from_strokes(DIGITS[7], pen_width=12))
    assert share.share > 0.9
    assert share.without.image is None
    assert explainer.stroke_shares(Drawing.from_strokes([])) == []


def test_it_does_not_wait_for_examples_if_told_so(shipped_network, explainer, few_examples):
    fresh = Explainer(shipped_network, explainer.calibration, lambda: few_examples)
    image = to_mnist(FOUR)
    early = fresh.explain(image, wait=False)
    assert early.neighbours == []
    assert early.place is None
    assert early.layers
    assert fresh.explain(image).neighbours
    assert fresh.explain(image, wait=False).neighbours
    assert np.allclose(fresh.index().map.points, explainer.index().map.points, atol=1e-3)
    without = Explainer(shipped_network, explainer.calibration)
    assert without.index() is None
    assert without.explain(image).neighbours == []


def test_examples_are_loaded_when_they_are_needed(shipped_network, explainer):
    def missing() -> None:
        raise OSError("no examples")

    fresh = Explainer(shipped_network, explainer.calibration, missing)
    image = to_mnist(FOUR)
    assert fresh.read(image[None])[0].digit == 4
    assert fresh.explain(image, wait=False).digit == 4
    with pytest.raises(OSError, match="no examples"):
        fresh.explain(image)


def test_maps_alone_cost_no_attribution(explainer):
    image = to_mnist(FOUR)
    live, full = explainer.explain(image, attribute=False), explainer.explain(image)
    assert not live.attribution.any()
    assert full.neighbours
    assert not live.neighbours
    assert live.place == full.place
    assert live.digit == full.digit
    for (name, values), (same, expected) in zip(live.layers, full.layers, strict=True):
        assert name == same
        assert np.array_equal(values, expected)


def test_an_explanation_travels_without_tensorflow(explainer, tmp_path):
    image = to_mnist(FOUR)
    parts = {
        "explanation": explainer.explain(image),
        "change": explainer.smallest_change(image),
        "shares": explainer.stroke_shares(FOUR),
        "map": explainer.index().map,
        "feature map": explainer.index().feature_map("convolution 1", 0),
        "arithmetic": explainer.first_layer(),
    }
    (tmp_path / "parts").write_bytes(pickle.dumps(parts))
    program = (
        "import pickle, sys\n"
        "parts = pickle.load(open(sys.argv[1], 'rb'))\n"
        "assert parts['explanation'].digit == 4\n"
        "assert parts['arithmetic'].at(parts['explanation'].image, 7, 7, 0).value >= 0\n"
        "assert not {'tensorflow', 'keras'} & set(sys.modules)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "parts")],
        cwd=PROJECT,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr
