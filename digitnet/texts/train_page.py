"""What stands on the Train page."""

from digitnet.texts.message import Message

TITLE = Message("Train the network")
BROWSER_TITLE = Message("Train · digitnet")

# What can be chosen. Recipes have these names; model cards keep the ids.
PRESET = Message("Preset")
PRESET_NAMES = {
    "quick": Message("Quick"),
    "too little data": Message("Too little data"),
    "no augmentation": Message("No augmentation"),
    "learning rate too high": Message("Learning rate too high"),
    "full": Message("Full"),
}
PRESET_SENTENCES = {
    "quick": Message("A small network that sees each image once, and synthetic writers too."),
    "too little data": Message(
        "A hundred images, over and over. It learns them by heart and misreads many others."
    ),
    "no augmentation": Message(
        "MNIST as it is: no warps, no synthetic writers. It reads MNIST well, and people worse."
    ),
    "learning rate too high": Message("Steps so large that it jumps over every solution."),
    "full": Message(
        "The recipe of the shipped model: a larger network that sees more, for longer."
    ),
}
CUSTOM = Message("Custom")
ALL_CHOICES = Message("All choices")
EPOCHS = Message("Epochs")
EPOCHS_HELP = Message("How often each image is seen.")
LEARNING_RATE = Message("Learning rate")
LEARNING_RATE_HELP = Message(
    "How large the steps are at their largest. They start small and end at zero."
)
BATCH_SIZE = Message("Batch size")
BATCH_SIZE_HELP = Message("How many images each step looks at.")
WIDTH = Message("Network width")
WIDTH_HELP = Message(
    "Channels of the first layer; the others follow. Twice the width takes three times as long."
)
IMAGES = Message("MNIST images")
IMAGES_HELP = Message("How much of the data is used: what is data worth?")
WARPS = Message("Warps")
WARPS_HELP = Message("How far each image is turned, slanted, stretched and shifted, at random.")
WRITERS = Message("Synthetic writers")
WRITERS_HELP = Message(
    "Randomly generated handwriting: digits in every style, and letters and scribbles. "
    "Without them, the network reads anything as a digit."
)
SEED = Message("Seed")
SEED_EMPTY = Message("a new one each time")
SEED_HELP = Message("The same seed repeats a training, except for rounding differences.")
SEED_IMPOSSIBLE = Message(
    "A seed is a whole number from 0 to {largest:,}. A new one is used instead."
)
CHOICE_IMPOSSIBLE = Message("“{control}” had an impossible value. It is back at its default.")
BATCH_TOO_LARGE = Message(
    "A batch of {batch} images is more than there are: choose more images or smaller batches."
)

# Starting and cancelling.
TRAIN = Message("Train")
CANCEL = Message("Cancel")
TRAINING = Message("Training: {recipe}, {images:,} images an epoch, learning rate {rate:g}")
ANSWERS_MEANWHILE = Message("Drawings are still read meanwhile, by the old model.")
EXPECTED = Message("About {time} on {device}, as busy as it is now.")
TOO_LONG = Message("This would take about {time}. A training may take {limit} here.")

# The progress of a training.
IDLE = Message("No training yet. Its curves will grow here.")
PREPARING = Message("Preparing the data")
STEP = Message("Epoch {epoch} of {epochs} · step {step:,} of {steps:,}")
TESTING = Message("Testing on 10,000 digits that it has never seen")
SAVING = Message("Saving the new model")
RUNNING_FOR = Message("for {time}")
TIME_LEFT = Message("about {time} left")
IMAGES_PER_SECOND = Message("{number:,.0f} images a second")
ENDED_CANCELLED = Message("Cancelled after {time}, at step {step:,} of {steps:,}")
ENDED_FAILED = Message("Failed after {time}, at step {step:,} of {steps:,}")
ENDED_PUBLISHED = Message("Model {version}, trained in {time}")
NOTHING_CHANGED = Message("The same model answers as before.")
SECONDS = Message("{seconds} s")
MINUTES = Message("{minutes} min")
HOURS = Message("{hours} h {minutes} min")

# The curves, and the digits that are read during the training.
PROGRESS = Message("Training")
ACCURACY = Message("Accuracy")
LOSS = Message("Loss")
STEPS_AXIS = Message("steps")
ACCURACY_CHART = Message("The accuracy over the course of the training")
LOSS_CHART = Message("The loss over the course of the training")
LEARNS_FROM = Message("images it learns from")
NEVER_SEEN = Message("images it has never seen")
WHY_WORSE = Message(
    "It reads the images it learns from worse than unseen ones, because they are warped at random."
)
OVER = Message("over {number}")
DIGITS = Message("Test digits, and how the network reads them")
IS_A = Message("is {digit}")
A_DIGIT = Message("Test digit {label}")
A_DIGIT_READ = Message("Test digit {label}, read as {digit}, {sure} sure")
A_DIGIT_REJECTED = Message("Test digit {label}, read as no digit, {sure} sure")
YOUR_DRAWING = Message("Your drawing")
YOUR_DRAWING_READ = Message("Your drawing, read as {digit}, {sure} sure")
YOUR_DRAWING_REJECTED = Message("Your drawing, read as no digit, {sure} sure")

