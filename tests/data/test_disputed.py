"""The test images with a disputed label are those of this MNIST."""

from __future__ import annotations

from digitnet.data.disputed import DISPUTED
from digitnet.data.mnist import load_mnist


def test_the_labels_are_mnists_own_and_the_proposals_differ():
    labels = load_mnist().test_labels
    assert len(DISPUTED) == 15
    assert {number: int(labels[number]) for number in DISPUTED} == {
        number: label for number, (label, _) in DISPUTED.items()
    }
    assert all(label != proposed for label, proposed in DISPUTED.values())
