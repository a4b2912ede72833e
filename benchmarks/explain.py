"""How long explanations take, and how faithful they are.

    python -m benchmarks.explain

Times are median / 95th percentile, warm-up not counted, then the processor time of all cores.
The first line tells the machine's own speed.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable

import numpy as np

from digitnet import load_predictor
from digitnet.data.mnist import load_mnist
from digitnet.drawing.drawing import Drawing
from digitnet.drawing.mnist_format import to_mnist
from digitnet.network.explain import Explainer
from digitnet.network.explanation import DigitMap
from tests.support.drawings import DIGITS
from tests.support.running import THREE, report
from tests.support.sanity import deleting, rank_correlation

IMAGES = 200
"""Of MNIST's test images."""

MAP_NEIGHBOURS = 10


def main() -> None:
    drawing = Drawing.from_strokes([THREE * 400], pen_width=20)
    timed("strokes to 28x28", lambda _: to_mnist(drawing))
    with tempfile.TemporaryDirectory() as home:
        os.environ["DIGITNET_HOME"] = home
        predictor = load_predictor()
    images = load_mnist().test_images[:IMAGES]
    explainer = predictor.explainer
    start, processor = time.perf_counter(), time.process_time()
    explainer.prepare()
    print(
        f"{'preparing, once a model':34} {time.perf_counter() - start:8.2f} s, "
        f"processor {time.process_time() - processor:.1f} s"
    )
    speed(explainer, images)
    faithfulness(explainer, images, load_mnist().test_labels[:IMAGES])
    print(f"nearest points of the map agree    {agreement(explainer.index().map):8.1%}")


def speed(explainer: Explainer, images: np.ndarray) -> None:
    four = Drawing.from_strokes(DIGITS[4], pen_width=12)
    index, first = explainer.index(), explainer.first_layer()
    features = explainer.explain(images[0]).layers[-1][1].ravel()
    timed("explanation", lambda n: explainer.explain(images[n]))
    timed("without attribution", lambda n: explainer.explain(images[n], attribute=False))
    timed("place on the map", lambda _: index.place(features))
    timed("neighbours", lambda _: index.neighbours(features))
    timed("arithmetic of a pixel", lambda n: first.at(images[n], 7, 7, 3))
    timed("what excites a feature map", lambda n: index.feature_map("convolution 3", n % 48))
    timed("shares of two strokes", lambda _: explainer.stroke_shares(four))
    found = []
    timed("smallest change", lambda n: found.append(explainer.smallest_change(images[n])), 30)
    print(f"{'smallest changes found':34} {np.mean([c is not None for c in found]):8.0%}")


def faithfulness(explainer: Explainer, images: np.ndarray, labels: np.ndarray) -> None:
    import keras

    from digitnet.network.architecture import build_network

    keras.utils.set_random_seed(0)
    untrained = Explainer(build_network(), explainer.calibration)
    rng = np.random.default_rng(0)
    gaps, correlations, by_importance, at_random = [], [], [], []
    for image, label in zip(images, labels, strict=True):
        explanation = explainer.explain(image, int(label))
        attribution = explanation.attribution
        gaps.append(abs(attribution.sum() / explanation.difference - 1))
        other = untrained.explain(image, int(label)).attribution
        correlations.append(rank_correlation(attribution[image > 0], other[image > 0]))
        ink = np.flatnonzero(image)
        order = ink[np.argsort(-attribution.ravel()[ink])]
        for pixels, curves in ((order, by_importance), (rng.permutation(ink), at_random)):
            read = explainer.read(deleting(image, pixels))
            curves.append([prediction.probabilities[label] for prediction in read])
    print(f"{'gap of completeness, mean, most':34} {np.mean(gaps):8.1%}, {np.max(gaps):.1%}")
    print(f"{'rank correlation, random weights':34} {np.abs(correlations).mean():8.2f}")
    drops = [np.mean(curve, axis=0) for curve in (by_importance, at_random)]
    areas = [float((curve[0] - curve[1:]).mean()) for curve in drops]
    print(f"{'deletion: important to random ink':34} {areas[0] / areas[1]:8.2f} times as fast")
    important, random = (np.interp(-0.5, -curve, np.linspace(0, 0.9, 10)) for curve in drops)
    print(f"{'ink deleted at half probability':34} {important:8.0%} important, {random:.0%} random")


def agreement(digit_map: DigitMap) -> float:
    """The share of points whose nearest points have, by majority, the same label."""
    points, labels = digit_map.points, digit_map.labels
    right = 0
    for number, point in enumerate(points):
        distances = ((points - point) ** 2).sum(axis=1)
        distances[number] = np.inf
        nearest = np.argpartition(distances, MAP_NEIGHBOURS)[:MAP_NEIGHBOURS]
        right += np.bincount(labels[nearest]).argmax() == labels[number]
    return right / len(points)


def timed(name: str, call: Callable[[int], object], repeats: int = IMAGES) -> None:
    """Report the milliseconds of each of many calls, and the mean of their processor time."""
    for number in range(min(10, repeats)):
        call(number)
    times = []
    processor = time.process_time()
    for number in range(repeats):
        start = time.perf_counter()
        call(number)
        times.append((time.perf_counter() - start) * 1000)
    processor = (time.process_time() - processor) * 1000 / repeats
    report(f"{name} ({processor:.1f} ms)", times)


if __name__ == "__main__":
    main()
