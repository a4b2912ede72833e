"""What stands on the page that looks inside the network, for readers who know nothing of it."""

from digitnet.texts.message import Message

PAGE = Message("Inside")
BROWSER_TITLE = Message("Look inside · digitnet")
TITLE = Message("Look inside the network")

# While there is nothing to see.
HINT = Message("Draw a digit. What the network does with it appears here while you draw.")
WAITING = Message("{problem} Your drawing is kept.")
BROKEN = Message("{problem} Please clear the canvas.")

# The way through the network.
WAY = Message("The way through the network")
IMAGE = Message("Image")
IMAGE_SIZE = Message("28×28 pixels")
IMAGE_MEANING = Message(
    "Your drawing, centred and made small. These 784 numbers are all that the network sees."
)
CONVOLUTION = Message("Convolution {number}")
POOLING = Message("Pooling {number}")
MAPS_SIZE = Message("{side}×{side}×{channels}")
MAPS_SHOWN = Message("The {count} strongest of {channels} feature maps, each of {side}×{side}")
MEANINGS = {
    "convolution 1": Message(
        "A small filter slides over the image and looks for one pattern, such as an edge. Its "
        "feature map is bright where the pattern was found."
    ),
    "convolution 2": Message("Filters over the maps above find combinations of edges: bends."),
    "convolution 3": Message("Once more: longer pieces of strokes."),
    "pooling 1": Message("The highest of each 2×2 pixels stays: the same pictures, smaller."),
    "convolution 4": Message("Each pixel now sees half of the drawing: hooks and half rings."),
    "convolution 5": Message("Combinations of these: loops and crossings."),
    "pooling 2": Message("Smaller again: it matters less where exactly a part was found."),
    "convolution 6": Message("Each pixel sees all of the drawing: parts that tell digits apart."),
}
LATER_LAYER = Message("Filters over the maps above find combinations of what those found.")
SCORES = Message("Scores")
SCORES_SIZE = Message("11 logits")
SCORES_MEANING = Message(
    "Each digit, and “no digit”, collects points from the last maps. Experts call these scores "
    "logits."
)
CHANCES = Message("Probabilities")
CHANCES_SIZE = Message("100% in all")
CHANCES_MEANING = Message(
    "The scores as shares of 100%, adjusted on other drawings so that “90%” is right nine times "
    "out of ten."
)

# One feature map.
LENS = Message("Under the lens")
LENS_HINT = Message("Point at a small picture, or tap it, to see what it reacts to.")
MAP_NAME = Message("{layer}, map {number} of {channels}")
MAP_LABEL = Message("Map {number}")
MAP_PIXEL_HINT = Message("Point at a pixel to see where it comes from.")
PIXEL = Message("Row {row}, column {column}: {value}.")
FILTER = Message("Its filter")
FILTER_FIRST = Message("5×5 weights: blue ones look for ink, orange ones for none.")
FILTER_LATER = Message("3×3 weights for each of the {count} maps before.")
FILTER_NONE = Message("Pooling has no filter; it only keeps the highest of 2×2 pixels.")
EXCITES = Message("Training images that excite it most")
EXCITES_LATER = Message("The training images are being searched; they come in a moment.")
PATCH = Message("Pixels")
WEIGHTS = Message("Weights")
PRODUCTS = Message("Products")
SUM = Message("Sum of all products: {sum}")
NORMALISED = Message(
    "Brought to a common scale: ({sum} − {mean}) ÷ {deviation} × {scale} + {shift} = {value}"
)
CUT = Message("Below 0 counts as 0: {value}")
ROUNDED = Message("Numbers are rounded to two decimals.")

