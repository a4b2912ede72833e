"""What the command line says."""

from digitnet.texts.message import Message

# Help.
MAIN = Message("Train, test and use networks that read drawn digits.")
SERVE = Message("Start the app.")
SERVE_PORT = Message("The port to listen on.")
SERVE_HOST = Message(
    "The address to listen on, such as 127.0.0.1; without it, all addresses of this computer."
)
SERVE_HTTPS = Message(
    "Serve over HTTPS, which cameras in pages need, with a certificate made here or given."
)
SERVE_CERTIFICATE = Message("Serve over HTTPS with the certificate in this file (PEM).")
SERVE_CERTIFICATE_KEY = Message("The certificate's key (PEM), if it is in a file of its own.")
TRAIN = Message("Train a network from scratch, and let it answer unless it is clearly worse.")
TRAIN_RECIPE = Message("How long and on how much to train.")
TRAIN_SEED = Message("The seed of all random choices.")
TRAIN_OUT = Message("Write the model to this new folder instead of the store.")
TRAIN_DRAWINGS = Message(
    "Train on the drawings in this file (JSON lines), too; some are left out and tested. "
    "May be given several times."
)
TRAIN_WORKERS = Message("Train on this many machines of the Ray cluster that DIGITNET_RAY names.")
TRAIN_USE = Message("Always or never let it answer; by default it does unless it is clearly worse.")
EVALUATE = Message(
    "Test the current model on drawings (JSON lines) of digits or whole numbers, on folders of "
    "pictures with a labels.csv (columns file and label), or on MNIST's test set."
)
EVALUATE_MODEL = Message("Test the model in this folder instead of the current one.")
EVALUATE_NUMBERS = Message(
    "Read every drawing as a whole number, single digits too; drawings whose label is a string "
    "of digits are read so anyway."
)
EVALUATE_SHEET = Message("Write the misread drawings and pictures to this PNG file.")
EVALUATE_CARD = Message("Add the results to the card of the model given with --model.")
EVALUATE_TEACH = Message(
    "Let each writer draw in random order and teach every drawing that is misread."
)
TEACH_SEED = Message("The seed of the order in which the drawings are taught.")
TEACH_WRONG = Message("The share of lessons that teach a wrong digit on purpose, 0 to 1.")
SHEET = Message("Write drawings by synthetic writers to FILE, a PNG picture.")
SHEET_COUNT = Message("How many drawings.")
SHEET_NON_DIGITS = Message("Letters, shapes and scribbles instead of digits.")
PREDICT = Message(
    "Read one drawing (JSON) of a digit or a whole number, or one picture (PNG, JPEG, WebP, GIF, "
    "BMP, TIFF, AVIF, JPEG 2000) of digits or numbers."
)
MODELS = Message("List, choose and remove models.")
MODELS_LIST = Message("List the models, newest first; an asterisk marks the current one.")
MODELS_USE = Message("Let VERSION answer from now on.")
MODELS_REMOVE = Message("Remove VERSION from the store.")
COLLECTION = Message("Keep the drawings that people made, with labels.")
COLLECTION_EXPORT = Message("Write all drawings to FILE, as JSON lines; gzipped if it ends in .gz.")
COLLECTION_IMPORT = Message("Add the drawings of FILE, JSON lines, all or none.")
COLLECTION_STATS = Message("Count the drawings.")
COLLECTION_CLEAR = Message("Remove all drawings.")
YES = Message("Do not ask.")
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
TEACH_NEEDS_FILES = Message(
    "--teach needs files with drawings, and no --sheet, --card or --numbers."
)
SHEET_NEEDS_FILES = Message("--sheet needs files with drawings, or folders of pictures.")
NUMBERS_NEED_FILES = Message("--numbers needs files with drawings.")
CONVERT_TARGET = Message(
    "The name of TARGET has to end with .jsonl, .ndjson, .jsonl.gz or .ndjson.gz."
)

# Where the app is.
ON_THIS_COMPUTER = Message("On this computer: {address}")
IN_THIS_NETWORK = Message("In this network: {address}")
BROWSERS_WARN = Message(
    "Browsers warn once that nobody vouches for its certificate: choose “Advanced”, then go on."
)
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
ON_DRAWINGS = Message(
    "Of {n} drawing that was left out of the training: {after:.1%} read correctly",
    "Of {n} drawings that were left out of the training: {after:.1%} read correctly",
)
ON_DRAWINGS_BEFORE_AFTER = Message(
    "Of {n} drawing that was left out of the training: {before:.1%} read correctly before, "
    "{after:.1%} after",
    "Of {n} drawings that were left out of the training: {before:.1%} read correctly before, "
    "{after:.1%} after",
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
NUMBERS_READ_CORRECTLY = Message("{source}: {accuracy:.2%} of {count:,} numbers read correctly")
NUMBERS_DIVIDED = Message("divided correctly: {share:.2%}, digits correct in these: {digits:.2%}")
NUMBERS_UNREAD = Message("with a part rejected as not a digit: {share:.2%}")
NUMBERS_BY_LENGTH = Message("by number of digits: {lengths}")
CONFUSED = Message("{label} read as {read}: {times}")
CONFUSED_AND_REJECTED = Message("{label} rejected: {times}")

# Evaluations of teaching.
TAUGHT = Message(
    "{source}: {count:,} drawings, {writers} writers, {lessons} lessons ({wrong} of them wrong)"
)
TAUGHT_ERROR = Message("error: {before:.2%} without lessons, {after:.2%} with them")
TAUGHT_LIKELIEST = Message("by the likeliest digit: {before:.2%} and {after:.2%}")
OTHERS_LOSE = Message("other writers lose: {mean:.2%} on average, {most:.2%} at most")
MNIST_LOSES = Message("MNIST's test images lose: {mean:.2%} on average, {most:.2%} at most")

# Predictions.
NOTHING = Message("nothing to read")
NO_DIGIT = Message("not a digit (closest: {digit})")
DIGIT = Message("{digit} ({confidence:.1%})")
NUMBER = Message("{text} ({confidence:.1%})")

# The collection.
COLLECTED = Message("{n} drawing", "{n} drawings")
COLLECTED_DIGITS = Message(
    "digits: {digits}; no digit: {others}; without a label: {unlabelled}; writers: {writers}"
)
COLLECTED_CORRECT = Message("read correctly when they were drawn: {share:.1%} of {count:,}")
CLEAR_REALLY = Message("Remove {n} drawing for good?", "Remove {n} drawings for good?")
DRAWINGS_ADDED = Message("{n} new drawing", "{n} new drawings")
DRAWINGS_REMOVED = Message("{n} drawing was removed.", "{n} drawings were removed.")

# Models and files.
MODEL_ANSWERS = Message("Model {version} answers now.")
MODEL_REMOVED = Message("Model {version} was removed.")
EXPORTED = Message("{file}: model {version}")
DRAWINGS_WRITTEN = Message("{file}: {n} drawing", "{file}: {n} drawings")
