"""Servers and commands as they are where TensorFlow is not installed."""

import os
from pathlib import Path

HIDDEN = str(Path(__file__).with_name("without_tensorflow"))

PYTHONPATH = os.pathsep.join(filter(None, [HIDDEN, os.environ.get("PYTHONPATH")]))
"""With it, a Python process finds neither TensorFlow nor Keras."""
