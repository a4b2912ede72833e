"""The Train page: starting, watching and cancelling a training."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from digitnet.data.collection_facts import LEAST, CollectionError
from digitnet.drawing.drawing import Drawing
from digitnet.engine.status import (
    EngineError,
    EngineNotAnswering,
    EngineStatus,
    Failed,
    Running,
    Unavailable,
)
from digitnet.texts import errors, reports, train_page
from digitnet.texts.message import Note
from digitnet.training.progress import Curve, Progress, Reading, TrainingView
from digitnet.training.recipe import QUICK
from digitnet.ui import offer, watch
from digitnet.ui.session import DRAWING
from tests.support.fakes import PROGRESS, given, texts
from tests.support.train_page import control, finish, show


def test_without_a_training_there_is_a_place_for_one(train):
    data = given(train, "training")
    assert (data["state"], data["where"]) == ("idle", train_page.IDLE())
    assert [digit["state"] for digit in data["digits"]] == ["waiting", "waiting"]
    assert "About 31 s on CPU" in texts(train)
    assert not train.button(key="train_now").disabled


def test_a_training_is_watched_and_cancelled(train, client):
    train.button(key="train_now").click().run()
    data = given(train, "training")
    assert data["state"] == "running"
    assert data["part"] == PROGRESS.done
    assert data["where"] == "Epoch 1 of 2 · step 40 of 200"
    assert data["pace"].startswith("for 8 s · about 32 s left · 5,432 images a second · CPU")
    assert data["curves"]["validation_accuracy"] == [[20, 0.5], [40, 0.75]]
    right, wrong = data["digits"]
    assert (right["state"], right["read"], right["below"]) == ("right", "3", "80%")
    assert (wrong["state"], wrong["read"], wrong["below"]) == ("wrong", "9", "is 4")
    assert wrong["title"] == "Test digit 4, read as 9, 60% sure"
    assert train.slider(key=control(train, "epochs")).disabled
    with pytest.raises(KeyError):
        train.button(key="train_now")
    train.button(key="cancel").click().run()
    assert client.cancelled == 1
    assert not train.button(key="train_now").disabled
    # Said where the training was, too, not only in passing.
    assert given(train, "training")["where"] == "Cancelled after 8 s, at step 40 of 200"


@pytest.mark.parametrize(
    ("warp", "unseen", "is_said"), [(0.8, 0.95, True), (0.8, 0.8, False), (0.0, 0.95, False)]
)
def test_why_unseen_images_are_read_better_is_said_only_where_it_is_so(warp, unseen, is_said):
    recipe = dataclasses.replace(QUICK, name="custom", warp=warp)
    curves = {"accuracy": Curve((1,), (0.9,)), "validation_accuracy": Curve((1,), (unseen,))}
    status = EngineStatus(Unavailable(Note(reports.WARMING_UP)), Running("x", recipe, PROGRESS))
    data = watch.of_training(
        TrainingView("x", curves, np.zeros((0, 28, 28), np.uint8), ()), status, None
    )
    assert data["texts"]["why"] == (train_page.WHY_WORSE() if is_said else "")


def test_the_visitors_own_drawing_is_read_too(client):
    page = AppTest.from_function(show, default_timeout=20)
    page.session_state[DRAWING.name] = Drawing.from_strokes([[(90, 90), (90, 700)]])
    page.run()
    page.button(key="train_now").click().run()
    visitors = {visitor for visitor, _ in client.watched}
    assert len(visitors) == 1
    assert client.watched[-1][1].shape == (28, 28)
    own = given(page, "training")["digits"][-1]
    assert (own["state"], own["read"]) == ("own", "–")
    assert own["title"] == "Your drawing, read as no digit, 70% sure"


def test_a_broken_drawing_of_ones_own_is_left_out(client):
    page = AppTest.from_function(show, default_timeout=20)
    page.session_state["kept"] = [{"type": "Path", "path": "rubbish", "strokeWidth": 40}]
    page.run()
    assert not page.exception
    assert client.watched[-1][1] is None


def test_a_second_person_hears_that_one_runs_already(train, client, monkeypatch):
    def refuse(recipe, seed=None, with_collection=False):
        raise EngineError(errors.TRAINING_RUNNING)

    monkeypatch.setattr(client, "start_training", refuse)
    train.button(key="train_now").click().run()
    assert "A training is already running." in texts(train)


def test_why_a_training_failed_stays_on_the_page(train, client):
    client.change(outcome=Failed("x", Note(errors.NOTHING_LEARNED), PROGRESS))
    train.run()
    assert "no better than guessing" in texts(train)


def test_an_engine_that_is_gone_leaves_what_was_seen(train, client, monkeypatch):
    train.button(key="train_now").click().run()

    def gone(*arguments):
        raise EngineError(errors.ENGINE_STOPPED)

    monkeypatch.setattr(client, "watch_training", gone)
    assert given(train.run(), "training")["where"] == "Epoch 1 of 2 · step 40 of 200"
    fresh = AppTest.from_function(show, default_timeout=20).run()
    assert "starting again" in texts(fresh)
    assert not fresh.exception


def test_an_engine_that_goes_away_before_it_says_how_long_is_no_trouble(train, client, monkeypatch):
    def fail(recipe) -> None:
        raise EngineNotAnswering

    monkeypatch.setattr(client, "expected_seconds", fail)
    train.run()
    assert not train.exception
    assert not [caption for caption in train.caption if caption.value.startswith("About")]


def test_a_training_that_ended_is_told_as_one(client):
    progress = Progress("testing", 1, 1, 585, 585, seconds=31.0)
    view = TrainingView(
        "t",
        {"loss": Curve((1,), (0.123456,))},
        np.zeros((1, 28, 28), np.uint8),
        (3,),
        (Reading(3, 0.9),),
    )
    status = EngineStatus(client.status_now.network, None, Failed("t", "", progress))
    data = watch.of_training(view, status, None)
    assert (data["state"], data["pace"]) == ("ended", "The same model answers as before.")
    assert data["where"] == "Failed after 31 s, at step 585 of 585"
    assert data["curves"]["loss"] == [(1, 0.1235)]


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.2, "1 s"), (32, "32 s"), (450, "8 min"), (7500, "2 h 5 min")]
)
def test_durations(seconds, words):
    assert watch.duration(seconds) == words


def collect(client, count: int) -> None:
    for number in range(count):
        client.collect(Drawing.from_strokes([[(0, 0), (9, number)]]), 1, "a")


def test_what_people_drew_is_offered_once_there_is_enough_of_it(client):
    page = AppTest.from_function(show, default_timeout=20).run()
    assert not [toggle for toggle in page.toggle if toggle.key == offer.KEY]
    collect(client, LEAST - 1)
    toggle = page.run().toggle(key=offer.KEY)
    assert toggle.disabled
    assert "At least 10 drawings" in texts(page)
    collect(client, LEAST)
    toggle = page.run().toggle(key=offer.KEY)
    assert (toggle.label, toggle.value) == ("With what people drew here (10)", False)
    toggle.set_value(True).run()
    page.button(key="train_now").click().run()
    assert client.with_collection
    assert page.toggle(key=offer.KEY).disabled


def test_without_being_asked_nobody_trains_on_what_people_drew(client):
    collect(client, LEAST)
    page = AppTest.from_function(show, default_timeout=20).run()
    page.button(key="train_now").click().run()
    assert client.started
    assert not client.with_collection


def test_a_collection_that_cannot_be_read_is_said_and_no_obstacle(client, monkeypatch):
    def fail() -> None:
        raise CollectionError(errors.COLLECTION_LOCKED)

    monkeypatch.setattr(client, "collection", fail)
    page = AppTest.from_function(show, default_timeout=20).run()
    assert errors.COLLECTION_LOCKED() in texts(page)
    assert not page.button(key="train_now").disabled


@pytest.mark.parametrize(
    ("report", "line"),
    [
        ({}, None),
        (
            {"left_out": 45, "left_out_accuracy": 44 / 45, "left_out_before": 41 / 45},
            "This room's drawings: 91.1% before, 97.8% after, on 45 that were left out",
        ),
        (
            {"left_out": 1, "left_out_accuracy": 1.0},
            "This room's drawings: 100.0% correct, on the one that was left out",
        ),
    ],
)
def test_what_it_brought_is_said_on_drawings_that_were_left_out(client, report, line):
    finish(client, **report)
    page = AppTest.from_function(show, default_timeout=20).run()
    assert ("This room's drawings" in texts(page)) == (line is not None)
    assert line is None or line in texts(page)
