"""Where servers share models: the object store that ``DIGITNET_MODELS`` names."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from importlib.util import find_spec

from digitnet.store.errors import StoreError
from digitnet.texts import errors

VARIABLE = "DIGITNET_MODELS"
EXAMPLE = "s3://bucket/digitnet"
LIBRARY = "fsspec"

_ADDRESS = re.compile(r"([a-z][a-z0-9+]*)://[^/\s]\S*")
_NO_OBJECTS = {"file", "local", "http", "https"}
"""Files appear in folders before they are complete, and websites cannot be written to."""


def models_address(environment: Mapping[str, str] = os.environ) -> str | None:
    """Return the address, "s3://bucket/digitnet"; None where models are in ``DIGITNET_HOME``.

    Raises:
        StoreError: if it is of another form, or what talks to it is not installed.
    """
    text = environment.get(VARIABLE, "").strip().rstrip("/")
    if not text:
        return None
    match = _ADDRESS.fullmatch(text)
    if match is None or match[1] in _NO_OBJECTS:
        raise StoreError(errors.MODELS_IMPOSSIBLE, example=EXAMPLE)
    if find_spec(LIBRARY) is None:
        raise StoreError(errors.MODELS_NEED_PACKAGE, package=LIBRARY)
    from fsspec.registry import known_implementations

    if match[1] not in known_implementations:
        raise StoreError(errors.MODELS_IMPOSSIBLE, example=EXAMPLE)
    package = known_implementations[match[1]]["class"].partition(".")[0]
    if find_spec(package) is None:
        raise StoreError(errors.MODELS_NEED_PACKAGE, package=package)
    return text
