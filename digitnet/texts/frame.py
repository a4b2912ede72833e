"""What stands around all pages: navigation and sidebar."""

from digitnet.texts.message import Message

# The way between the pages.
PAGES = Message("Pages")
DRAW = Message("Draw")
TRAIN = Message("Train")
DRAW_BROWSER_TITLE = Message("Draw a digit · digitnet")
