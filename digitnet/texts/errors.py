"""Why something cannot be done."""

from digitnet.texts.message import Message

# Reasons: clauses that stand as {reason} in the sentences below.
DISK_FULL = Message("the disk is full")
DISK_READ_ONLY = Message("the disk is read-only")
NOT_PERMITTED = Message("permission is denied")
NO_SUCH_FILE = Message("there is no such file or folder")
IS_A_FOLDER = Message("it is a folder")
NOT_A_REGULAR_FILE = Message("it is not a regular file")
TOO_LARGE = Message("it is too large")
IN_USE = Message("another program is using it")
NOT_ANSWERING = Message("it is not answering")

# Drawings.
DRAWING_STROKES = Message("The strokes of a drawing have to be a list of lists of points.")
DRAWING_TOO_MANY_STROKES = Message(
    "This drawing has more than {limit:,} strokes, too many for a digit."
)
DRAWING_TOO_MANY_POINTS = Message(
    "This drawing has more than {limit:,} points, too many for a digit."
)
DRAWING_STROKE = Message("A stroke has to be a list of points.")
DRAWING_POINT = Message("A point has to be two numbers, x and y.")
DRAWING_OUTSIDE = Message("A point lies outside of any canvas.")
DRAWING_PEN = Message("The pen width has to be a positive number.")
DRAWING_JSON = Message('A drawing in JSON is an object with "strokes".')
QUICK_DRAW_DRAWING = Message("A drawing of Quick, Draw! has to be a list of strokes.")
QUICK_DRAW_STROKE = Message("A stroke of Quick, Draw! has to be a list of x and a list of y.")
QUICK_DRAW_LENGTHS = Message("A stroke of Quick, Draw! has to have as many x as y.")
CANVAS_DATA = Message("The canvas sent something that is not a drawing.")
CANVAS_PATH = Message("A stroke on the canvas is damaged.")

# Pictures.
PICTURE_UNREADABLE = Message("The picture cannot be read: {reason}.")
PICTURE_UNKNOWN = Message(
    "This is not a picture in a supported format: PNG, JPEG, WebP, GIF, BMP, TIFF, AVIF or "
    "JPEG 2000."
)
PICTURE_DAMAGED = Message("The picture is damaged.")
PICTURE_BYTES = Message("The picture is larger than {limit} MB.")
PICTURE_PIXELS = Message("The picture has more than {limit} megapixels.")
PICTURE_LABELS = Message("{file} has to be a table with the columns file and label.")
PICTURE_SHAPE = Message(
    "A picture is an array of bytes of shape (height, width), (height, width, 3) or "
    "(height, width, 4)."
)

# Files of drawings.
FILE_UNREADABLE = Message("{file} cannot be read: {reason}.")
FILE_TOO_LARGE = Message("{file} is larger than {limit:,} MB.")
FILE_TOO_LARGE_UNPACKED = Message("{file} is larger than {limit:,} MB once it is unpacked.")
FILE_TOO_MANY_LINES = Message("{file} has more than {limit:,} lines.")
FILE_EMPTY = Message("{file} contains no drawing.")
FILE_WITHOUT_LABELS = Message("{file} contains no drawing with a label.")
IN_FILE = Message("{file}: {problem}")
IN_LINE = Message("{file}, line {line}: {problem}")
LINE_TOO_LONG = Message("This is longer than {limit:,} MB.")
NOT_JSON = Message("This is not JSON.")
NOT_UTF8 = Message("This is not text in UTF-8.")
LABEL_IMPOSSIBLE = Message(
    'A label has to be a digit from 0 to 9, or the digits of a number in quotes, such as "2015".'
)
WRITER_IMPOSSIBLE = Message("A writer has to be a name or a number.")

