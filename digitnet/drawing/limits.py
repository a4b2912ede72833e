"""How much a drawing may hold: far more than any digit needs, and little enough to be read fast."""

MAX_POINTS = 50_000
"""A minute of scribbling is about 5,000 points; ten times that is no digit any more."""

MAX_STROKES = 2_000
"""Strokes of a drawing, and objects on a canvas, empty ones included."""

MAX_COORDINATE = 1e7
"""Far beyond any canvas, and small enough that squares and sums stay exact enough."""
