"""What stands on the Inside page, for readers who know nothing about networks."""

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
CONVOLUTION_MEANINGS = {
    5: Message(
        "A small filter moves over the image and looks for one pattern, such as an edge. Its "
        "feature map is blue where the pattern was found."
    ),
    9: Message("Filters over the maps above find combinations of edges: bends."),
    13: Message("Once more: longer pieces of strokes."),
    23: Message("Each pixel now sees most of the drawing: hooks and half rings."),
    31: Message("Combinations of these: loops and crossings."),
}
"""By the largest side, in pixels of the image, of the square that a map's pixel sees."""
CONVOLUTION_SEES_ALL = Message("Each pixel sees all of the drawing: parts that tell digits apart.")
POOLING_MEANING = Message("The highest of each 2×2 pixels stays: the same pictures, smaller.")
POOLING_AGAIN = Message("Smaller again: it matters less where exactly a part was found.")
SCORES = Message("Scores")
SCORES_SIZE = Message("11 logits")
SCORES_MEANING = Message(
    "The last maps raise or lower the score of each digit, and of “no digit”. Experts call these "
    "scores logits."
)
CHANCES = Message("Probabilities")
CHANCES_SIZE = Message("A total of 100%")
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
    "The training images that look most similar to the network, with what they show and how "
    "similar they are."
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
    "Bent by {distance} pixels on average, the drawing is read as {a_digit}, {percent}."
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
    "scores": Message("Every digit gets a score"),
    "chances": Message("Scores become probabilities"),
    "looked": Message("What it looked at"),
}
TOUR_TEXTS = {
    "pixels": Message(
        "The network sees no lines, only 28×28 small squares, called pixels. Each is a number: 0 "
        "is empty paper, 255 is full ink. Draw something and watch them change."
    ),
    "filter": Message(
        "A filter is a square of 5×5 numbers, its weights. Laid on 5×5 pixels, each pixel is "
        "multiplied by its weight, and the products are added up. Positive weights want ink, "
        "negative ones want empty paper, so a large sum means: the pattern is here. Nobody chose "
        "the weights: the network found them by practising on many thousands of digits."
    ),
    "map": Message(
        "The filter moves over the image, two pixels at a time. Each sum becomes one pixel of a "
        "new picture, its feature map: the larger the sum, the bluer; below zero it stays empty. "
        "{channels} filters make {channels} maps. More filters then look for patterns in these "
        "maps: that is the next layer."
    ),
    "pooling": Message(
        "Of every 2×2 pixels only the largest stays, so the map has half the width and half the "
        "height. It still says that a part was found, but less exactly where: a stroke may move a "
        "little without changing much."
    ),
    "scores": Message(
        "The last maps react to large parts, such as rings and hooks. Their values are multiplied "
        "by weights once more and added up: one sum for each digit, and one for “no digit”. This "
        "is its score; a negative score speaks against it. Experts call scores logits."
    ),
    "chances": Message(
        "Each score becomes a share of 100%. The highest score gets the largest share, and a small "
        "lead becomes a large one. The shares are then adjusted on drawings that the network was "
        "not trained on: when it says 90%, it should be right about nine times in ten."
    ),
    "looked": Message(
        "Which ink counted? Blue pixels raised the score of the answer, orange ones lowered it. "
        "Empty paper stays without colour, though a gap can matter, too."
    ),
}