# What it looked at.
LOOKED = Message("What it looked at")
LOOKED_MEANING = Message(
    "Blue ink speaks for {target}, orange ink against it. The shares of all pixels sum to "
    "{difference}, by which the ink moved its score. Experts call this integrated gradients."
)
COMPARED_MEANING = Message(
    "Blue ink speaks for {target} rather than {against}, orange ink for {against}. The shares of "
    "all pixels sum to {difference}, by which the ink moved the two scores apart."
)
FOR = Message("For")
WHY_NOT = Message("Why not")
AS_READ = Message("As read")
NOTHING = Message("–")
STROKES = Message("Stroke by stroke")
STROKES_MEANING = Message("Each stroke is left out in turn, and the rest is read again.")
STROKE_LOSS = Message("Without it: {reading}, {percent}")
STROKE_NOTHING = Message("Without it, nothing is left.")
NO_DIGIT = Message("no digit")

# What it remembers.
MEMORY = Message("What it remembers")
MEMORY_MEANING = Message(
    "The training images that look most alike to the network, with what they show and how similar "
    "they are."
)
NEIGHBOUR = Message("{digit} · {percent}")

# What would change its mind.
CHANGE = Message("What would change its mind")
CHANGE_MEANING = Message("The smallest bend of your drawing that makes it another digit.")
CHANGE_FIND = Message("Show me")
CHANGE_SEARCHING = Message("Searching …")
CHANGE_INTO = Message("Into")
NEAREST = Message("Nearest")
CHANGE_FOUND = Message(
    "Bent by {distance} pixels on average, the network reads {a_digit}, {percent}."
)
CHANGE_NONE = Message("No small bend makes it that digit.")
CHANGE_NONE_NEAREST = Message("No small bend was found that makes it another digit.")
CHANGE_SLIDER = Message("From your drawing to the other digit")

# The map of digits.
MAP = Message("A map of digits")
MAP_MEANING = Message(
    "Each point is a digit that somebody wrote. The network sees neighbours as alike. The ring is "
    "your drawing; it moves while you draw. Scroll to zoom, drag to move."
)
MAP_PICTURE = Message("Map of {count:,} digits and of your drawing among them")
MAP_LATER = Message("The map is being made; it comes in a moment.")

# The guided tour.
TOUR = Message("Guided tour")
TOUR_STEP = Message("{number} of {count}")
TOUR_BACK = Message("Back")
TOUR_NEXT = Message("Next")
TOUR_END = Message("End the tour")
TOUR_KEYS = Message("Arrow keys turn the pages.")
TOUR_TITLES = {
    "pixels": Message("A picture is numbers"),
    "filter": Message("A filter looks for a pattern"),
    "map": Message("What it found is a feature map"),
    "pooling": Message("Pooling makes it smaller"),
    "scores": Message("Every digit collects points"),
    "chances": Message("Points become probabilities"),
    "looked": Message("What it looked at"),
}
TOUR_TEXTS = {
    "pixels": Message(
        "The network sees no lines, only 28×28 numbers: 0 where the paper is empty, 255 where it "
        "is full of ink. Draw something and watch them change."
    ),
    "filter": Message(
        "A filter is a square of 5×5 weights. It is laid on 5×5 pixels, each pixel is multiplied "
        "by the weight on it, and the products are summed. A large sum means: here is the pattern "
        "I look for. Training has found the weights; nobody wrote them."
    ),
    "map": Message(
        "The filter slides over the whole image, and each sum becomes one pixel of a new picture, "
        "the feature map. It is bright where the pattern is. {channels} filters make {channels} "
        "maps: one finds left edges, another finds tops. The next layer looks for patterns in "
        "these maps, and so on."
    ),
    "pooling": Message(
        "Of each 2×2 pixels only the highest stays. The picture is now a quarter of the size, and "
        "a stroke may lie a little to the left or right without changing much."
    ),
    "scores": Message(
        "After six rounds of filters, the last maps know about rings, hooks and crossings. Each of "
        "them gives points to the digits it speaks for and takes points from others."
    ),
    "chances": Message(
        "The points become shares of 100%. They are calibrated: of all drawings that the network "
        "is 90% sure of, it reads nine out of ten correctly."
    ),
    "looked": Message(
        "Going back from the answer to the ink: blue pixels spoke for it, orange ones against it. "
        "So you can see what made the network decide."
    ),
}
