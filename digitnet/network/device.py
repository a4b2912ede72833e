"""The device TensorFlow computes on, prepared before its first use."""

from __future__ import annotations

import gc
import json
import logging
import os
import platform
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Device:
    """What TensorFlow computes on: ``kind`` is "GPU" or "CPU", ``name`` is shown to users."""

    kind: str
    name: str


@lru_cache(maxsize=1)
def prepare_device() -> Device:
    """Import TensorFlow, let other programs share its GPUs, and return what it computes on."""
    # TensorFlow makes half a million objects that all stay: collecting garbage among them would
    # take a fifth of the import.
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        import tensorflow as tf
    finally:
        if was_collecting:
            gc.enable()

    gpus = tf.config.list_physical_devices("GPU")
    for gpu in gpus:
        try:
            tf.config.experimental.set_memory_growth(gpu, True)
        except (RuntimeError, ValueError) as error:
            log.warning("TensorFlow keeps all memory of %s to itself: %s", gpu.name, error)
    if gpus:
        details = tf.config.experimental.get_device_details(gpus[0])
        name = details.get("device_name", "GPU")
        return Device("GPU", name if len(gpus) == 1 else f"{len(gpus)} × {name}")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return Device("CPU", f"{_processor()}, {cores} core{'' if cores == 1 else 's'}")


def several_machines() -> bool:
    """Return whether this is one of several machines that train together."""
    return "TF_CONFIG" in os.environ


def is_chief() -> bool:
    """Return whether this machine keeps the result. All machines have the same; the chief does."""
    if not several_machines():
        return True
    task = json.loads(os.environ["TF_CONFIG"]).get("task", {})
    return bool(task.get("type") == "chief" or task.get("index") == 0)


@lru_cache(maxsize=1)
def strategy() -> Any:
    """Return the ``tf.distribute.Strategy`` for training.

    With ``TF_CONFIG`` set it spans several machines, which all run the same command; otherwise all
    GPUs of this machine. With a single device it is TensorFlow's default.
    """
    import tensorflow as tf

    if several_machines():
        return tf.distribute.MultiWorkerMirroredStrategy()
    prepare_device()
    if len(tf.config.list_logical_devices("GPU")) > 1:
        return tf.distribute.MirroredStrategy()
    return tf.distribute.get_strategy()


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine() or "CPU"
