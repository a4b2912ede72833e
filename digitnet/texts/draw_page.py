"""What stands on the drawing page."""

from digitnet.texts.message import Message

TITLE = Message("Draw a digit from 0 to 9")
