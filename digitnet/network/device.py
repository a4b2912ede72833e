"""The device TensorFlow computes on, prepared before its first use."""

from __future__ import annotations

import json
import logging
import os
import platform
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Device:
    """Where TensorFlow computes: ``kind`` is "GPU" or "CPU", ``name`` is for people."""

    kind: str
    name: str


@lru_cache(maxsize=1)
def prepare_device() -> Device:
    """Import TensorFlow, let it share the GPUs it sees, and say what it computes on."""
    import tensorflow as tf

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
    """Whether this is one of several machines that train together."""
    return "TF_CONFIG" in os.environ


def is_chief() -> bool:
    """Whether this machine is to keep the result: of several, which have the same, the first."""
    if not several_machines():
        return True
    task = json.loads(os.environ["TF_CONFIG"]).get("task", {})
    return task.get("type") == "chief" or task.get("index") == 0


@lru_cache(maxsize=1)
def strategy():
    """How trainings are shared out, a ``tf.distribute.Strategy``.

    With ``TF_CONFIG`` set, over several machines, which all run the same command; else over all
    GPUs of this one. With one device there is nothing to share.
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
