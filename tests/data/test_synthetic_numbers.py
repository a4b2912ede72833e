"""Synthetic writers' numbers."""

from __future__ import annotations

import numpy as np

from digitnet.data.numbers import synthetic_numbers


def test_letters_stand_in_numbers_of_several_digits():
    numbers = list(synthetic_numbers(80, 3, letters=0.5))
    long = [number for number in numbers if len(number.text) > 1]
    with_letter = [number for number in long if "?" in number.text]
    assert 0.3 < len(with_letter) / len(long) < 0.7
    assert all(number.text.count("?") == 1 for number in with_letter)
    for number in with_letter:
        owners = np.unique(np.concatenate(number.owners))
        assert owners.tolist() == list(range(len(number.text)))


def test_there_are_none_unless_asked_for():
    assert all("?" not in n.text or len(n.text) == 1 for n in synthetic_numbers(80, 3))


def test_some_writers_ones_are_short_and_stand_at_any_height():
    lows, heights = [], []
    for number in synthetic_numbers(400, 5):
        for place, digit in enumerate(number.text):
            if digit == "1" and len(number.text) > 1:
                own = [
                    stroke[owner == place]
                    for stroke, owner in zip(number.drawing.strokes, number.owners, strict=True)
                ]
                y = np.concatenate(own)[:, 1]
                heights.append(np.ptp(y))
                lows.append(y.max() - max(stroke[:, 1].max() for stroke in number.drawing.strokes))
    heights = np.array(heights)
    assert 0.02 < (heights < 0.6).mean() < 0.2
    short = np.array(lows)[heights < 0.6]
    assert short.min() < -0.2 < short.max()
