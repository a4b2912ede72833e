"""Why something cannot be done."""

from digitnet.texts.message import Message

LEARNED_NOTHING = Message(
    "The training was stopped: after a third of its steps the network is no better than guessing. "
    "A learning rate of {rate:g} is too high; try a lower one."
)
TRAINING_TOO_LONG = Message(
    "This training would take about {minutes:,} minutes; at most {limit:,} are allowed here."
)
RECIPE_IMPOSSIBLE = Message("This training is not possible: {reason}")
SEED_IMPOSSIBLE = Message("A seed is a whole number from 0 to {largest:,}.")