# The app's server.
PORT_IMPOSSIBLE = Message("A port is a number from 1 to 65535, such as {example}.")
PORT_IN_USE = Message("Port {port} is in use. Choose another one, such as {other}.")
PORT_NOT_PERMITTED = Message(
    "Port {port} is not allowed here. Choose another one, such as {other}."
)
HOST_UNKNOWN = Message("There is no address {host}.")
HOST_FOREIGN = Message("{host} is not an address of this computer.")
NOT_TOML = Message("{file} cannot be read as TOML.")
CERTIFICATE_UNFIT = Message(
    "{certificate} and {key} are not a certificate and its key in PEM format, without a password."
)
CERTIFICATE_AND_KEY = Message("The key {key} does not belong to the certificate {certificate}.")
CERTIFICATE_NOT_SAVED = Message("The certificate cannot be written to {file}: {reason}.")
KEY_WITHOUT_CERTIFICATE = Message("--certificate-key needs --certificate.")

# The engine.
ENGINE_STOPPED = Message("The network stopped and is starting again.")
ENGINE_NOT_ANSWERING = Message("The network is not answering.")
ENGINE_NOT_STARTED = Message("The network could not be started ({reason}).")
ENGINE_RESTARTS = Message("The network could not be started. Trying again now.")
ENGINE_RESTARTS_LATER = Message("The network could not be started. Trying again in {seconds} s.")
ENGINE_CLOSED = Message("The engine was closed.")

# A cluster.
CLUSTER_NEEDS_RAY = Message("Ray is not installed here: pip install 'digitnet[cluster]'.")
CLUSTER_ABSENT = Message("No Ray cluster can be reached ({address}). Trying again soon.")
CLUSTER_REFUSED = Message("The Ray cluster cannot be used ({reason}).")
CLUSTER_FULL = Message("The Ray cluster has no free processor for the network.")
CLUSTER_WITHOUT_DIGITNET = Message("digitnet is not installed on the machines of the Ray cluster.")
CLUSTER_OF_ANOTHER_VERSION = Message(
    "The Ray cluster runs another version of digitnet. Install the same one on all machines and "
    "restart the cluster."
)
CLUSTER_NOT_REACHED = Message("No Ray cluster can be reached ({address}).")
WORKERS_WITHOUT_CLUSTER = Message(
    "--workers needs a Ray cluster: set DIGITNET_RAY to auto or to its address."
)
WORKERS_WITHOUT_ROOM = Message("The Ray cluster has no free processors for the training.")
WORKER_LOST = Message("A machine was lost during the training.")

# A server without TensorFlow.
NEEDS_TENSORFLOW = Message("This needs TensorFlow, which is not installed on this server.")
NO_LIGHT_FORM = Message(
    "This model cannot answer without TensorFlow, which is not installed on this server."
)

# Trainings.
TRAINING_RUNNING = Message("A training is already running.")
TRAINING_BEING_SAVED = Message("It is too late to cancel: the new model is being saved.")
TRAINING_INTERRUPTED = Message("The training was interrupted because its process ended.")
TRAINING_FAILED = Message("The training failed ({reason}).")
TRAINING_NOT_SAVED = Message("{problem} Nothing was saved; the previous model still answers.")
TRAINING_DIVERGED = Message(
    "The training diverged: with a learning rate of {rate:g}, the loss is not a number. "
    "Try a lower one."
)
LEARNING_RATE_TOO_HIGH = Message(
    "The network does no better than guessing. A learning rate of {rate:g} is too high; "
    "try a lower one."
)
NOTHING_LEARNED = Message(
    "The network does no better than guessing. More epochs or more images may help."
)
TRAINING_STOPPED = Message(
    "The training was stopped: after a third of its steps the network is no better than guessing. "
    "A learning rate of {rate:g} is too high; try a lower one."
)
TRAINING_TOO_LONG = Message(
    "This training would take about {minutes:,} minutes; at most {limit:,} are allowed here."
)
RECIPE_IMPOSSIBLE = Message("This training is not possible. {reason}")
SEED_IMPOSSIBLE = Message("A seed is a whole number from 0 to {largest:,}.")
RECIPE_WHOLE_NUMBERS = Message("A recipe counts in whole numbers.")
RECIPE_NUMBERS = Message("A recipe's other values are numbers.")
RECIPE_CONVOLUTIONS = Message("A recipe's network has 5 or 6 convolutions.")
RECIPE_OPTIMIZER = Message("A recipe's optimizer is adamw or muon.")
RECIPE_NAME = Message("A recipe's name is one line of text.")
RECIPE_NAME_LENGTH = Message("A recipe's name has 1 to {most} characters.")
RECIPE_EPOCHS = Message("A recipe has 1 to 1000 epochs.")
RECIPE_IMAGES = Message("A recipe uses 1 to {most:,} images.")
RECIPE_SYNTHETIC = Message("A recipe uses 0 to {most:,} synthetic drawings.")
RECIPE_REPEATS = Message("A recipe uses each image 1 to 10 times in an epoch.")
RECIPE_BATCH = Message("A batch holds at least one image and at most all of them.")
RECIPE_RATE = Message("The learning rate is above 0 and at most 10.")
RECIPE_SMOOTHING = Message("Label smoothing is at least 0 and below 1.")
RECIPE_WARP = Message("The strength of the warps is between 0 and 2.")
RECIPE_PEN = Message("The strength of the pen's changes is between 0 and 1.")
RECIPE_WIDTH = Message("The width is between 4 and 40 channels.")

