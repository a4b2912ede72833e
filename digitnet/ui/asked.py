"""What a visitor has chosen on the page that looks inside, as the component says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from digitnet.labels import CLASSES, DIGIT_COUNT

VIEW = "inside_view"
"""The component's key."""


@dataclass(frozen=True)
class Asked:
    """What a visitor has chosen; whatever is impossible counts as not chosen.

    Attributes:
        map: the layer and the number of the feature map under the lens.
        digit, against: whose ink is coloured, and which output it is compared with; 0..10.
        change_of: the drawing whose change is to be shown, as the page names it.
        change_into: the digit it is to become, or None for the nearest.
    """

    map: tuple[str, int] | None = None
    digit: int | None = None
    against: int | None = None
    change_of: str = ""
    change_into: int | None = None

    @classmethod
    def of(cls, message: object) -> Asked:
        """Read a message of the component."""
        if not isinstance(message, Mapping):
            return cls()
        layer, channel = message.get("layer"), _number(message.get("channel"), 1024)
        change_of = message.get("change_of")
        digit = _number(message.get("digit"), CLASSES)
        against = _number(message.get("against"), CLASSES)
        return cls(
            map=(layer, channel) if isinstance(layer, str) and channel is not None else None,
            digit=digit,
            against=None if against == digit else against,
            change_of=change_of if isinstance(change_of, str) else "",
            change_into=_number(message.get("change_into"), DIGIT_COUNT),
        )


def _number(value: object, end: int) -> int | None:
    """A whole number from 0 up to, but not including, this end; else None."""
    is_number = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < end
    return value if is_number and isinstance(value, int) else None
