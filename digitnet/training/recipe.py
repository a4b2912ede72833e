"""What a training is asked to do and what it achieved: plain data, no TensorFlow."""

from __future__ import annotations

from dataclasses import dataclass, field

from digitnet.network.calibration import Calibration
from digitnet.texts import errors
from digitnet.training.errors import RecipeError

TRAIN_IMAGES = 55_000
VALIDATION_IMAGES = 5_000
"""The split of MNIST's 60,000 training images. The last 5,000 are only used for the calibration and
for the accuracy shown during training, so that the test set is used once, at the end."""

HIGH_RATE = 0.1
"""If nothing was learned, a learning rate above this is the likely cause; the recipes use at most
this."""

OPTIMIZERS = ("adamw", "muon")
"""Muon (``training/muon.py``) needs fewer images for a good network."""

MAX_SYNTHETIC = 1_000_000
MAX_SEED = 2**31 - 1
MAX_NAME = 100
"""Longest name of a recipe, in characters; model cards keep it."""


@dataclass(frozen=True)
class Recipe:
    """All settings of a training except the seed.

    Attributes:
        name: an id; the Train page knows a title for those of ``PRESETS``.
        epochs: passes over the training images.
        batch_size: images in a step.
        learning_rate: the peak of the learning-rate schedule (see ``training/schedule.py``).
        width: channels of the network's first layer; the others are multiples of it (see
            ``network/architecture.py``).
        convolutions: layers of the network, 5 or 6 (see ``network/architecture.py``).
        optimizer: one of ``OPTIMIZERS``.
        label_smoothing: weight of the uniform distribution in the target.
        warp: strength of the random affine warps, from 0.0 (none); 1.0 is full strength.
        pen: strength of the random changes of stroke width, 0.0 to 1.0.
        images: how many of MNIST's training images are used.
        repeats: how many times each of these is used in an epoch, so that the synthetic drawings
            do not outweigh them.
        synthetic: how many drawings by synthetic writers are added (see ``data/writers.py``).
    """

    name: str
    epochs: int
    batch_size: int = 256
    learning_rate: float = 0.01
    width: int = 32
    convolutions: int = 6
    optimizer: str = "adamw"
    label_smoothing: float = 0.05
    warp: float = 0.8
    pen: float = 0.4
    images: int = TRAIN_IMAGES
    repeats: int = 1
    synthetic: int = 0

    def __post_init__(self) -> None:
        self.check()

    def check(self) -> None:
        """Check that every value is possible; one that came from another process may not be.

        Raises:
            RecipeError: if one is not.
        """
        whole = (
            self.epochs,
            self.batch_size,
            self.width,
            self.images,
            self.repeats,
            self.convolutions,
        )
        if not all(type(value) is int for value in (*whole, self.synthetic)):
            raise RecipeError(errors.RECIPE_WHOLE_NUMBERS)
        shares = (self.learning_rate, self.label_smoothing, self.warp, self.pen)
        if not all(type(value) in (int, float) for value in shares):
            raise RecipeError(errors.RECIPE_NUMBERS)
        if not (isinstance(self.name, str) and self.name.isprintable()):
            raise RecipeError(errors.RECIPE_NAME)
        if not 1 <= len(self.name) <= MAX_NAME:
            raise RecipeError(errors.RECIPE_NAME_LENGTH, most=MAX_NAME)
        if self.convolutions not in (5, 6):
            raise RecipeError(errors.RECIPE_CONVOLUTIONS)
        if self.optimizer not in OPTIMIZERS:
            raise RecipeError(errors.RECIPE_OPTIMIZER)
        if not 1 <= self.epochs <= 1000:
            raise RecipeError(errors.RECIPE_EPOCHS)
        if not 1 <= self.images <= TRAIN_IMAGES:
            raise RecipeError(errors.RECIPE_IMAGES, most=TRAIN_IMAGES)
        if not 0 <= self.synthetic <= MAX_SYNTHETIC:
            raise RecipeError(errors.RECIPE_SYNTHETIC, most=MAX_SYNTHETIC)
        if not 1 <= self.repeats <= 10:
            raise RecipeError(errors.RECIPE_REPEATS)
        if not 1 <= self.batch_size <= self.images_an_epoch:
            raise RecipeError(errors.RECIPE_BATCH)
        if not 0 < self.learning_rate <= 10:
            raise RecipeError(errors.RECIPE_RATE)
        if not 0 <= self.label_smoothing < 1:
            raise RecipeError(errors.RECIPE_SMOOTHING)
        if not 0 <= self.warp <= 2:
            raise RecipeError(errors.RECIPE_WARP)
        if not 0 <= self.pen <= 1:
            raise RecipeError(errors.RECIPE_PEN)
        if not 4 <= self.width <= 40:
            raise RecipeError(errors.RECIPE_WIDTH)

    @property
    def images_an_epoch(self) -> int:
        """MNIST's images, with repeats, and synthetic drawings in one epoch."""
        return self.images * self.repeats + self.synthetic

    @property
    def steps_an_epoch(self) -> int:
        """Steps of one epoch; images that do not fill a batch are left out, others each time."""
        return self.images_an_epoch // self.batch_size

    @property
    def steps(self) -> int:
        """Steps of the whole training."""
        return self.epochs * self.steps_an_epoch


