"""What stands around all pages: navigation and sidebar."""

from digitnet.texts.message import Message

# The way between the pages.
PAGES = Message("Pages")
DRAW = Message("Draw")
TRAIN = Message("Train")
LANGUAGE = Message("Language")
DRAW_BROWSER_TITLE = Message("Draw a digit · digitnet")

# The sidebar: the pen, the model that answers, and retraining it.
PEN_WIDTH = Message("Pen width")
MODEL = Message("Model")
ACCURACY_MEANING = Message(
    "It reads this share of MNIST's 10,000 test digits correctly. It saw none of them in training."
)
TRAINED = Message("Trained on {date}. It took {time} on {device}.")
RETRAIN = Message("Retrain")
RETRAIN_MEANING = Message(
    "Trains a new network from scratch. It answers from then on, unless it is clearly worse."
)
RECIPE = Message("Recipe")
RECIPE_SENTENCES = {
    "quick": Message("A small network that sees each image once."),
    "full": Message("A larger network that sees more, for longer."),
}
RECIPE_TIME = Message("About {time} here.")

# A training that runs, and how the last one ended.
PROGRESS = Message("{recipe} · {share:.0%}")
EPOCH = Message("Epoch {epoch} of {epochs}")
EPOCH_ACCURACY = Message("Epoch {epoch} of {epochs} · reads {accuracy:.1%} correctly so far")
TIME_LEFT = Message("About {time} left.")
TIME_UNKNOWN = Message("One moment.")
NEW_MODEL = Message("{message} It reads {accuracy:.2%} of MNIST's test digits correctly.")

# While a server among several restarts.
MOVING = Message("This server is restarting. The page moves to another one, with your drawing.")
MOVING_ENDS_TRAINING = Message(
    "This server is restarting, which ends the training. The page moves to another server, with "
    "your drawing."
)

# While the engine starts.
TRAINING_IN = Message("{problem} Training is possible in {time}.")
TRAINING_SOON = Message("{problem} Training will be possible soon.")
