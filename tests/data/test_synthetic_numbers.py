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
