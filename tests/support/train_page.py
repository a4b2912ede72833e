"""The Train page in tests."""

from __future__ import annotations

import dataclasses

from streamlit.testing.v1 import AppTest

from digitnet.engine.status import (
    Published,
)
from digitnet.store.card import ModelCard
from digitnet.texts import reports
from digitnet.texts.message import Note
from tests.support.fakes import PROGRESS


def show() -> None:
    from digitnet.ui import connection, train

    train.page(connection.engine())


def control(page: AppTest, name: str) -> str:
    """The key of a control, which is a new one each time a preset is chosen."""
    return f"preset_{page.session_state['times_chosen']}_{name}"


def finish(client, is_used: bool = True, **report) -> ModelCard:
    """Let a training end with a new model."""
    before = client.card
    report = {"digit_accuracy": (0.8,) * 9 + (0.995,)} | report
    card = client.add("v1", **report)
    old = dataclasses.replace(before.report, digit_accuracy=(0.99,) * 10)
    before = dataclasses.replace(before, report=old)
    client.cards = [card, before]
    client.answer_with(card if is_used else before)
    message = Note(reports.MODEL_PUBLISHED, {"version": "v1"})
    client.change(outcome=Published("x", message, PROGRESS, card, before, is_used))
    return card
