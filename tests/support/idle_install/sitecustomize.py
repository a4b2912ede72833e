"""Python imports this at its start, from ``PYTHONPATH``: engines prepare nothing for a training.

Most tests train nothing, and preparing takes half a minute of processor time. A training prepares
what it needs by itself, as it does where somebody starts one right after the engine. The device is
measured once, and not every 15 s again. Trainings use half of the images, and are measured with a
thousand: pages show the same, sooner.
"""

import dataclasses
import sys
from pathlib import Path

MOST_IMAGES = 30_000
MOST_SYNTHETIC = 2_000

if sys.orig_argv[-2:] == ["digitnet", "engine"]:
    from digitnet.engine.engine import Engine
    from digitnet.engine.forecast import Forecast

    start_training = Engine.start_training

    def start_smaller_training(engine, recipe, *arguments, **options):
        measure_with_few()
        smaller = dataclasses.replace(
            recipe,
            images=min(recipe.images, MOST_IMAGES),
            synthetic=min(recipe.synthetic, MOST_SYNTHETIC),
        )
        start_training(engine, smaller, *arguments, **options)

    def measure_with_few():
        import pytest

        sys.path.append(str(Path(__file__).parents[3]))
        from tests.support.few_images import use_few_images

        use_few_images(pytest.MonkeyPatch())

    Engine._prepare = lambda engine, pool: None
    Engine.start_training = start_smaller_training
    Forecast.refresh_if_due = lambda forecast: None
