"""How a network learns, as plain data: what each part of the page shows; ``learning.js`` puts it
there.

The pictures of a row travel as one text, base64 of their bytes, moment by moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from digitnet.labels import NON_DIGIT
from digitnet.texts import inside_page, train_page
from digitnet.training.progress import Learning, Moment
from digitnet.ui.answer import in_percent
from digitnet.ui.inside_data import layer_name, packed


def of_learning(learning: Learning, is_own: bool) -> dict[str, Any]:
    """Return what the Train page shows of it.

    Args:
        learning: one moment while the training runs, all of them afterwards.
        is_own: whether the image is the visitor's own drawing.
    """
    moments = learning.moments
    means = train_page.LEARNS_BY_YOURS if is_own else train_page.LEARNS_BY_A_DIGIT
    return {
        "id": learning.id,
        "image": packed(learning.image),
        "steps": [moment.step for moment in moments],
        "said": [_said(moment) for moment in moments],
        "shares": _packed([np.rint(moment.shares * 255).astype(np.uint8) for moment in moments]),
        "names": [*map(str, range(NON_DIGIT)), "\N{EN DASH}"],
        "rows": _rows(moments) if moments else [],
        "texts": {
            "title": train_page.LEARNS(),
            "means": means(),
            "image": train_page.YOUR_DRAWING() if is_own else train_page.SHARED_DIGIT(),
            "shares": inside_page.CHANCES(),
            "slider": train_page.MOMENT(),
            "play": train_page.REPLAY(),
            "pause": train_page.PAUSE(),
        },
    }


def _rows(moments: Sequence[Moment]) -> list[dict[str, Any]]:
    """The filters, and then the feature maps of each layer."""
    first = moments[0]
    count, side, _ = first.filters.shape
    rows = [
        {
            "kind": "filters",
            "title": train_page.FILTERS(),
            "size": _size(side, count, first.layers[0].channels),
            "means": train_page.FILTERS_MEAN(),
            "side": side,
            "count": count,
            "pictures": _packed([moment.filters for moment in moments]),
        }
    ]
    for number, layer in enumerate(first.layers):
        count, side, _ = layer.maps.shape
        rows.append(
            {
                "kind": "maps",
                "title": layer_name(layer.name),
                "size": _size(side, count, layer.channels),
                "means": train_page.LAYERS_MEAN[number](),
                "side": side,
                "count": count,
                "pictures": _packed([moment.layers[number].maps for moment in moments]),
            }
        )
    return rows


def _size(side: int, count: int, channels: int) -> str:
    if count == channels:
        return train_page.ALL_PICTURES(side=side, channels=channels)
    return train_page.SOME_PICTURES(side=side, count=count, channels=channels)


def _packed(arrays: Sequence[np.ndarray]) -> str:
    return packed(np.stack(arrays)) if arrays else ""


def _said(moment: Moment) -> str:
    """How the image is read at a moment."""
    label = int(moment.shares.argmax())
    sure = in_percent(float(moment.shares[label]))
    message = train_page.AT_STEP_REJECTED if label == NON_DIGIT else train_page.AT_STEP
    return message(step=moment.step, digit=label, sure=sure)
