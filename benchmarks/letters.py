"""How well the network separates digits from letters in fonts that it was not trained on.

    python -m benchmarks.letters DRAWINGS.jsonl.gz ... [--model FOLDER]

The digits are those of the files; the letters are drawn from Hershey's fonts (the package
Hershey-Fonts), upright and slanted. Letters that are digits too are left out: O o Q, I l, S s, Z z,
B b, g q, y Y, J. AUROC is the chance that a digit scores higher than a letter.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import numpy as np
from HersheyFonts import HersheyFonts

from digitnet import Drawing, load_predictor, read_drawings
from digitnet.network.predictor import Predictor
from digitnet.store.card import read_model
from digitnet.store.loading import load_model

FONTS = ("futural", "rowmans", "cursive", "scripts", "timesr", "timesi")
LETTERS = "ACDEFGHKLMNPRTUVWXacdefhijkmnprtuvwx"
VARIANTS = 6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--model", type=Path)
    options = parser.parse_args()
    model = options.model
    predictor = load_model(read_model(model)) if model else load_predictor()
    digits = [item.drawing for file in options.files for item in read_drawings(file)]
    names, letters = zip(*hershey_letters(), strict=True)
    digit_scores = scores(predictor, digits)
    letter_scores = scores(predictor, letters)
    threshold = predictor.calibration.threshold
    print(f"AUROC                 {auroc(digit_scores, letter_scores):.4f}")
    print(f"digits accepted       {(digit_scores >= threshold).mean():.2%} of {len(digits):,}")
    print(f"letters accepted      {(letter_scores >= threshold).mean():.2%} of {len(letters):,}")
    taken = (name for name, score in zip(names, letter_scores, strict=True) if score >= threshold)
    print("most accepted        ", *(f"{name} {n}" for name, n in Counter(taken).most_common(10)))


def hershey_letters() -> list[tuple[str, Drawing]]:
    """Return each letter in each font: once unchanged, then slanted and stretched."""
    fonts = HersheyFonts()
    rng = np.random.default_rng(0)
    drawings = []
    for font in FONTS:
        fonts.load_default_font(font)
        for letter in LETTERS:
            strokes = [np.array(s, float) for s in fonts.strokes_for_text(letter) if len(s) > 1]
            for variant in range(VARIANTS):
                width = np.exp(rng.normal(0, 0.1)) if variant else 1.0
                lean = rng.normal(0.05, 0.12) if variant else 0.0
                matrix = np.array([[width, -lean], [0.0, 1.0]])
                drawings.append((letter, Drawing.from_strokes([s @ matrix.T for s in strokes])))
    return drawings


def scores(predictor: Predictor, drawings) -> np.ndarray:
    """The digit scores of drawings, float64 (n,)."""
    return np.array([p.digit_score for p in predictor.predict_many(drawings)])


def auroc(positive: np.ndarray, negative: np.ndarray) -> float:
    """The chance that a positive's score is above a negative's; ties count half."""
    ordered = np.sort(negative)
    below = np.searchsorted(ordered, positive, "left") + np.searchsorted(ordered, positive, "right")
    return float(below.mean() / 2 / len(negative))


if __name__ == "__main__":
    main()
