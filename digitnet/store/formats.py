"""The forms in which a model is handed out: plain data, no TensorFlow."""

from __future__ import annotations

ORIGINAL = "original"
"""The Keras file as it is stored, without its calibration."""

FORMATS = {
    "keras": "Keras",
    "saved_model": "SavedModel",
    "litert": "LiteRT",
    "onnx": "ONNX",
}
"""What people call each form that reads images by itself, in an archive with instructions."""


def file_name(version: str, format: str) -> str:
    """Return what a model's file is called once it is somebody's."""
    if format == ORIGINAL:
        return f"digitnet-{version}.keras"
    return f"digitnet-{version}-{format.replace('_', '-')}.zip"