# Data sets.
MNIST_MISSING = Message("The MNIST data set is missing: there is no file {file}.")
MNIST_UNREADABLE = Message("The MNIST data set in {file} cannot be read; restore the file.")
MNIST_ALTERED = Message("The MNIST data set in {file} was altered ({part}); restore the file.")

# Models and the folder that they are stored in.
NO_MODEL = Message(
    "No model can be loaded, not even the shipped one. Restore the folder assets/model."
)
MODEL_MISSING = Message("There is no model {version}.")
MODEL_UNREADABLE = Message("The file of model {version} cannot be read: {reason}.")
MODEL_DAMAGED = Message("The file of model {version} is damaged.")
MODEL_NOT_KERAS = Message("Keras cannot read model {version}.")
MODEL_FOREIGN = Message("Model {version} is not a network that reads digits.")
MODEL_REPLACED = Message("Model {version} cannot be loaded; {current} answers instead.")
MODEL_ANSWERS = Message("Model {version} answers at the moment; choose another one first.")
MODEL_NOT_SAVED = Message("The new model could not be saved: {reason}.")
MODEL_NOT_REMOVED = Message("Model {version} could not be removed: {reason}.")
MODEL_SHIPPED = Message("The shipped model cannot be removed.")
CHOICE_NOT_SAVED = Message("The choice could not be saved: {reason}.")
CARD_UNREADABLE = Message("The card of the model in {folder} cannot be read: {reason}.")
CARD_NOT_SAVED = Message("The model's card could not be saved: {reason}.")
CARD_FOREIGN = Message("it is not a model card")
CARD_VALUE = Message('the value of "{entry}" is not possible')
LIGHT_FORM_MISSING = Message("Model {version} has no light form of this version.")
LIGHT_FORM_UNREADABLE = Message("The light form of model {version} cannot be read: {reason}.")
LIGHT_FORM_DAMAGED = Message("The light form of model {version} is damaged.")
LIGHT_FORM_UNUSABLE = Message("LiteRT cannot load the light form: {reason}.")
LIGHT_FORM_FOREIGN = Message("The LiteRT file is not a light form.")
LIGHT_FORM_NOT_MADE = Message("The light form could not be made: {reason}.")
LIGHT_FORM_UNCHECKED = Message("The light form could not be checked: {reason}")
LIGHT_FORM_DIFFERS = Message("The light form does not give the same answers as the network.")
LITERT_MISSING = Message("LiteRT cannot be imported: {reason}.")
EXPORT_FORMAT = Message("There is no format {format}; there are {formats}.")
EXPORT_NEEDS_PACKAGE = Message("ONNX needs {package}: pip install 'digitnet[export]'.")
EXPORT_NOT_MADE = Message("The export could not be made: {reason}.")
EXPORT_DIFFERS = Message("The exported model does not give the same answers as model {version}.")
EXPORT_SMALL_DIFFERS = Message("With 8-bit weights, too many answers change.")
FOLDING_LAYER = Message("The network's layer {layer} cannot be part of a web page.")
FOLDING_ORDER = Message("The network's layer {layer} cannot follow a convolution in a web page.")
FOLDING_END = Message("A network in a web page has to end with a dense layer.")
PAGE_TOO_LARGE = Message(
    "Model {version} is too large for a web page: {size:.1f} MB, at most {limit:.0f} MB."
)
PAGE_WEIGHTS = Message("Model {version} has weights that are too large for a web page.")
FOLDER_NOT_WRITABLE = Message("{folder} is not a folder that can be written to")
HOME_NOT_WRITABLE = Message(
    "Nothing can be saved in {folder}: {reason}. Choose another folder with DIGITNET_HOME."
)
MODELS_IMPOSSIBLE = Message(
    "DIGITNET_MODELS has to be the address of an object store, such as {example}."
)
MODELS_NEED_PACKAGE = Message("DIGITNET_MODELS needs the Python package {package}.")
MODELS_AWAY = Message("Models cannot be saved in {place}: {reason}.")
MODELS_UNGUARDED = Message(
    "Models cannot be shared in {place}: it overwrites files although it is asked not to."
)
MODEL_WAITS = Message(
    "The new model cannot be saved in {place} yet: {reason}. This server keeps it and will add it "
    "to the models as soon as it can."
)
FOLDER_NOT_EMPTY = Message("The folder {folder} is not empty.")
NOT_WRITTEN = Message("{file} cannot be written: {reason}.")

