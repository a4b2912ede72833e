"""What stands around all pages: navigation and sidebar."""

from digitnet.texts.message import Message

TRAINING_IN = Message("{problem} Training is possible in {time}.")
TRAINING_SOON = Message("{problem} Training will be possible soon.")
