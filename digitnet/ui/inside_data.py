"""The inside of the network in plain data: what stands where; ``inside*.js`` puts it there.

Pictures travel as base64 of their bytes, which is much less than the same as JSON numbers.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from digitnet.drawing.canvas import SIDE
from digitnet.drawing.drawing import Drawing
from digitnet.labels import CLASSES, NON_DIGIT
from digitnet.network.explanation import Change, DigitMap, FeatureMap
from digitnet.network.prediction import Prediction
from digitnet.network.way import LayerMaps, Way
from digitnet.texts import draw_page, inside_page
from digitnet.texts.message import Message
from digitnet.texts.numbers import formatted, signed
from digitnet.ui import answer

SHOWN = 24
"""Feature maps of a layer, at most: more than fit beside the canvas of any screen."""

STROKE_POINTS = 40
"""A stroke's small picture needs no more points."""


def packed(values: np.ndarray) -> str:
    """An array's bytes in base64."""
    return base64.b64encode(np.ascontiguousarray(values).tobytes()).decode()


def chosen(
    layers: Sequence[LayerMaps], before: Mapping[str, Sequence[int]], keep: bool
) -> dict[str, list[int]]:
    """Choose the feature maps to show of each layer, the strongest first.

    Args:
        layers: all of them.
        before: what was shown before.
        keep: while the pen is down, maps that were shown keep their place, so that nothing jumps;
            a map that is now among the strongest takes the place of one that no longer is.

    Returns:
        For each layer's name the numbers of its maps. Pooling shows the maps of the layer above it
        in the same order, so that each stands below what it was made of.
    """
    numbers: dict[str, list[int]] = {}
    above: list[int] = []
    for layer in layers:
        if not layer.name.startswith("pooling"):
            # How much a map differs from place to place: many are bright all over, on blank paper.
            strength = layer.maps.reshape(-1, layer.maps.shape[2]).std(axis=0)
            above = np.argsort(-strength, kind="stable")[:SHOWN].tolist()
            old = before.get(layer.name, ())
            if keep and len(old) == len(above):
                newcomers = iter([channel for channel in above if channel not in old])
                above = [each if each in above else next(newcomers) for each in old]
        numbers[layer.name] = above
    return numbers


def of_way(
    way: Way,
    drawing: Drawing,
    numbers: Mapping[str, Sequence[int]],
    open_map: tuple[str, int] | None,
    pen_down: bool,
) -> dict[str, Any]:
    """Return the way of a drawing through the network.

    Args:
        way: what the engine says.
        drawing: what was drawn.
        numbers: the feature maps to show, by layer.
        open_map: the layer and the number of the one under the lens, which is sent in any case.
        pen_down: whether the drawing is still growing.
    """
    explanation = way.explanation
    read = answer.of_prediction(explanation.prediction, pen_down)
    data: dict[str, Any] = {
        "state": read["state"],
        "digit": read["digit"],
        "percent": read["percent"],
        "line": "" if read["state"] == "read" else read["line"],
        "spoken": read["spoken"],
        "bars": read["bars"],
        "scores": [_score(label, value) for label, value in enumerate(explanation.logits)],
        "image": "" if explanation.image is None else packed(explanation.image),
        "layers": [_layer(layer, numbers[layer.name], open_map) for layer in way.layers],
        "place": explanation.place,
        "whole": not pen_down,
    }
    if way.first is not None:
        first = way.first
        data["first"] = {
            # Channel by channel, as they are looked at.
            "filters": packed(np.moveaxis(first.filters, -1, 0).astype(np.float32)),
            "size": first.filters.shape[0],
            "stride": first.stride,
            "padding": first.padding,
            "normalisation": packed(
                np.stack([first.mean, first.deviation, first.scale, first.shift]).astype(np.float32)
            ),
        }
    if way.is_attributed:
        data["looked"] = _looked(way)
        data["strokes"] = _strokes(way, drawing)
        data["neighbours"] = [
            {
                "image": packed(each.image),
                "text": inside_page.NEIGHBOUR(
                    digit=each.label, percent=answer.in_percent(each.similarity)
                ),
            }
            for each in explanation.neighbours
        ]
    return data


def of_map(found: FeatureMap, channels: int) -> dict[str, Any]:
    """Return what a feature map of a layer with so many of them reacts to."""
    filter = found.filter
    is_first = found.layer == "convolution 1"
    text = inside_page.FILTER_NONE()
    if filter is not None and is_first:
        text = inside_page.FILTER_FIRST()
    elif filter is not None:
        text = inside_page.FILTER_LATER(count=filter.shape[-1])
    return {
        "layer": found.layer,
        "channel": found.channel,
        "title": inside_page.MAP_NAME(
            layer=layer_name(found.layer), number=found.channel + 1, channels=channels
        ),
        "filterText": text,
        "filterSize": 0 if filter is None else filter.shape[0],
        "filter": "" if filter is None else packed(np.moveaxis(filter, -1, 0).astype(np.float32)),
        "examples": [
            {"image": packed(each.image), "label": each.label, "box": list(each.box)}
            for each in found.examples
        ],
    }


