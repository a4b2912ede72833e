"""What stands on the Data page."""

from digitnet.texts.message import Message

TITLE = Message("Look at the data")
BROWSER_TITLE = Message("Data · digitnet")
PAGE = Message("Data")

# What to look at.
SOURCE = Message("Data set")
SOURCES = {
    "test": Message("MNIST, test"),
    "train": Message("MNIST, training"),
    "synthetic": Message("Synthetic writers"),
    "collection": Message("What people drew here"),
}
SOURCE_SENTENCES = {
    "test": Message("10,000 images on which no model was trained."),
    "train": Message("60,000 images; models learn from most of them."),
    "synthetic": Message("Drawings by randomly generated writers on which no model was trained."),
    "collection": Message(
        "What visitors taught and what was imported: the newest drawings, {count:,} at most. "
        "Trainings can learn them."
    ),
}
LABEL = Message("Label")
ANSWER = Message("Read as")
ALL = Message("All")
NO_DIGIT = Message("No digit")
UNKNOWN = Message("Unknown")
WRONG = Message("Wrong only")
SURE = Message("How sure, in percent")
ORDER = Message("Order")
ORDERS = {"worst": Message("Worst first"), "stored": Message("As stored")}
MODEL = Message("Model")
COMPARED = Message("Compared with")
NO_MODEL = Message("No other model")
CHANGE = Message("Read correctly")
CHANGES = {"fixed": Message("Only by {model}"), "broken": Message("Only by {compared}")}
READING = Message("{model} reads all of them for the first time.")
FOUND = Message("{n:,} image of {total:,}", "{n:,} images of {total:,}")
CORRECT = Message(
    "{share:.2%} of all are read correctly. A digit that is rejected counts as wrong."
)
NOTHING = Message("There are no such images.")
EMPTY = Message(
    "Nobody has taught anything yet. Corrections on the Draw page, and drawings that are imported, "
    "appear here."
)
PART = Message("Images")
RANGE = Message("{first:,} to {last:,}")

# The images, and the one that was chosen.
GALLERY = Message("Images. Arrow keys choose one.")
CHOOSE = Message("Choose an image to see more of it.")
NUMBER = Message("Image {id}")
DRAWING = Message("Drawing {id}")
IS_READ = Message("It is {label}, read as {answer}, {percent} sure.")
IS_UNKNOWN = Message("Nobody said what it is. It is read as {answer}, {percent} sure.")
TILE = Message("{name}: {sentence}")
A_NO_DIGIT = Message("no digit")
DISPUTED = Message("People dispute this label; another network sees {a_digit}.")
VISITOR = Message("visitor {name}")
WRITER = Message("Drawn by {writer}.")
SAY = Message("What it is")
REMOVE = Message("Remove from the collection")
EXPORT = Message("Export as JSON lines")

# How the model reads the whole set.
MATRIX = Message("What is read as what")
MATRIX_MEANS = Message(
    "Rows are labels, columns what the model reads. Choose a number to see its images."
)
CELL = Message("{label} read as {answer}: {n:,} image", "{label} read as {answer}: {n:,} images")
FIGURES = Message("Digit by digit")
DIGIT = Message("Digit")
COUNT = Message("Images")
SHARE = Message("Correct")
WRITERS = Message("Writers, the most misread first")
WRITER_NAME = Message("Writer")
MORE_WRITERS = Message("{n:,} more writer.", "{n:,} more writers.")
