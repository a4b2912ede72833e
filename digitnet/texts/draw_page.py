"""What stands on the drawing page."""

from digitnet.texts.message import Message

TITLE = Message("Draw a digit or a number")
TITLE_ONE_DIGIT = Message("Draw a digit from 0 to 9")
UNDO = Message("Undo")
CLEAR = Message("Clear")
TRY_ONE = Message("Try one")

# The canvas, for people who cannot use a pointer or see it.
CANVAS = Message("Canvas. Draw a digit or a number here.")
CANVAS_KEYS = Message(
    "Keys 0 to 9 draw a sample. Arrow keys move the pen; the space bar puts it down and lifts it."
)
PEN_DOWN = Message("Pen down.")
PEN_UP = Message("Pen up.")
SAMPLE = Message("Drawing {a_digit}.")

# Digits as {a_digit} in other sentences.
A_DIGIT = {
    0: Message("a 0"),
    1: Message("a 1"),
    2: Message("a 2"),
    3: Message("a 3"),
    4: Message("a 4"),
    5: Message("a 5"),
    6: Message("a 6"),
    7: Message("a 7"),
    8: Message("an 8"),
    9: Message("a 9"),
}

# The answer.
HINT = Message("I read it while you draw.")
SURE = Message("I am sure.")
QUITE_SURE = Message("I am quite sure.")
NOT_SURE = Message("I am not sure. It may be {a_digit}.")
NOT_SURE_A_DIGIT = Message("I am not sure. It may not be a digit.")
GUESSING = Message("I am guessing. It may well be {a_digit}.")
GUESSING_A_DIGIT = Message("I am guessing. It may well not be a digit.")
NO_DIGIT = Message("That does not look like a digit.")
HARDLY_A_DIGIT = Message("I cannot tell whether that is a digit.")
CLOSEST = Message("If it is one, it is {a_digit}.")
BROKEN_DRAWING = Message("{problem} Please clear the canvas.")
DRAWING_KEPT = Message("{problem} Your drawing is kept.")

# What a screen reader says.
ANSWER = Message("This is {a_digit}, {percent} sure.")
ANSWER_REJECTED = Message("{sentence} {closest}")

ANSWER_TAUGHT = Message("{answer} {line}")

# Teaching.
NOT_RIGHT = Message("Not right?")
WHICH_DIGIT = Message("Which digit is it?")
TAKE_BACK = Message("Take it back")
LEARNED = Message("Learned. Draw another one.")
LEARNED_LAST = Message("Learned. The oldest lesson had to go. Draw another one.")
LEARNED_INSTEAD = Message("Learned. You said {a_digit} before; the last word counts.")
LEARNED_INSTEAD_OF_NO_DIGIT = Message("Learned. You said no digit before; the last word counts.")
LEARNED_FOR_LATER = Message("Learned. It counts once the network is ready again.")
LIKE_A_DIGIT = Message("It resembles what you taught as {a_digit}.")
LIKE_NO_DIGIT = Message("It resembles what you taught as no digit.")
TAUGHT = Message("What you taught")
TAUGHT_COUNT = Message("You taught {n} drawing.", "You taught {n} drawings.")
WHO_KEEPS_LESSONS = Message(
    "Kept in this browser, and in this server's collection for later trainings."
)
NOT_COLLECTED = Message("{problem} The collection does not have this drawing.")
NOT_WITHDRAWN = Message("{problem} The collection still has this drawing.")
TAUGHT_SHOWN = Message("Only the last {count} are shown.")
LABEL = Message("What drawing {number} is")
NO_DIGIT_TAUGHT = Message("no digit")
LESSON_IMAGE = Message("Drawing {number}: {a_digit}")
REMOVE_LESSON = Message("Remove drawing {number}, {a_digit}")
EXPORT_LESSONS = Message("Export as JSON lines")

# The bars, and the image in MNIST format.
BARS = Message("Probability of each digit")
BAR = Message("{name}: {percent}")
NO_DIGIT_BAR = Message("No digit")
SEEN = Message("What the network sees")
SEEN_IMAGE = Message("Your drawing as the network sees it")
