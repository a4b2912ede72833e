"""What can be chosen for a training, and presets for a talk."""

from __future__ import annotations

import dataclasses
from typing import Any, Literal

import streamlit as st

from digitnet.texts import train_page
from digitnet.texts.numbers import formatted
from digitnet.training.recipe import MAX_SEED, PRESETS, QUICK, TRAIN_IMAGES, Recipe
from digitnet.ui import session
from digitnet.ui.controls import checked
from digitnet.ui.verdict import recipe_name

RATES = (0.0003, 0.001, 0.003, 0.01, 0.02, 0.05, 0.1, 0.3, 1.0, 3.0, 10.0)
BATCHES = (16, 20, 32, 64, 128, 256, 512)
AMOUNTS = (100, 300, 1_000, 3_000, 10_000, 30_000, TRAIN_IMAGES)
EPOCHS = (1, 40)
WIDTHS = (4, 40)
MAX_SEED_DIGITS = len(str(MAX_SEED))
CUSTOM = "custom"
Visibility = Literal["visible", "collapsed"]

PRESET = "preset"
"""The control's key; those of the other controls begin with it, see ``_key``."""


def choose(disabled: bool) -> tuple[Recipe | None, int | None]:
    """Let people choose; return the recipe and the seed, None for a new one each time.

    The recipe is None if what was chosen cannot be; the page then says why.
    """
    base = choose_preset(disabled)
    st.caption(train_page.PRESET_SENTENCES[base.name]())
    with st.expander(train_page.ALL_CHOICES(), icon=":material/tune:", key="all_choices"):
        recipe = _adjusted(base, disabled)
        seed = _seed(disabled)
    return recipe, seed


def choose_preset(disabled: bool, label_visibility: Visibility = "visible") -> Recipe:
    """Let people choose a preset."""
    label = train_page.PRESET()
    checked(label, PRESET, lambda value: value in PRESETS)
    preset = st.pills(
        label,
        list(PRESETS),
        default=QUICK.name,
        required=True,
        format_func=recipe_name,
        key=PRESET,
        disabled=disabled,
        label_visibility=label_visibility,
        persist_state="session",
    )
    if session.LAST_PRESET.get() != preset:
        session.LAST_PRESET.set(preset)
        session.TIMES_CHOSEN.set(session.TIMES_CHOSEN.get() + 1)
    return PRESETS[preset]


def _key(name: str) -> str:
    """The key of a control: a new one, with the preset's value, each time a preset is chosen."""
    return f"{PRESET}_{session.TIMES_CHOSEN.get()}_{name}"


def _adjusted(base: Recipe, disabled: bool) -> Recipe | None:
    common: dict[str, Any] = {"disabled": disabled, "persist_state": "session"}
    chosen: dict[str, Any] = {
        "epochs": _slider(
            "epochs", train_page.EPOCHS(), EPOCHS, base.epochs, train_page.EPOCHS_HELP(), common
        ),
        "learning_rate": _select(
            "learning_rate",
            train_page.LEARNING_RATE(),
            RATES,
            base.learning_rate,
            train_page.LEARNING_RATE_HELP(),
            common | {"format_func": lambda rate: formatted(rate, "g")},
        ),
        "batch_size": _select(
            "batch_size",
            train_page.BATCH_SIZE(),
            BATCHES,
            base.batch_size,
            train_page.BATCH_SIZE_HELP(),
            common,
        ),
        "width": _slider(
            "width", train_page.WIDTH(), WIDTHS, base.width, train_page.WIDTH_HELP(), common
        ),
        "images": _select(
            "images",
            train_page.IMAGES(),
            AMOUNTS,
            base.images,
            train_page.IMAGES_HELP(),
            common | {"format_func": lambda number: formatted(number, ",")},
        ),
        "warp": _slider(
            "warp",
            train_page.WARPS(),
            (0.0, 1.0),
            float(base.warp),
            train_page.WARPS_HELP(),
            common | {"step": 0.1},
        ),
    }
    label, key = train_page.WRITERS(), _key("writers")
    checked(label, key, lambda value: isinstance(value, bool))
    writers = st.toggle(
        label, base.synthetic > 0, help=train_page.WRITERS_HELP(), key=key, **common
    )
    # A preset without writers borrows the quick recipe's number of drawings.
    chosen["synthetic"] = (base.synthetic or QUICK.synthetic) if writers else 0
    return _recipe(base, chosen)


def _recipe(base: Recipe, chosen: dict[str, Any]) -> Recipe | None:
    images = chosen["images"] * base.repeats + chosen["synthetic"]
    if chosen["batch_size"] > images:
        message = train_page.BATCH_TOO_LARGE(batch=chosen["batch_size"])
        st.warning(message, icon=":material/info:")
        return None
    recipe = dataclasses.replace(base, **chosen)
    return recipe if recipe == base else dataclasses.replace(recipe, name=CUSTOM)


def _slider(
    name: str,
    label: str,
    limits: tuple[Any, Any],
    default: Any,
    help: str,
    options: dict[str, Any],
) -> Any:
    low, high = limits

    def is_possible(value: Any) -> bool:
        return type(value) is type(low) and bool(low <= value <= high)

    key = _key(name)
    checked(label, key, is_possible)
    return st.slider(label, low, high, default, help=help, key=key, **options)


def _select(
    name: str,
    label: str,
    values: tuple[Any, ...],
    default: Any,
    help: str,
    options: dict[str, Any],
) -> Any:
    key = _key(name)
    checked(label, key, lambda value: type(value) is type(values[0]) and value in values)
    return st.select_slider(label, values, default, help=help, key=key, **options)


def _seed(disabled: bool) -> int | None:
    label, key = train_page.SEED(), "choice_seed"
    checked(label, key, lambda value: isinstance(value, str))
    # Text rather than a number: Streamlit shows an error box for a number that is none.
    text = st.text_input(
        label,
        max_chars=MAX_SEED_DIGITS,
        placeholder=train_page.SEED_EMPTY(),
        help=train_page.SEED_HELP(),
        key=key,
        disabled=disabled,
        persist_state="session",
    ).strip()
    if not text:
        return None
    if text.isascii() and text.isdigit() and int(text) <= MAX_SEED:
        return int(text)
    st.caption(train_page.SEED_IMPOSSIBLE(largest=MAX_SEED))
    return None
