"""What ``static/inside*.js`` says: texts, some with placeholders that it fills in."""

from __future__ import annotations

from typing import Any

from digitnet.labels import CLASSES
from digitnet.texts import inside_page
from digitnet.ui.inside_data import output_name


def texts() -> dict[str, Any]:
    """Return all texts of the component, in the language in use."""
    return {
        "way": inside_page.WAY(),
        "image": inside_page.IMAGE(),
        "imageSize": inside_page.IMAGE_SIZE(),
        "imageMeaning": inside_page.IMAGE_MEANING(),
        "scores": inside_page.SCORES(),
        "scoresSize": inside_page.SCORES_SIZE(),
        "scoresMeaning": inside_page.SCORES_MEANING(),
        "chances": inside_page.CHANCES(),
        "chancesSize": inside_page.CHANCES_SIZE(),
        "chancesMeaning": inside_page.CHANCES_MEANING(),
        "outputs": [output_name(label) for label in range(CLASSES)],
        **_lens(),
        **_more(),
        **_tour(),
    }


def _lens() -> dict[str, str]:
    return {
        "lens": inside_page.LENS(),
        "lensHint": inside_page.LENS_HINT(),
        "mapLabel": inside_page.MAP_LABEL(number="{number}"),
        "mapPixelHint": inside_page.MAP_PIXEL_HINT(),
        "pixel": inside_page.PIXEL(row="{row}", column="{column}", value="{value}"),
        "filter": inside_page.FILTER(),
        "excites": inside_page.EXCITES(),
        "excitesLater": inside_page.EXCITES_LATER(),
        "patch": inside_page.PATCH(),
        "weights": inside_page.WEIGHTS(),
        "products": inside_page.PRODUCTS(),
        "sum": inside_page.SUM(sum="{sum}"),
        "normalised": inside_page.NORMALISED(
            sum="{sum}",
            mean="{mean}",
            deviation="{deviation}",
            scale="{scale}",
            shift="{shift}",
            value="{value}",
        ),
        "cut": inside_page.CUT(value="{value}"),
        "rounded": inside_page.ROUNDED(),
    }


def _more() -> dict[str, str]:
    return {
        "looked": inside_page.LOOKED(),
        "for": inside_page.FOR(),
        "whyNot": inside_page.WHY_NOT(),
        "asRead": inside_page.AS_READ(),
        "nothing": inside_page.NOTHING(),
        "strokes": inside_page.STROKES(),
        "strokesMeaning": inside_page.STROKES_MEANING(),
        "memory": inside_page.MEMORY(),
        "memoryMeaning": inside_page.MEMORY_MEANING(),
        "memoryLater": inside_page.EXCITES_LATER(),
        "change": inside_page.CHANGE(),
        "changeMeaning": inside_page.CHANGE_MEANING(),
        "changeFind": inside_page.CHANGE_FIND(),
        "changeSearching": inside_page.CHANGE_SEARCHING(),
        "changeInto": inside_page.CHANGE_INTO(),
        "nearest": inside_page.NEAREST(),
        "changeSlider": inside_page.CHANGE_SLIDER(),
    }


def _tour() -> dict[str, Any]:
    return {
        "tour": inside_page.TOUR(),
        "tourStep": inside_page.TOUR_STEP(number="{number}", count="{count}"),
        "tourBack": inside_page.TOUR_BACK(),
        "tourNext": inside_page.TOUR_NEXT(),
        "tourEnd": inside_page.TOUR_END(),
        "tourKeys": inside_page.TOUR_KEYS(),
        "tourSteps": [
            {
                "name": name,
                "title": title(),
                "text": inside_page.TOUR_TEXTS[name](channels="{channels}"),
            }
            for name, title in inside_page.TOUR_TITLES.items()
        ],
    }
