"""How a new model compares with the one that answered before it, in words."""

from __future__ import annotations

from digitnet.engine.status import Published
from digitnet.store.card import SHIPPED
from digitnet.texts import train_page
from digitnet.texts.numbers import formatted
from digitnet.training.comparison import loses_mnist

SAME = 0.00005
"""A difference of shares that rounds to less than a hundredth of a point."""


def in_sentence(version: str) -> str:
    """What people call a model within a sentence."""
    if version == SHIPPED:
        return train_page.THE_SHIPPED_MODEL()
    return train_page.THE_MODEL(version=version)


def recipe_name(name: str) -> str:
    """The title of a recipe, also of one that only an older or newer version knows."""
    if name == "custom":
        return train_page.CUSTOM()
    known = train_page.PRESET_NAMES.get(name)
    return name if known is None else known()


def points(share: float) -> str:
    """A difference of shares in points, with one decimal, or two below 1: "18.7" or "0.33"."""
    value = 100 * abs(share)
    return formatted(value, ".1f" if value >= 1 else ".2f")


def of_new_model(outcome: Published) -> str:
    """Compare a new model with the one that answered before it, in one sentence."""
    new, old = outcome.card.report, outcome.before.report
    mnist = new.test_accuracy - old.test_accuracy
    writers = new.synthetic_accuracy - old.synthetic_accuracy
    model = in_sentence(outcome.before.version)
    if not outcome.is_used:
        # The one that was decisive; if both were, MNIST, which people know.
        if loses_mnist(new, old):
            return train_page.WORSE_NOT_USED(model=model, points=points(mnist))
        return train_page.WORSE_AT_WRITERS_NOT_USED(model=model, points=points(writers))
    if mnist > SAME:
        return train_page.BETTER(model=model, points=points(mnist))
    if mnist < -SAME:
        return train_page.WORSE(model=model, points=points(mnist))
    if writers < -SAME:
        return train_page.WORSE_AT_WRITERS(model=model, points=points(writers))
    return train_page.EQUAL(model=model)
