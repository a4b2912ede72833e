"""What the drawing page says about a number."""

from digitnet.texts.message import Message

PARTS = Message("The digits; choose one to see its bars")
SEEN = Message("What the network sees of it")
ANSWER = Message("This is the number {number}, {percent} sure.")
ANSWER_UNREAD = Message("This is {number}. {sentence}")
UNREAD = Message("One part does not look like a digit.", "{n} parts do not look like digits.")
NOT_SURE = Message("Least sure: {a_digit}.")
