"""Whether TensorFlow is installed: a server that only reads drawings does without it."""

from __future__ import annotations

import importlib.util

PACKAGES = ("tensorflow", "keras")
"""What is left out where nothing is trained; ``requirements-light.txt`` has everything else."""


def has_tensorflow() -> bool:
    """Whether networks can be trained here; nothing is imported to find out."""
    return all(importlib.util.find_spec(name) for name in PACKAGES)
