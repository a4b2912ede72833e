"""Training over several devices and several machines, with what one machine has."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys

import pytest

TRAIN = """
import numpy as np
import pytest

from digitnet.data.mnist import load_mnist
from digitnet.training import dataset
from digitnet.training.dataset import Dataset
from digitnet.training.recipe import Recipe
from digitnet.training.train import train
from tests.support.few_images import use_few_images

# Making and reading all of them would take each process twenty seconds.
dataset.HELD_OUT_DRAWINGS = 500
use_few_images(pytest.MonkeyPatch())
recipe = Recipe("tiny", epochs=2, batch_size=64, width=8, images=1024)
# Machines send each other all images, at the start.
mnist = load_mnist()
data = Dataset(mnist.train_images[:1024], mnist.train_labels[:1024], np.arange(1024))
network, report = train(recipe, 5, data=data)
weights = [float(abs(weight.numpy()).sum()) for weight in network.trainable_weights]
print("RESULT", report.test_accuracy, *weights)
"""

TWO_DEVICES = """
import tensorflow as tf

cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)

from digitnet.network import device

mirrored = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
device.strategy = lambda: mirrored
device.prepare_device = lambda: device.Device("GPU", "a pretended one")
"""


def start(code: str, **environment: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", code],
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def result(process: subprocess.Popen) -> list[float]:
    """Accuracy, then a sum for each of the weights."""
    out, errors = process.communicate(timeout=240)
    lines = [line for line in out.splitlines() if line.startswith("RESULT")]
    assert lines, errors[-3000:]
    return [float(number) for number in lines[0].split()[1:]]


def free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("localhost", 0)) for _ in range(count)]
    ports = [probe.getsockname()[1] for probe in sockets]
    for probe in sockets:
        probe.close()
    return ports


def test_two_devices_train_one_network():
    """With the type that images have on a GPU."""
    accuracy, *_ = result(start(TWO_DEVICES + TRAIN))
    assert accuracy > 0.6


def test_two_machines_train_one_network():
    workers = [f"localhost:{port}" for port in free_ports(2)]
    processes = [
        start(
            TRAIN,
            TF_CONFIG=json.dumps(
                {"cluster": {"worker": workers}, "task": {"type": "worker", "index": index}}
            ),
        )
        for index in range(2)
    ]
    first, second = (result(process) for process in processes)
    assert first[0] > 0.6
    assert second[0] > 0.6
    # Running means of the activations stay each machine's own.
    assert first[1:] == pytest.approx(second[1:], rel=1e-4)


@pytest.mark.parametrize(
    ("task", "chief"),
    [
        ({"type": "chief", "index": 0}, True),
        ({"type": "worker", "index": 0}, True),
        ({"type": "worker", "index": 1}, False),
    ],
)
def test_one_of_several_machines_keeps_the_result(monkeypatch, task, chief):
    from digitnet.network.device import is_chief

    monkeypatch.setenv("TF_CONFIG", json.dumps({"task": task}))
    assert is_chief() is chief


def test_a_machine_alone_keeps_the_result():
    from digitnet.network.device import is_chief

    assert is_chief()
