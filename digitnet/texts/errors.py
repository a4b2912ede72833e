"""Why something cannot be done."""

from digitnet.texts.message import Message

LESSON_EMPTY = Message("An empty drawing teaches nothing; draw a digit first.")
LESSON_DIGIT = Message("A lesson says which digit a drawing is, 0 to 9, or that it is no digit.")
LESSON_UNKNOWN = Message("Lesson {id} is not there; it may have been removed.")
LESSON_LINE = Message("Line {line} is not a lesson: {reason}")
LESSON_JSON = Message("It is not a JSON object with a label and strokes.")
LESSONS_OF_ANOTHER_MODEL = Message(
    "These lessons were taught to another model; teach them to this one first."
)
KNOWN_DIGITS_DAMAGED = Message("The file {file} is missing or damaged; restore it.")
