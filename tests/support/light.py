"""Servers and commands as they are in the light image."""

import os
from pathlib import Path

FOLDER = Path(__file__).with_name("light_install")

PYTHONPATH = os.pathsep.join(filter(None, [str(FOLDER), os.environ.get("PYTHONPATH")]))
"""With it, a Python process finds neither TensorFlow nor what else the image lacks."""
