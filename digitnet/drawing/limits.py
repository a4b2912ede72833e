"""Limits on the size of a drawing: far more than any digit needs, yet small enough to read fast."""

MAX_POINTS = 50_000
"""A minute of scribbling is about 5,000 points; ten times that is not a digit."""

MAX_STROKES = 2_000
"""Strokes of a drawing, and objects on a canvas, empty ones included."""

MAX_COORDINATE = 1e7
"""Far beyond any canvas, and small enough that squares and sums stay exact enough."""
