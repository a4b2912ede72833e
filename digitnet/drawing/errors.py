"""What can go wrong with drawings."""

from digitnet.errors import DigitnetError


class DrawingError(DigitnetError, ValueError):
    """Something is not a drawing."""


class CanvasError(DrawingError):
    """Something is not what the canvas or live ink sends."""
