"""What the command line says."""

from digitnet.texts.message import Message

# Help.
MAIN = Message("Train, test and use networks that read drawn digits.")
SERVE = Message("Start the app.")
SERVE_PORT = Message("The port to listen on.")
SERVE_HOST = Message(
    "The address to listen on, such as 127.0.0.1; without it, all addresses of this computer."
)
TRAIN = Message("Train a network from scratch, and let it answer unless it is clearly worse.")
TRAIN_RECIPE = Message("How long and on how much to train.")
TRAIN_SEED = Message("The seed of all random choices.")
TRAIN_OUT = Message("Write the model to this new folder instead of the store.")
TRAIN_USE = Message(
    "Let it answer in any case, or in none; by default it does unless it is clearly worse."
)
EVALUATE = Message("Test the current model on drawings (JSON lines), or on MNIST's test set.")
EVALUATE_MODEL = Message("Test the model in this folder instead of the current one.")
EVALUATE_SHEET = Message("Write the misread drawings to this PNG file.")
EVALUATE_CARD = Message("Add the results to the card of the model given with --model.")
SHEET = Message("Write drawings by synthetic writers to FILE, a PNG picture.")
SHEET_COUNT = Message("How many drawings.")
SHEET_NON_DIGITS = Message("Letters, shapes and scribbles instead of digits.")
PREDICT = Message(
    "Read one drawing (JSON) or one picture (PNG, JPEG, WebP, GIF, BMP, TIFF, AVIF, JPEG 2000)."
)
MODELS = Message("List, choose and remove models.")
MODELS_LIST = Message("List the models, newest first; an asterisk marks the current one.")
MODELS_USE = Message("Let VERSION answer from now on.")
MODELS_REMOVE = Message("Remove VERSION from the store.")
EXPORT = Message(
    "Write VERSION, or the current model, to a file for another runtime: a ZIP archive with "
    "instructions, or a web page."
)
EXPORT_FORMAT = Message("The runtime.")
EXPORT_OUT = Message("The file to write; without it, one in the current folder.")
CONVERT = Message(
    "Copy drawings from SOURCE to TARGET, whose name ends with .jsonl or .ndjson (the format of "
    "Quick, Draw!), or with .gz after that to compress it."
)
JSON = Message("Print JSON.")

# Wrong use.
CARD_NEEDS_MODEL = Message("--card needs --model.")
USE_NEEDS_STORE = Message("--use and --no-use do not go with --out.")
SHEET_NEEDS_FILES = Message("--sheet needs files with drawings.")
CONVERT_TARGET = Message(
    "The name of TARGET has to end with .jsonl, .ndjson, .jsonl.gz or .ndjson.gz."
)

# Where the app is.
ON_THIS_COMPUTER = Message("On this computer: {address}")
IN_THIS_NETWORK = Message("In this network: {address}")
HOW_TO_STOP = Message("Press Ctrl+C to stop.")

# Trainings.
PROGRESS = Message("epoch {epoch}/{epochs}, accuracy {accuracy:.2%}")
TRAINED = Message(
    "{model}: {accuracy:.2%} on MNIST's test set, {parameters:,} parameters, "
    "{seconds:.0f} s on {device}"
)
TRAINED_ELSEWHERE = Message("Done. The chief machine saves the model.")
AGAINST = Message(
    "Against model {model}: {mnist:+.2f} points on MNIST's test set, {writers:+.2f} on synthetic "
    "writers."
)
DOES_NOT_ANSWER = Message(
    "Model {version} does not answer; digitnet models use {version} lets it answer."
)

# Evaluations.
READ_CORRECTLY = Message("{source}: {accuracy:.2%} of {count:,} read correctly")
REJECTED = Message("rejected as not a digit: {share:.2%}")
WRITERS = Message("writers: {count}, mean {mean:.2%}")
WRITERS_AND_WORST = Message("writers: {count}, mean {mean:.2%}, worst {worst:.1%}")
BY_DIGIT = Message("by digit: {digits}")
CALIBRATION_ERROR = Message("calibration error: {error:.4f}")
CONFUSED = Message("{label} read as {read}: {times}")
CONFUSED_AND_REJECTED = Message("{label} rejected: {times}")

# Predictions.
NOTHING = Message("nothing to read")
NO_DIGIT = Message("not a digit (closest: {digit})")
DIGIT = Message("{digit} ({confidence:.1%})")

# Models and files.
MODEL_ANSWERS = Message("Model {version} answers now.")
MODEL_REMOVED = Message("Model {version} was removed.")
EXPORTED = Message("{file}: model {version}")
DRAWINGS_WRITTEN = Message("{file}: {n} drawing", "{file}: {n} drawings")
