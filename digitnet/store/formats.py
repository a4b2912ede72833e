"""The formats that models can be exported in: plain data, no TensorFlow."""

from __future__ import annotations

import importlib.util

from digitnet.network.installed import has_tensorflow

ORIGINAL = "original"
"""The Keras file as it is stored, without its calibration."""

WEB = "web"
"""One HTML file that reads digits by itself."""

FORMATS = ("keras", "saved_model", "litert", "onnx", WEB)
"""All have calibrated answers; all but ``WEB`` are ZIP archives with instructions and a sample."""

_PACKAGES = {"onnx": ("tf2onnx", "onnxruntime")}
"""What a format needs besides TensorFlow."""


def available() -> list[str]:
    """Return the formats whose packages are installed."""
    if not has_tensorflow():
        return []
    return [
        format
        for format in FORMATS
        if all(importlib.util.find_spec(name) for name in _PACKAGES.get(format, ()))
    ]


def file_name(version: str, format: str) -> str:
    """Return the name of a model's file when it is downloaded or exported."""
    if format == ORIGINAL:
        return f"digitnet-{version}.keras"
    if format == WEB:
        return f"digitnet-{version}.html"
    return f"digitnet-{version}-{format.replace('_', '-')}.zip"
