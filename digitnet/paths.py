"""Where everything is: the one module that knows paths.

In a checkout, ``assets/``, ``app.py`` and ``.streamlit/`` lie beside the package. A wheel carries
them in the package, in ``digitnet/bundle/`` (see ``pyproject.toml``). All are plain files.
"""

from __future__ import annotations

import os
import site
from importlib.resources import files
from pathlib import Path

import platformdirs

_PACKAGE = Path(str(files("digitnet")))
_BUNDLE = _PACKAGE / "bundle"
_TOP = _BUNDLE if _BUNDLE.is_dir() else _PACKAGE.parent

ASSETS = _TOP / "assets"
"""What is shipped beside the code; never written to."""

MNIST = ASSETS / "mnist.npz"
SHIPPED_MODEL = ASSETS / "model"
KNOWN_DIGITS = ASSETS / "known_digits.npz"
ICON = ASSETS / "icon.png"

STATIC = _PACKAGE / "ui" / "static"
"""The pages' JavaScript, CSS and HTML."""

WEB = _PACKAGE / "web"
"""The parts of the web page that needs no server."""

LOCALE = _PACKAGE / "texts" / "locale"
"""Translations: ``<language>/LC_MESSAGES/digitnet.mo``, as gettext expects them."""

APP = _TOP / "app.py"
"""What ``streamlit run`` starts: the server."""

PAGES = _PACKAGE / "ui" / "main.py"
"""The script that draws the pages."""

STREAMLIT_CONFIG = _TOP / ".streamlit" / "config.toml"
"""The app's settings for Streamlit, which looks for them beside the script."""


def home() -> Path:
    """The folder for everything written at run time: ``DIGITNET_HOME``, else the user's cache."""
    folder = os.environ.get("DIGITNET_HOME")
    return Path(folder).expanduser() if folder else platformdirs.user_cache_path("digitnet", False)


def python_path() -> str:
    """The ``PYTHONPATH`` with which another Python process finds this package.

    In a checkout nothing else tells it where the package is. Python searches ``PYTHONPATH`` before
    its own library, so folders of installed packages, which it knows anyway, are left out.
    """
    parent = str(_PACKAGE.parent)
    inherited = os.environ.get("PYTHONPATH")
    known = [*site.getsitepackages(), site.getusersitepackages()]
    return os.pathsep.join(filter(None, [None if parent in known else parent, inherited]))
