"""Where servers keep what they share: the PostgreSQL database that ``DIGITNET_DATABASE`` names."""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib.util import find_spec
from urllib.parse import urlsplit

from digitnet.errors import DigitnetError
from digitnet.texts import errors

VARIABLE = "DIGITNET_DATABASE"
SCHEMES = ("postgresql", "postgres")
DRIVER = "psycopg"
EXAMPLE = "postgresql://user@host/name"


class AddressError(DigitnetError):
    """The address of the database is none, or what talks to it is not installed."""


def database_address(environment: Mapping[str, str] = os.environ) -> str | None:
    """Return the address, "postgresql://user@host/name"; None where each server is alone.

    Raises:
        AddressError: if it is of another form, or psycopg is missing.
    """
    text = environment.get(VARIABLE, "").strip()
    if not text:
        return None
    scheme, _, rest = text.partition("://")
    try:
        is_address = scheme in SCHEMES and bool(urlsplit(f"postgresql://{rest}").path.strip("/"))
    except ValueError:
        is_address = False
    if not is_address:
        raise AddressError(errors.DATABASE_IMPOSSIBLE, example=EXAMPLE)
    if find_spec(DRIVER) is None:
        raise AddressError(errors.DATABASE_NEEDS_PACKAGE, package=DRIVER)
    return f"postgresql://{rest}"


def without_password(address: str) -> str:
    """Return an address as it may be shown: only the host and the database's name."""
    parts = urlsplit(address)
    return f"{parts.netloc.rpartition('@')[2]}{parts.path}"
