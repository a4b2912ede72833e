"""The path below which the server has its pages."""

from __future__ import annotations

from streamlit import config


def base_path() -> str:
    """Return it with a slash before and none after it, "/digits"; "" for none."""
    base = (config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""
