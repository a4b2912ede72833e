"""The allographs of 3; see ``digitnet.data.skeletons``."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from digitnet.data.skeletons.curves import Skeleton, Ways, coin, stroke


def _bowl(rng: Generator) -> np.ndarray:
    """The lower bowl, starting at the waist."""
    end = rng.uniform(-0.06, 0.2), rng.uniform(0.8, 1.0)
    return stroke(
        (rng.uniform(0.52, 0.74), rng.uniform(0.62, 0.78)),
        (rng.uniform(0.28, 0.42), 1),
        end,
    )


def _waist(rng: Generator) -> np.ndarray:
    x, y = rng.uniform(0.12, 0.42), rng.uniform(0.36, 0.5)
    kind = rng.random()
    if kind < 0.5:
        return stroke((x, y, 1))
    if kind < 0.75:
        return stroke((x + 0.1, y - 0.02), (x, y), (x + 0.12, y + 0.03))
    size = rng.uniform(0.03, 0.09)
    return stroke((x + size, y - size), (x - size, y + size * 0.4), (x + size * 0.3, y + size))


def round(rng: Generator) -> Skeleton:
    head = stroke(
        (rng.uniform(0, 0.16), rng.uniform(0.06, 0.24)),
        (rng.uniform(0.26, 0.38), 0),
        (rng.uniform(0.46, 0.62), rng.uniform(0.14, 0.26)),
    )
    if coin(rng, 0.12):
        # The head begins with a curl.
        curl = head[0, 0] + rng.uniform(0.04, 0.14), head[0, 1] + rng.uniform(0.04, 0.12)
        head = np.concatenate([stroke(curl), head])
    return [np.concatenate([head, _waist(rng), _bowl(rng)])]


def flat(rng: Generator) -> Skeleton:
    head = stroke(
        (rng.uniform(0, 0.1), rng.uniform(-0.02, 0.08)),
        (rng.uniform(0.48, 0.66), rng.uniform(0, 0.06), 1),
        (rng.uniform(0.18, 0.34), rng.uniform(0.34, 0.46), 1),
    )
    if coin(rng, 0.3):
        head = np.concatenate(
            [
                stroke(
                    (head[0, 0], rng.uniform(0.08, 0.18)),
                ),
                head,
            ]
        )
        head[1, 2] = 1
    return [np.concatenate([head, stroke((0.45, 0.44)), _bowl(rng)])]


def pointed(rng: Generator) -> Skeleton:
    """Both bowls small and angular."""
    return [
        stroke(
            (rng.uniform(0, 0.1), rng.uniform(0.02, 0.16)),
            (rng.uniform(0.22, 0.34), 0),
            (rng.uniform(0.46, 0.6), rng.uniform(0.12, 0.22), 1),
            (rng.uniform(0.16, 0.32), rng.uniform(0.38, 0.48), 1),
            (rng.uniform(0.5, 0.68), rng.uniform(0.62, 0.74), 1),
            (rng.uniform(0.26, 0.4), rng.uniform(0.9, 1)),
            (rng.uniform(-0.06, 0.12), rng.uniform(0.88, 1.02)),
        )
    ]


def slack(rng: Generator) -> Skeleton:
    """Narrow, with hardly a waist: a head, a wavy back and a bow to the left at the bottom."""
    right = rng.uniform(0.32, 0.52)
    waist = right - rng.uniform(0.05, 0.16)
    belly = waist + rng.uniform(0.0, 0.12)
    return [
        stroke(
            (rng.uniform(0, 0.14), rng.uniform(0.06, 0.24)),
            (right * rng.uniform(0.45, 0.65), rng.uniform(0, 0.03)),
            (right, rng.uniform(0.08, 0.2), float(coin(rng, 0.3))),
            (waist, rng.uniform(0.38, 0.5)),
            (belly, rng.uniform(0.64, 0.78)),
            (belly - rng.uniform(0.1, 0.2), rng.uniform(0.93, 1)),
            (rng.uniform(-0.15, 0.06), rng.uniform(0.88, 1.02)),
        )
    ]


ALLOGRAPHS: Ways = (
    (0.5, round),
    (0.25, flat),
    (0.16, pointed),
    (0.09, slack),
)