def of_change(change: Change | None, into: int | None) -> dict[str, Any]:
    """Return what would change the network's mind, into this digit or any."""
    if change is None:
        none = inside_page.CHANGE_NONE_NEAREST if into is None else inside_page.CHANGE_NONE
        return {"frames": "", "count": 0, "text": none(), "into": into}
    percent = answer.in_percent(float(answer.shares(change.prediction)[change.digit]))
    return {
        "frames": packed(change.frames),
        "count": len(change.frames),
        "text": inside_page.CHANGE_FOUND(
            distance=formatted(change.distance, ".1f"),
            a_digit=draw_page.A_DIGIT[change.digit],
            percent=percent,
        ),
        "into": into,
    }


def of_digit_map(digit_map: DigitMap) -> dict[str, Any]:
    """Return the map of digits, in 16 bits a coordinate."""
    low, high = digit_map.points.min(axis=0), digit_map.points.max(axis=0)
    parts = (digit_map.points - low) / np.maximum(high - low, 1e-9)
    return {
        "points": packed(np.rint(parts * 65535).astype("<u2")),
        "labels": packed(digit_map.labels.astype(np.uint8)),
        "low": low.tolist(),
        "high": high.tolist(),
        "label": inside_page.MAP_PICTURE(count=len(digit_map.labels)),
    }


def layer_name(name: str) -> str:
    """What people call a layer, "convolution 2" for example."""
    kind, _, number = name.partition(" ")
    message = inside_page.POOLING if kind == "pooling" else inside_page.CONVOLUTION
    return message(number=number)


def output_name(label: int) -> str:
    """What people call one of the eleven outputs."""
    return str(label) if label < NON_DIGIT else inside_page.NO_DIGIT()


def _layer(
    layer: LayerMaps, numbers: Sequence[int], open_map: tuple[str, int] | None
) -> dict[str, Any]:
    side, channels = layer.maps.shape[0], layer.maps.shape[2]
    sent = list(numbers)
    if open_map and open_map[0] == layer.name and open_map[1] not in sent:
        sent.append(open_map[1])
    return {
        "name": layer.name,
        "title": layer_name(layer.name),
        "size": inside_page.MAPS_SIZE(side=side, channels=channels),
        "label": inside_page.MAPS_SHOWN(count=len(numbers), channels=channels, side=side),
        "meaning": meaning_of(layer)(),
        "side": side,
        "count": len(numbers),
        "channels": sent,
        "maps": packed(np.moveaxis(layer.maps[..., sent], -1, 0)),
        "highest": round(layer.highest, 4),
        "field": [layer.field, layer.step, layer.start],
    }


def meaning_of(layer: LayerMaps) -> Message:
    """What a layer's maps show; networks differ in their layers, so how far one sees tells it."""
    if layer.name.startswith("pooling"):
        is_first = layer.name == "pooling 1"
        return inside_page.POOLING_MEANING if is_first else inside_page.POOLING_AGAIN
    meanings = inside_page.CONVOLUTION_MEANINGS.items()
    fitting = (meaning for field, meaning in meanings if layer.field <= field)
    return next(fitting, inside_page.CONVOLUTION_SEES_ALL)


def _score(label: int, value: float) -> dict[str, Any]:
    text = signed(value, ".1f")
    name = str(label) if label < NON_DIGIT else draw_page.NO_DIGIT_BAR()
    return {"name": name, "value": round(float(value), 3), "text": text}


def _looked(way: Way) -> dict[str, Any]:
    explanation = way.explanation
    strongest = max(float(np.abs(explanation.attribution).max()), 1e-9)
    difference = signed(explanation.difference, ".1f")
    target = output_name(explanation.target)
    text = inside_page.LOOKED_MEANING(target=target, difference=difference)
    if explanation.against is not None:
        against = output_name(explanation.against)
        text = inside_page.COMPARED_MEANING(target=target, against=against, difference=difference)
    return {
        "attribution": packed(np.rint(explanation.attribution / strongest * 127).astype(np.int8)),
        "target": explanation.target,
        "text": text,
    }


def _strokes(way: Way, drawing: Drawing) -> list[dict[str, Any]]:
    """Each stroke among the others, and what is read without it."""
    paths = [_path(stroke) for stroke in drawing.strokes]
    return [
        {
            "path": paths[number],
            "others": " ".join(paths[:number] + paths[number + 1 :]),
            "part": round(max(-1.0, min(1.0, share.share)), 3),
            "text": _without(share.without),
        }
        for number, share in enumerate(way.strokes)
    ]


def _path(stroke: np.ndarray) -> str:
    """A stroke as an SVG path, in canvas units."""
    few = stroke[np.linspace(0, len(stroke) - 1, min(len(stroke), STROKE_POINTS)).astype(int)]
    points = np.clip(np.rint(few), -SIDE, 2 * SIDE).astype(int)
    # A dot is a line of no length, which round caps show.
    return "M" + "L".join(f"{x} {y}" for x, y in [*points, points[-1]])


def _without(rest: Prediction) -> str:
    if rest.guess is None:
        return inside_page.STROKE_NOTHING()
    label = NON_DIGIT if rest.digit is None else rest.digit
    parts = answer.shares(rest)
    assert len(parts) == CLASSES
    return inside_page.STROKE_LOSS(
        reading=output_name(label), percent=answer.in_percent(float(parts[label]))
    )
