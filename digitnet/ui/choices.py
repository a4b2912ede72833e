"""What can be chosen for a training, and presets for a talk."""

from __future__ import annotations

import dataclasses
from typing import Any

import streamlit as st

from digitnet.training.recipe import PRESETS, QUICK, TRAIN_IMAGES, Recipe

RATES = (0.0003, 0.001, 0.003, 0.01, 0.02, 0.05, 0.1, 0.3, 1.0, 3.0, 10.0)
BATCHES = (16, 20, 32, 64, 128, 256, 512)
AMOUNTS = (100, 300, 1_000, 3_000, 10_000, 30_000, TRAIN_IMAGES)
EPOCHS = (1, 40)
WIDTHS = (4, 40)
MAX_SEED = 2**31 - 1
CUSTOM = "custom"


def choose(disabled: bool) -> tuple[Recipe | None, int | None]:
    """Let people choose; return the recipe and the seed, None for a new one each time.

    The recipe is None if what was chosen cannot be; the page then says why.
    """
    for key, value in _values(QUICK).items():
        st.session_state.setdefault(key, value)
    preset = st.pills(
        "Preset",
        list(PRESETS),
        default="The real thing",
        required=True,
        key="preset",
        on_change=_take_preset,
        disabled=disabled,
        persist_state="session",
    )
    base, sentence = PRESETS[preset]
    st.caption(sentence)
    with st.expander("All choices", icon=":material/tune:", key="all_choices"):
        recipe = _adjusted(base, disabled)
        seed = st.number_input(
            "Seed",
            0,
            MAX_SEED,
            None,
            placeholder="a new one each time",
            help="The same seed repeats a training, but for what computers round differently.",
            key="choice_seed",
            disabled=disabled,
            persist_state="session",
        )
    return recipe, seed


def _adjusted(base: Recipe, disabled: bool) -> Recipe | None:
    common: dict[str, Any] = {"disabled": disabled, "persist_state": "session"}
    chosen: dict[str, Any] = {
        "epochs": st.slider(
            "Epochs", *EPOCHS, help="How often each image is seen.", key="choice_epochs", **common
        ),
        "learning_rate": st.select_slider(
            "Learning rate",
            RATES,
            help="How large the steps are at their largest. They start small and end at nothing.",
            format_func=lambda rate: f"{rate:g}",
            key="choice_learning_rate",
            **common,
        ),
        "batch_size": st.select_slider(
            "Batch size",
            BATCHES,
            help="How many images each step looks at.",
            key="choice_batch_size",
            **common,
        ),
        "width": st.slider(
            "Network width",
            *WIDTHS,
            help="Channels of the first layer; the others follow. Twice as wide takes three times "
            "as long.",
            key="choice_width",
            **common,
        ),
        "images": st.select_slider(
            "MNIST images",
            AMOUNTS,
            help="How much of the data is used: what is data worth?",
            format_func="{:,}".format,
            key="choice_images",
            **common,
        ),
        "warp": st.slider(
            "Warps",
            0.0,
            1.0,
            step=0.1,
            help="How far each image is turned, slanted, stretched and shifted, at random.",
            key="choice_warp",
            **common,
        ),
    }
    writers = st.toggle(
        "Synthetic writers",
        help="Drawings by invented people, who write digits in every style, and letters and "
        "scribbles. Without them it takes anything for a digit.",
        key="choice_writers",
        **common,
    )
    synthetic = (base.synthetic or QUICK.synthetic) if writers else 0
    try:
        recipe = dataclasses.replace(base, synthetic=synthetic, **chosen)
    except ValueError as error:
        st.warning(str(error), icon=":material/info:")
        return None
    return recipe if recipe == base else dataclasses.replace(recipe, name=CUSTOM)


def _take_preset() -> None:
    recipe, _ = PRESETS[st.session_state["preset"]]
    st.session_state.update(_values(recipe))


def _values(recipe: Recipe) -> dict[str, object]:
    return {
        "choice_epochs": recipe.epochs,
        "choice_learning_rate": recipe.learning_rate,
        "choice_batch_size": recipe.batch_size,
        "choice_width": recipe.width,
        "choice_images": recipe.images,
        "choice_warp": float(recipe.warp),
        "choice_writers": recipe.synthetic > 0,
    }
