"""What stands on the Picture page."""

from digitnet.texts.message import Message

TITLE = Message("Read a picture")
BROWSER_TITLE = Message("Picture · digitnet")
PAGE = Message("Picture")

# How a picture gets here.
CHOOSE = Message("Choose a picture")
CAMERA = Message("Take a photo")
SHUTTER = Message("Take it")
CANCEL = Message("Cancel")
DROP = Message("You can also drop one on this page, or paste one.")
DROP_HERE = Message("Drop the picture here")
READING = Message("Reading the picture …")
TRY_EXAMPLE = Message("Or see an example:")
EXAMPLES = {
    "note": Message("A note"),
    "squared": Message("A list"),
    "photo": Message("A photo"),
}
HINT = Message("Write digits or numbers on paper, large and dark, and take a photo of them.")

# Why it is not read.
NOT_SENT = Message("The picture did not arrive whole. Please try again.")
VIDEO = Message("This is a video. Please take a photo instead.")
NOT_A_PICTURE = Message("This file is not a picture that the browser can show.")
FILE_TOO_LARGE = Message("This file is too large for a picture.")
NO_CAMERA = Message("There is no camera, or the browser may not use it.")
TOO_MANY_PICTURES = Message("Too many pictures in a short time. Please wait a moment.")
BUSY = Message("Many pictures are being read at the moment. Please try again soon.")
PICTURE_FORGOTTEN = Message("This picture is no longer here. Please open it again.")

# What was read.
NOTHING_FOUND = Message("I found nothing written in this picture.")
HARDLY_DIGITS = Message(
    "This does not look like digits. I read numbers that are written by hand, on paper or on a "
    "board."
)
TOO_MUCH = Message("There is more in this picture than I can show; this is the beginning.")
NUMBERS_FOUND = Message("I found {n} number.", "I found {n} numbers.")
NUMBERS = Message("The numbers in this picture")
NUMBER = Message("Number")
SURE = Message("How sure")
DOWNLOAD = Message("Download as CSV")
COPY = Message("Copy")
COPIED = Message("Copied")
SEEN = Message("What the network saw")
SEEN_SOME = Message("The first {count} are shown.")
STEPS = Message("Step by step")
STEP_NAMES = {
    "picture": Message("The picture in grey"),
    "straight": Message("The sheet, straightened"),
    "paper": Message("The paper's shade removed"),
    "ink": Message("Dark enough to be ink"),
    "lines": Message("Without lines and boxes"),
    "digits": Message("What may be digits"),
}

# The boxes.
BOXES = Message("The picture, with a box around each digit")
BOX = Message("Digit {number}, read as {digit}, {percent} sure")
BOX_UNREAD = Message("Part {number}, which does not look like a digit")
ADD_BOX = Message("Add a box")
REMOVE_BOX = Message("Remove the box")
MEND = Message("A box is wrong? Drag it or its corners.")
MEND_KEYS = Message("Arrow keys move a box, with Shift they resize it; Delete removes it.")
DRAW_BOX = Message("Now drag around a digit.")
