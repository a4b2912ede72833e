"""What the command line says."""

from digitnet.texts.message import Message

AGAINST = Message(
    "Against model {model}: {mnist:+.2f} points on MNIST's test set, {writers:+.2f} on synthetic "
    "writers."
)
ANSWERS_NOW = Message("Model {version} answers now.")
DOES_NOT_ANSWER = Message(
    "Model {version} does not answer; digitnet models use {version} lets it answer."
)