# The collection.
COLLECTION_LOCKED = Message("Another program is using the collection; try again in a moment.")
COLLECTION_DISK_FULL = Message("Nothing was added to the collection: the disk is full.")
COLLECTION_FULL = Message(
    "The collection can hold {limit:,} drawings; export it and remove some of them."
)
COLLECTION_DAMAGED = Message(
    "The collection in {file} is damaged; move the file away, and a new one is made."
)
COLLECTION_FOREIGN = Message("The file {file} is not a collection; move it away.")
COLLECTION_LATER = Message(
    "The collection was written by a later version of digitnet (format {version}); update digitnet."
)
COLLECTION_UNUSABLE = Message("The collection in {file} cannot be used: {reason}.")
DATABASE_IMPOSSIBLE = Message(
    "DIGITNET_DATABASE has to be the address of a PostgreSQL database, such as {example}."
)
DATABASE_NEEDS_PACKAGE = Message(
    "DIGITNET_DATABASE needs {package}: pip install 'digitnet[cluster]'."
)
DATABASE_NOT_ANSWERING = Message("The database is not answering; try again in a moment.")
COLLECTION_TOO_SMALL = Message("A training needs at least {least} drawings with labels.")
QUERY_IMPOSSIBLE = Message("The data cannot be searched for this.")
COLLECTION_UNKNOWN = Message("Drawing {id} is not there; it may have been removed.")

# Explanations.
QUESTION_REPLACED = Message("A newer drawing is explained instead.")
QUESTION_IMPOSSIBLE = Message("The network has no such part or digit.")

# Lessons.
LESSON_EMPTY = Message("An empty drawing teaches nothing; draw a digit first.")
LESSON_DIGIT = Message("A lesson says which digit a drawing is, 0 to 9, or that it is no digit.")
LESSON_UNKNOWN = Message("Lesson {id} is not there; it may have been removed.")
LESSON_LINE = Message("Line {line} is not a lesson: {reason}")
LESSON_JSON = Message("It is not a JSON object with a label and strokes.")
LESSONS_OF_ANOTHER_MODEL = Message(
    "These lessons were taught to another model; teach them to this one first."
)
LESSONS_TOO_LARGE = Message("These lessons are larger than {limit:,} MB; remove some of them.")
LESSONS_FORGOTTEN = Message("The network does not have these lessons; send them again.")
KNOWN_DIGITS_DAMAGED = Message("The file {file} is missing or damaged; restore it.")
