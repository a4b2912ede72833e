"""The formats that models can be exported in: plain data, no TensorFlow."""

from __future__ import annotations

ORIGINAL = "original"
"""The Keras file as it is stored, without its calibration."""

WEB = "web"
"""One HTML file that reads digits by itself."""

FORMATS = {
    "keras": "Keras",
    "saved_model": "SavedModel",
    "litert": "LiteRT",
    "onnx": "ONNX",
    WEB: "web page",
}
"""The name of each format with calibrated answers: archives with instructions, and one page."""


def file_name(version: str, format: str) -> str:
    """Return the name of a model's file when it is downloaded or exported."""
    if format == ORIGINAL:
        return f"digitnet-{version}.keras"
    if format == WEB:
        return f"digitnet-{version}.html"
    return f"digitnet-{version}-{format.replace('_', '-')}.zip"
