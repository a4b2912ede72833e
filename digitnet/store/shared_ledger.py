"""What servers that share models agree on: which there are, which one answers, which did."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from digitnet.store.card import SHIPPED
from digitnet.store.errors import ModelError, StoreError
from digitnet.store.ledger import VERSION
from digitnet.texts import errors

Card = Mapping[str, Any]
"""A model's card as JSON values; entries that this version does not know stay in it."""


@dataclass(frozen=True)
class SharedLedger:
    """All of it at one moment; a change makes another one.

    Attributes:
        current: the version that answers.
        former: those that answered before it, the latest last.
        last: the highest number ever used, so that none is used twice.
        cards: the published models' cards by version.
    """

    current: str = SHIPPED
    former: tuple[str, ...] = ()
    last: int = 0
    cards: Mapping[str, Card] = field(default_factory=dict)

    @classmethod
    def from_json(cls, value: Any) -> SharedLedger:
        """Read what ``to_json`` gave.

        Raises:
            ValueError: if it is something else.
        """
        try:
            ledger = cls(
                value["current"], tuple(value["former"]), value["last"], dict(value["cards"])
            )
            is_sound = ledger._is_sound()
        except (TypeError, KeyError) as error:
            raise ValueError("not a ledger") from error
        if not is_sound:
            raise ValueError("not a ledger")
        return ledger

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return dataclasses.asdict(self)

    @property
    def files(self) -> set[str]:
        """The checksums of all files that its models have."""
        return {each for card in self.cards.values() for each in checksums(card) if each}

    def with_model(self, card: Card, use: bool, limit: int) -> SharedLedger:
        """Add a model under the next number, and drop what is then beyond the limit: the current
        one and the new one stay, and of the others the one that was used last goes last.

        Args:
            card: its card, whose version is replaced.
            use: whether it becomes the current one.
            limit: how many published models may be there, at least 2.
        """
        version = f"v{self.last + 1}"
        cards = {**self.cards, version: {**card, "version": version}}
        added = dataclasses.replace(self, last=self.last + 1, cards=cards)
        if use:
            added = added.with_choice(version)
        unused = sorted(added.cards.keys() - {*added.former}, key=lambda v: int(v[1:]))
        droppable = [
            v for v in (*unused, *added.former) if v in cards and v not in (version, added.current)
        ]
        for dropped in droppable[: max(len(cards) - limit, 0)]:
            added = added._without(dropped)
        return added

    def with_choice(self, version: str) -> SharedLedger:
        """Let a model answer.

        Raises:
            ModelError: if there is no such model.
        """
        self._check(version)
        former = [v for v in self.former if v not in (version, self.current)]
        if version != self.current:
            former.append(self.current)
        return dataclasses.replace(self, current=version, former=tuple(former))

    def without(self, version: str) -> SharedLedger:
        """Remove a model.

        Raises:
            ModelError: if there is no such model.
            StoreError: if it is the current one.
        """
        self._check(version)
        if version == self.current:
            raise StoreError(errors.MODEL_ANSWERS, version=version)
        return self._without(version)

    def with_card(self, version: str, checksum: str, change: Callable[[str], str]) -> SharedLedger:
        """Change a model's card.

        Args:
            version: which model.
            checksum: of its Keras file, in case another model has its version by now.
            change: makes a new card of the present one, both as JSON.

        Raises:
            ModelError: if there is no such model.
        """
        card = self.cards.get(version)
        if card is None or card.get("sha256") != checksum:
            raise ModelError(errors.MODEL_MISSING, version=version)
        changed = {**card, **json.loads(change(json.dumps(card)))}
        return dataclasses.replace(self, cards={**self.cards, version: changed})

    def _is_sound(self) -> bool:
        versions = {*self.cards, *({self.current, *self.former} - {SHIPPED})}
        return (
            type(self.last) is int
            and all(VERSION.fullmatch(v) and int(v[1:]) <= self.last for v in versions)
            and all(isinstance(card, dict) for card in self.cards.values())
            and self.current in {SHIPPED, *self.cards}
        )

    def _without(self, version: str) -> SharedLedger:
        cards = {v: card for v, card in self.cards.items() if v != version}
        former = tuple(v for v in self.former if v != version)
        return dataclasses.replace(self, former=former, cards=cards)

    def _check(self, version: str) -> None:
        if version not in {SHIPPED, *self.cards}:
            raise ModelError(errors.MODEL_MISSING, version=version)


def checksums(card: Card) -> tuple[str | None, str | None]:
    """Return those of a model's Keras file and of its light form, None for what there is not."""
    light = card.get("light")
    found = (card.get("sha256"), light.get("sha256") if isinstance(light, Mapping) else None)
    model, light = (each if isinstance(each, str) else None for each in found)
    return model, light
