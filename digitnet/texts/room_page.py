"""Presenter and guests, and how phones join."""

from digitnet.texts.message import Message

# Who may do what.
PRESENTER_ONLY = Message("Only the presenter can do that.")
GUEST = Message(
    "You are a guest. Only the presenter, who has the server's key, trains, chooses models and "
    "changes the collection."
)

# Join.
JOIN = Message("Join")
JOIN_TITLE = Message("Draw on your phone")
SCAN = Message("Scan this with a phone's camera, or type the address.")
QR_CODE = Message("QR code of {address}")
ADDRESS = Message("Address")
PAGES_OPEN = Message("{n} page of the app is open.", "{n} pages of the app are open.")
ONLY_HERE = Message(
    "Phones cannot reach this server: it listens to its own computer only. Start it with “digitnet "
    "serve”, without --host."
)
NO_NETWORK = Message("Phones cannot reach this server: its computer is not on a network.")

# Handing the role over.
HAND_OVER = Message("Make another device the presenter")
HAND_OVER_MEANING = Message(
    "For one device, within two minutes. Whoever scans it can train, switch and remove models, so "
    "keep it off the projector."
)
HAND_OVER_BACK = Message("Back to the code for everybody")
HAND_OVER_ENDED = Message("The code was used, or has expired.")

# What the server prints at its start.
AS_PRESENTER = Message("As the presenter: {address}")
AS_PRESENTER_WITH_KEY = Message("As the presenter: {address}, with DIGITNET_KEY after the “=”")

# The page for phones.
DRAW_PAGE_SOON = Message("One moment")
DRAW_PAGE_SOON_WHY = Message("The page for phones is being prepared, and will open by itself.")

# The wall.
WALL_TITLE = Message("The wall")
WALL_EMPTY = Message("Draw a digit on your phone, and show it here.")
WALL_HIDE = Message("Hide")
WALL_SHOW = Message("Let it through")
WALL_PAUSE = Message("Pause")
WALL_GO_ON = Message("Go on")
WALL_CLEAR = Message("Clear")
WALL_HELD = Message("Held back")
WALL_NO_DIGIT = Message("No digit")
OPEN_WALL = Message("Open the wall")
TOO_MANY_WALLS = Message("The wall is open in too many places; try again later.")
TOO_MANY_DRAWINGS = Message("Too many drawings from this address; try again later.")
DRAWING_TOO_LARGE = Message("A drawing may have at most {limit:,} bytes.")
DRAWING_WITHOUT_NAME = Message('A drawing needs a "name" of 8 to 32 hexadecimal digits.')
DRAWING_NOT_JSON = Message("This is not the JSON that is expected here.")
DRAWING_EMPTY = Message("This drawing is empty.")
