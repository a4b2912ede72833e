"""The moments of a training that are kept, and what they show of a drawing."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitnet.engine.moments import DRAWINGS, MOST, SHOWN, Moments
from digitnet.network.calibration import softmax
from digitnet.network.folding import Convolution, FoldedNetwork
from tests.support.looks import FakeLook, network
from tests.support.trainings import vertical_line

LINE = vertical_line()


def taken(*steps: int) -> Moments:
    moments = Moments()
    for step in steps:
        moments.take(FakeLook(1, step, network(step)))
    return moments


def test_before_the_first_step_there_is_nothing():
    assert Moments().newest(LINE) == Moments().all(LINE) == ()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 20), min_size=1, max_size=400))
def test_a_long_training_keeps_few_moments_evenly_and_both_ends(gaps):
    steps = np.cumsum(gaps).tolist()
    moments, one = Moments(), network()
    for step in steps:
        moments.take(FakeLook(1, step, one))
    kept = [moment.step for moment in moments.all(LINE)]
    assert len(kept) <= MOST + 1
    assert len(kept) >= min(len(steps), MOST // 2)
    assert kept == sorted(set(kept))
    assert (kept[0], kept[-1]) == (steps[0], steps[-1])
    places = np.diff([steps.index(step) for step in kept])
    assert len(set(places[:-1])) <= 1
    assert [moment.step for moment in moments.newest(LINE)] == steps[-1:]


def test_a_moment_shows_what_the_network_of_that_moment_does():
    first, last = network(1), network(2)
    moments = Moments()
    moments.take(FakeLook(1, 10, first))
    moments.take(FakeLook(1, 20, last, temperature=2.0))
    for moment, folded, temperature in zip(moments.all(LINE), (first, last), (1, 2), strict=True):
        outputs = folded.outputs(LINE[None])
        shares = softmax(outputs[-1] / temperature)[0]
        assert moment.shares == pytest.approx(shares, abs=1e-6)
        names = [layer.name for layer in moment.layers]
        assert names == ["convolution 1", "pooling 1", "convolution 3"]
        for layer, output in zip(moment.layers, (outputs[0], outputs[2], outputs[3]), strict=True):
            expected = np.moveaxis(output[0], -1, 0) * 255 / output.max()
            assert layer.maps == pytest.approx(expected, abs=0.5001)
            assert layer.channels == output.shape[-1]
        kernel = np.moveaxis(folded.layers[0].kernel[:, :, 0], -1, 0)
        assert np.abs(moment.filters).max(axis=(1, 2)).tolist() == [127] * 4
        assert (np.sign(moment.filters) * np.sign(kernel) >= 0).all()


def test_of_a_wide_layer_the_strongest_are_shown_each_in_its_place_at_all_moments():
    """One channel in three lies idle, however large its weights are."""
    wide = network(3, width=24)
    convolution = wide.layers[0]
    assert isinstance(convolution, Convolution)
    idle = np.arange(24) % 3 == 0
    bias = np.where(idle, -1e4, convolution.bias).astype(np.float32)
    layers = (dataclasses.replace(convolution, bias=bias), *wide.layers[1:])
    moments = Moments()
    moments.take(FakeLook(1, 1, FoldedNetwork(layers)))
    (moment,) = moments.all(LINE)
    first = moment.layers[0]
    assert (len(moment.filters), len(first.maps), first.channels) == (SHOWN, SHOWN, 24)
    maps = FoldedNetwork(layers).outputs(LINE[None])[0][0]
    expected = np.moveaxis(maps[..., ~idle], -1, 0) * 255 / maps.max()
    assert first.maps == pytest.approx(expected, abs=0.5001)


def test_a_drawing_that_was_made_later_is_followed_from_the_beginning():
    moments = taken(1, 2, 3)
    other = np.rot90(LINE).copy()
    assert [moment.step for moment in moments.all(other)] == [1, 2, 3]
    assert not np.array_equal(moments.all(other)[0].shares, moments.all(LINE)[0].shares)


def test_what_is_remembered_of_drawings_is_bounded():
    moments = taken(1, 2)
    for number in range(DRAWINGS + 3):
        moments.all(LINE - number)
    assert len(moments._ways) == DRAWINGS
    # Of moments that are no longer kept, nothing is.
    for step in range(3, 3 * MOST):
        moments.take(FakeLook(1, step))
        moments.newest(LINE)
    assert all(len(ways) <= MOST for ways in moments._ways.values())


def test_a_network_that_diverges_is_shown_all_the_same():
    broken = network()
    for layer in broken.layers:
        if isinstance(layer, Convolution):
            layer.kernel[...] = np.float32(3e38)
    broken.layers[0].kernel[0, 0] = np.nan
    moments = Moments()
    moments.take(FakeLook(1, 1, broken))
    (moment,) = moments.all(LINE)
    assert np.isfinite(moment.shares).all()
    assert moment.layers[0].maps.shape == (4, 14, 14)
