"""What the engine reports: how a training ended."""

from digitnet.texts.message import Message

MODEL_PUBLISHED = Message("Model {version} answers now.")
MODEL_KEPT = Message("Model {version} was saved but does not answer: model {before} is better.")