# One drawing's way through the network while it learns, and the replay afterwards.
LEARNS = Message("As it learns")
LEARNS_BY_YOURS = Message("How your drawing goes through the network, step by step.")
LEARNS_BY_A_DIGIT = Message(
    "How one test digit goes through the network, step by step. If you have drawn something, it is "
    "your drawing."
)
SHARED_DIGIT = Message("The test digit that is followed")
FILTERS = Message("Filters of the first layer")
FILTERS_MEAN = Message("Random at first; then they look for edges. Blue looks for ink.")
LAYERS_MEAN = {
    0: Message("What each filter above finds in the drawing."),
    1: Message("Halfway: bends and pieces of strokes."),
    2: Message("At the end: parts that tell digits apart."),
}
ALL_PICTURES = Message("{channels}, each {side}×{side}")
SOME_PICTURES = Message("{count} of {channels}, each {side}×{side}")
AT_STEP = Message("Step {step:,}: {digit}, {sure} sure")
AT_STEP_REJECTED = Message("Step {step:,}: no digit, {sure} sure")
MOMENT = Message("Moment of the training")
REPLAY = Message("Replay")
PAUSE = Message("Pause")

# A new model against the one that answered before it.
BETTER = Message("Better than {model} by {points} points on MNIST's test digits.")
EQUAL = Message("As good as {model} on MNIST's test digits.")
WORSE = Message("Worse than {model} by {points} points on MNIST's test digits.")
WORSE_AT_WRITERS = Message("Worse than {model} by {points} points on synthetic writers.")
WORSE_NOT_USED = Message(
    "Worse than {model} by {points} points on MNIST's test digits, so it only waits in the list."
)
WORSE_AT_WRITERS_NOT_USED = Message(
    "Worse than {model} by {points} points on synthetic writers, so it only waits in the list."
)
NEW_ANSWERS = Message("Model {version} answers now")
NEW_IS_KEPT = Message("Model {version} does not answer")
KEEP = Message("Keep {version}")
KEEP_BETTER = Message("Keep the better one")
GO_BACK = Message("Go back to {model}")
USE_ANYWAY = Message("Use {version} anyway")
COMPARE = Message("Compare models")
LEFT = Message("Model")
RIGHT = Message("Compared with")
READ_CORRECTLY = Message("Read correctly")
POINTS = Message("Points")
MNIST_DIGITS = Message("MNIST's test digits")
SYNTHETIC_WRITERS = Message("Synthetic writers")

SHOW_DIFFERENCES = Message("Show where they differ")
BOTH_READ = Message("Both models read MNIST's test digits for the first time.")
DIFFERENCES_MEAN = Message("Below each digit: what it is, and what the other model reads.")
ONLY_BY = Message(
    "Only {model} reads this test digit correctly.",
    "Only {model} reads these {n:,} test digits correctly.",
)
NOTHING_ONLY_BY = Message("There is no test digit that only {model} reads correctly.")
TO_DATA = Message("Look at them on the Data page")

# The models there are.
MODELS = Message("Models")
SHIPPED_MODEL = Message("Shipped model")
MODEL = Message("Model {version}")
THE_SHIPPED_MODEL = Message("the shipped model")
THE_MODEL = Message("model {version}")
SHIPPED = Message("shipped")
ANSWERS = Message("answers now")
ANSWERED_BEFORE = Message("answered before")
MNIST_SHARE = Message("{share} of MNIST")
FACTS = Message("{recipe} · {weights:,} weights · {date} · {time} on {device}")
USE = Message("Use {model}")
DOWNLOAD = Message("Download {model}")
EXPORT = Message("Export {model}")
FORMAT = Message("Format")
FORMAT_NAMES = {
    "keras": Message("Keras"),
    "saved_model": Message("TensorFlow (SavedModel)"),
    "litert": Message("LiteRT"),
    "onnx": Message("ONNX"),
    "web": Message("Web page (one file, no server)"),
}
EXPORT_TAKES = Message("The file is made when you press the button, which takes some seconds.")
SAVE_EXPORT = Message("Save {file}")
REMOVE = Message("Remove {model}")
REMOVE_FOR_GOOD = Message("Remove {model} for good")

# What people drew here, as part of a training.
WITH_COLLECTION = Message("With what people drew here ({count:,})")
WITH_COLLECTION_MEANS = Message(
    "The network learns from most of these drawings. The rest is left out, to compare models with."
)
COLLECTION_SMALL = Message("At least {least} drawings with labels are needed.")
COLLECTION_BEFORE_AFTER = Message(
    "This room's drawings: {before:.1%} before, {after:.1%} after, on the one that was left out of "
    "the training.",
    "This room's drawings: {before:.1%} before, {after:.1%} after, on {n:,} that were left out of "
    "the training.",
)
COLLECTION_AFTER = Message(
    "This room's drawings: {after:.1%} correct, on the one that was left out of the training.",
    "This room's drawings: {after:.1%} correct, on {n:,} that were left out of the training.",
)
