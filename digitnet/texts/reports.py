"""What the engine reports: what it is doing, and how a training ended."""

from digitnet.texts.message import Message

WARMING_UP = Message("The network is warming up.")
MODEL_PUBLISHED = Message("Model {version} answers now.")
MODEL_KEPT = Message("Model {version} was saved but does not answer: model {before} is better.")
TRAINING_CANCELLED = Message("The training was cancelled. Nothing has changed.")