QUICK = Recipe(
    name="quick", epochs=1, batch_size=128, learning_rate=0.1, width=16, convolutions=5,
    optimizer="muon", synthetic=20_000,
)  # fmt: skip
FULL = Recipe(
    name="full", epochs=7, learning_rate=0.05, width=32, optimizer="muon", repeats=3,
    synthetic=150_000,
)  # fmt: skip
RECIPES = {recipe.name: recipe for recipe in (QUICK, FULL)}

PRESETS = {
    recipe.name: recipe
    for recipe in (
        QUICK,
        Recipe("too little data", epochs=30, batch_size=20, width=16, images=100, warp=0, pen=0),
        Recipe("no augmentation", epochs=1, batch_size=128, width=16, warp=0, pen=0),
        Recipe(
            "learning rate too high", epochs=1, batch_size=128, width=16, learning_rate=10.0,
            synthetic=20_000,
        ),
        FULL,
    )
}  # fmt: skip
"""For a talk: recipes that show what matters, by id, which is the name that model cards keep."""


@dataclass(frozen=True)
class Report:
    """What a training achieved; it becomes part of the model's card.

    Attributes:
        recipe, seed: what was asked for.
        parameters: the network's number of weights.
        test_accuracy: share of MNIST's 10,000 test images whose likeliest digit is correct.
        validation_accuracy: the same for MNIST's images held out from training.
        synthetic_accuracy: the same for digits by synthetic writers held out from training.
        refused: share of all held-out digits that are rejected as not being digits.
        accepted: share of the held-out non-digits that are accepted as digits.
        digit_accuracy: ``test_accuracy`` of each digit, 0 to 9; empty if unknown.
        calibration: turns the network's logits into probabilities and scores.
        device: the name of the device it was trained on.
        seconds: duration of the training.
        libraries: names and versions of the libraries used.
        drawings: how many drawings that people made were part of the training.
        left_out: how many more were left out of it, to measure with.
        left_out_accuracy: share of these that are read correctly; None if there are none.
        left_out_before: the same of the model that answered before; None if unknown.
    """

    recipe: Recipe
    seed: int
    parameters: int
    test_accuracy: float
    validation_accuracy: float
    synthetic_accuracy: float
    refused: float
    accepted: float
    calibration: Calibration
    device: str
    seconds: float
    libraries: dict[str, str] = field(default_factory=dict)
    digit_accuracy: tuple[float, ...] = ()
    drawings: int = 0
    left_out: int = 0
    left_out_accuracy: float | None = None
    left_out_before: float | None = None
