"""Whether TensorFlow is installed: a server that only reads drawings does not need it."""

from __future__ import annotations

import importlib.util

PACKAGES = ("tensorflow", "keras")
"""The packages that ``requirements-light.txt`` leaves out: they are needed only for training."""


def has_tensorflow() -> bool:
    """Whether networks can be trained here; nothing is imported to find out."""
    return all(importlib.util.find_spec(name) for name in PACKAGES)
