"""What an engine accepts: a page, or whoever speaks for one, may ask for anything."""

from __future__ import annotations

import logging
import math
import os

from digitnet.engine.status import EngineError
from digitnet.texts import errors
from digitnet.training.errors import RecipeError
from digitnet.training.recipe import MAX_SEED, Recipe

log = logging.getLogger(__name__)

MAX_TRAINING_MINUTES = 60.0
MOST_MINUTES = 60 * 24 * 365


def longest_seconds() -> float:
    """How long a training may be expected to take: ``DIGITNET_MAX_TRAINING``, in minutes."""
    text = os.environ.get("DIGITNET_MAX_TRAINING", "").strip()
    try:
        minutes = float(text or MAX_TRAINING_MINUTES)
    except ValueError:
        minutes = math.nan
    # The comparison is False for NaN as well.
    if not 0 < minutes <= MOST_MINUTES:
        log.warning(
            "DIGITNET_MAX_TRAINING is %r, not a positive number of minutes; %g are allowed.",
            text,
            MAX_TRAINING_MINUTES,
        )
        minutes = MAX_TRAINING_MINUTES
    return minutes * 60


def check_request(recipe: object, seed: object) -> None:
    """See that a recipe and a seed, or None, are possible.

    Raises:
        EngineError: if one is not.
    """
    if not isinstance(recipe, Recipe):
        raise EngineError(errors.RECIPE_IMPOSSIBLE, reason=type(recipe).__name__)
    try:
        # Objects that come from another process are not checked when they are made.
        recipe.check()
    except RecipeError as error:
        raise EngineError(errors.RECIPE_IMPOSSIBLE, reason=error.note) from error
    if seed is not None and not (type(seed) is int and 0 <= seed <= MAX_SEED):
        raise EngineError(errors.SEED_IMPOSSIBLE, largest=MAX_SEED)


def check_duration(seconds: float, longest: float) -> None:
    """See that a training is not expected to take longer than is allowed, both in seconds.

    Raises:
        EngineError: if it is.
    """
    if seconds > longest:
        minutes, limit = math.ceil(seconds / 60), max(1, round(longest / 60))
        raise EngineError(errors.TRAINING_TOO_LONG, minutes=minutes, limit=limit)
