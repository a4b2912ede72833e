"""What the server says when it refuses something: a title and a sentence, or a WebSocket's reason.

A WebSocket's reason has at most 123 bytes.
"""

from digitnet.texts.message import Message

UNKNOWN_NAME = Message("Unknown name")
UNKNOWN_NAME_WHY = Message(
    "This server does not answer to the name in the address. Whoever runs it can allow the name "
    "with the setting DIGITNET_HOSTS."
)
FOREIGN_PAGE = Message("Request from another site")
FOREIGN_PAGE_WHY = Message(
    "This server does not answer to pages of other sites. Whoever runs it can allow a site with "
    "the setting DIGITNET_HOSTS."
)
FULL = Message("The server is full")
FULL_WHY = Message("The server has as many visitors as it can hold. This page will try again.")
DRAW_MEANWHILE = Message("Draw on the page for phones, which always has room")
RESTARTING = Message("This server is restarting. This page will try again.")
FULL_REASON = Message("The server is full; try again later.")
TOO_FAST_REASON = Message("Too many connections from this address; try again later.")
TOO_MANY_MESSAGES = Message("This page sent too many messages; reload it to go on.")
NO_PAGE_ASKED = Message("No page was asked for.")
NO_UPLOADS = Message("No uploads")
NO_UPLOADS_WHY = Message("No page of this server takes files.")
FILE_TOO_LARGE = Message("The file is too large")
FILE_TOO_LARGE_WHY = Message("A file may have at most {megabytes} MB.")

# The presenter's key.
WRONG_KEY = Message("This key does not fit")
WRONG_KEY_WHY = Message(
    "It may be from an earlier start of the server, or a code that was used or has expired. The "
    "server prints the address with its key when it starts."
)
TOO_MANY_KEYS = Message("Too many wrong keys")
TOO_MANY_KEYS_WHY = Message("Wait a minute before you try another key.")
GO_ON_AS_GUEST = Message("Go on as a guest")
