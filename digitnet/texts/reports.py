"""What the engine reports: what it is doing, and how a training ended."""

from digitnet.texts.message import Message

WARMING_UP = Message("The network is warming up.")
MODEL_PUBLISHED = Message("Model {version} answers now.")
TRAINING_CANCELLED = Message("The training was cancelled. Nothing has changed.")
