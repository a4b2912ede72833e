"""Servers whose engines prepare nothing for a training before somebody starts one."""

import os
from pathlib import Path

FOLDER = Path(__file__).with_name("idle_install")

PYTHONPATH = os.pathsep.join(filter(None, [str(FOLDER), os.environ.get("PYTHONPATH")]))
