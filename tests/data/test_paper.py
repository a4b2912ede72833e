"""Pictures of paper with numbers: what is said to be written is there, and fits on the sheet."""

from __future__ import annotations

import numpy as np
import pytest

from digitnet.data import paper


@pytest.mark.parametrize("kind", paper.KINDS)
@pytest.mark.parametrize("seed", range(3))
def test_a_picture_has_its_numbers_on_it(kind, seed):
    pixels, texts = paper.picture(kind, np.random.default_rng(seed))
    assert (pixels.dtype, pixels.shape) == (np.uint8, (paper.HEIGHT, paper.WIDTH, 3))
    assert len(texts) == {paper.NOTE: 1, paper.SQUARED: 5, paper.PHOTO: 3}[kind]
    assert all(text.isdigit() and text[0] != "0" for text in texts)
    # All inks have little red; paper and table have more. None is cut off at an edge.
    ink = pixels[..., 0] < 68
    assert 0.002 < ink.mean() < 0.1
    assert not any(edge.any() for edge in (ink[:4], ink[-4:], ink[:, :4], ink[:, -4:]))


def test_the_same_seed_writes_the_same():
    first, second = (paper.picture(paper.PHOTO, np.random.default_rng(5)) for _ in range(2))
    assert first[1] == second[1]
    assert np.array_equal(first[0], second[0])
