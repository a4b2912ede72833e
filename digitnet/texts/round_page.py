"""Rounds, which a room plays together: on phones, on the wall and on the presenter's page."""

from digitnet.texts.message import Message

# Choosing one.
ROUNDS = Message("Rounds")
START = Message("Start a round")
STOP = Message("Stop the round")
SKIP = Message("Hide this drawing")
CLOSE = Message("Close")
BACK = Message("Back to the drawings")
NAMES = {
    "draw": Message("Draw a digit"),
    "fool": Message("Fool it"),
    "contest": Message("You or the network"),
}
MEANINGS = {
    "draw": Message(
        "Everybody draws what is asked for, for one minute. How much does the network read?"
    ),
    "fool": Message("Draw a digit that people can read and the network cannot. The room votes."),
    "contest": Message("Twenty hard digits, a second and a half for each. Who reads more?"),
}
WHICH = Message("Digit")
ALL_DIGITS = Message("All ten, one after the other")
PREPARING = Message("The network is choosing images …")
IS_PLAYED = Message("A round is being played on the phones.")

# While it is played.
READY = Message("Get ready")
READY_WALL = Message("Get ready: scan the code, and press “Play”.")
PLAY = Message("Play")
NOT_NOW = Message("Not now")
KEPT = Message(
    "What you draw may appear on the wall, and joins the collection for trainings, without a name."
)
SHOWN = Message("What you draw may appear on the wall, without a name.")
DRAW_THIS = Message("Draw this digit")
CLEAR_FOR_MORE = Message("Clear, and draw another one.")
READ = Message("Read!")
READ_AS = Message("Read as {digit}.")
NOT_A_DIGIT = Message("Not taken for a digit.")
FOOL_MEANT = Message("Which digit will you draw?")
FOOL_DRAW = Message("People should read it, the network should not.")
FOOLED = Message("Fooled! The network reads {digit}.")
NOT_FOOLED = Message("The network reads it. Clear, and try another way.")
GATHER = Message("Time is up.")
WHICH_DIGIT = Message("Which digit is this?")
NO_DIGIT = Message("No digit")
MEANT = Message("Meant")
ROOM = Message("The room")
NETWORK = Message("The network")
YOU = Message("You")
PLAYERS = Message("Players")
DRAWN = Message("Drawn")
WERE_READ = Message("Read")
WERE_FOOLING = Message("Fooled the network")
VOTES = Message("Votes")
OFFLINE = Message("No connection. It is sent as soon as there is one.")

# The result.
NOBODY = Message("Nobody has played.")
WERE_READ_OF = Message("{right} of {all} drawings were read.")
WERE_FOOLING_OF = Message("{right} of {all} drawings fooled the network.")
SCORE = Message("{right} of {all}")
YOURS_READ = Message("Your score: {right} of {all} read.")
YOU_READ = Message("You read {you} of {all}, the network {network}.")
YOU_WIN = Message("You win.")
ROOM_WINS = Message("The room wins.")
NETWORK_WINS = Message("The network wins.")
DRAWS_LEVEL = Message("A draw!")
BEST = Message("The room reads {meant}, the network {network}.")
NOT_AGREED = Message("The room does not read what was meant.")
NONE_FOOLED = Message("Nobody has fooled the network.")
MISREAD = Message("Misread")
MATRIX = Message("What was meant, and what it was taken for")
SEE_WALL = Message("The result is on the wall.")

# What is refused.
TOO_LATE = Message("Too late: this is over.")
NO_ANSWER = Message("This does not answer what was asked.")
NO_ROUND = Message("No round is being played.")
OTHER_ROUND = Message("That round is over.")
ROUND_IS_ON = Message("A round is already being played.")
NO_SUCH_ROUND = Message("There is no such round.")
NOTHING_TO_SKIP = Message("There is no drawing to hide.")
TOO_MANY_PLAYERS = Message("Too many people are already playing.")
TOO_MANY_ANSWERS = Message("Too many answers; wait for the next round.")
ANSWERS_TOO_FAST = Message("Too many answers from this address; try again in a moment.")
IMAGES_NOT_READY = Message("The network is not ready for this round yet; try again in a moment.")

# What the presenter sees of the room.
PHONES = Message("{n} phone is connected.", "{n} phones are connected.")
WALLS = Message("{n} wall is open.", "{n} walls are open.")
ANSWERS = Message("The server gives {answers:.1f} answers a second.")
LOAD = Message("It uses {share:.0%} of one processor core and {memory:,.0f} MB.")
