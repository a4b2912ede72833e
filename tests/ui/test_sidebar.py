"""The sidebar: which model answers, retraining, and how trainings end."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from digitnet.engine.status import (
    Cancelled,
    EngineError,
    Failed,
    Published,
    Ready,
    Running,
    Starting,
    Unavailable,
)
from digitnet.store.card import SHIPPED
from digitnet.store.errors import StoreError
from digitnet.texts import errors, reports
from digitnet.texts.message import Note
from digitnet.training.recipe import QUICK, RECIPES
from digitnet.ui import room
from tests.support.fakes import APP, PROGRESS, texts
from tests.support.train_page import finish


def test_the_sidebar_tells_which_model_answers(page):
    metric = page.metric[0]
    assert (metric.label, metric.value) == ("Shipped model", "99.42%")
    assert "24 Nov 2026" in texts(page)
    assert "a test's device" in texts(page)
    captions = page.radio(key="recipe").proto.captions
    assert "31 s" in captions[0]
    assert "8 min" in captions[1]


def test_the_sidebar_explains_its_words(page):
    shown = texts(page)
    assert "this share of MNIST's 10,000 test digits correctly" in shown
    assert "Trains a new network from scratch." in shown
    captions = page.radio(key="recipe").proto.captions
    assert captions[0].startswith("A small network that sees each image once.")
    assert captions[1].startswith("A larger network that sees more, for longer.")


def test_a_training_that_would_take_too_long_is_not_offered(page, client):
    page.radio(key="recipe").set_value("full").run()
    assert not page.button(key="retrain").disabled
    client.change(network=dataclasses.replace(client.status().network, longest_seconds=60.0))
    page.run()
    assert page.button(key="retrain").disabled
    assert "A training may take 60 s here." in page.warning[0].value
    page.radio(key="recipe").set_value("quick").run()
    assert not page.button(key="retrain").disabled
    assert not page.warning


def test_retrain_shows_progress_and_cancel_ends_it(page, client):
    page.button(key="retrain").click().run()
    assert client.started == [(QUICK, None)]
    assert "Epoch 1 of 2" in texts(page)
    assert "91.2%" in texts(page)
    assert "32 s left" in texts(page)
    with pytest.raises(KeyError):
        page.button(key="retrain")
    page.button(key="cancel").click().run()
    assert client.cancelled == 1
    assert "The training was cancelled." in texts(page)
    assert not page.button(key="retrain").disabled


def test_the_full_recipe_can_be_chosen(page, client):
    page.radio(key="recipe").set_value("full").run()
    page.button(key="retrain").click().run()
    assert client.started == [(RECIPES["full"], None)]
    page.button(key="cancel").click().run()
    page.run()
    assert page.radio(key="recipe").value == "full"


def test_a_new_model_is_told_once(page, client):
    before = client.card
    card = dataclasses.replace(before, version="v3", sha256="1" * 64)
    client.answer_with(card)
    message = Note(reports.MODEL_PUBLISHED, {"version": "v3"})
    client.change(outcome=Published("a", message, PROGRESS, card, before))
    page.run()
    assert "Model v3 answers now." in texts(page)
    assert page.metric[0].label == "Model v3"
    page.run()
    assert not page.toast


def test_a_model_that_does_not_answer_is_decided_about_in_the_sidebar(page, client):
    finish(client, is_used=False, test_accuracy=0.8)
    page.run()
    assert "Worse than the shipped model by" in texts(page)
    assert page.button(key="keep").label == "Keep the better one"
    page.button(key="choose_other").click().run()
    assert client.card.version == "v1"
    page.run()
    with pytest.raises(KeyError):
        page.button(key="keep")


def test_keeping_the_better_model_ends_the_question(page, client):
    finish(client, is_used=False, test_accuracy=0.8)
    page.run()
    page.button(key="keep").click().run()
    with pytest.raises(KeyError):
        page.button(key="keep")
    assert client.card.version == SHIPPED


def test_a_tab_opened_later_is_not_told_of_the_past(client):
    client.change(outcome=Cancelled("a", Note(reports.TRAINING_CANCELLED), PROGRESS))
    page = AppTest.from_file(str(APP), default_timeout=20).run()
    assert not page.toast


@pytest.mark.parametrize(
    "error",
    [EngineError(errors.TRAINING_RUNNING), StoreError(errors.MODEL_NOT_SAVED, reason="x")],
)
def test_a_training_that_cannot_start_says_why(page, client, monkeypatch, error):
    def refuse(recipe):
        raise error

    monkeypatch.setattr(client, "start_training", refuse)
    page.button(key="retrain").click().run()
    assert str(error) in texts(page)
    assert not page.exception


def test_a_failed_training_stays_explained(page, client):
    client.change(outcome=Failed("b", Note(errors.TRAINING_INTERRUPTED), PROGRESS))
    page.run()
    assert "was interrupted" in page.warning[0].value


@pytest.mark.parametrize(
    ("seconds", "line"),
    [
        (11.6, "The network is warming up. Training is possible in 12 s."),
        (None, "The network is warming up. Training will be possible soon."),
    ],
)
def test_until_the_engine_is_there_only_training_has_to_wait(page, client, seconds, line):
    client.change(network=Starting(Note(reports.WARMING_UP), seconds))
    page.run()
    assert line in [caption.value for caption in page.sidebar.caption]
    assert page.button(key="retrain").disabled


def test_an_engine_that_does_not_answer_is_said_so(page, client):
    client.change(network=Unavailable(Note(errors.ENGINE_NOT_ANSWERING)))
    page.run()
    assert "The network is not answering." in texts(page)
    assert not page.metric
    assert page.button(key="retrain").disabled


def show_sidebar(can_train: bool) -> None:
    import streamlit

    from digitnet.ui import connection, sidebar

    streamlit.session_state["runs"] = streamlit.session_state.get("runs", 0) + 1
    with streamlit.sidebar:
        sidebar.watch(connection.engine(), can_train=can_train)


@pytest.mark.parametrize(
    ("is_gone", "can_train", "runs"),
    [
        # Where people draw, the light form answers: only the sidebar changes.
        (True, True, 1),
        # The Train page cannot train any more.
        (True, False, 2),
        # Another model: what is drawn is read again.
        (False, True, 2),
    ],
)
def test_the_page_is_redrawn_only_for_what_concerns_it(
    client, monkeypatch, is_gone, can_train, runs
):
    first = client.status()
    assert isinstance(first.network, Ready)
    if is_gone:
        client.change(network=Starting(Note(errors.ENGINE_STOPPED)))
    else:
        client.answer_with(dataclasses.replace(client.card, version="v3", sha256="1" * 64))
    statuses = [first]
    monkeypatch.setattr(client, "status", lambda: statuses.pop() if statuses else client.status_now)
    page = AppTest.from_function(show_sidebar, kwargs={"can_train": can_train}).run()
    assert not page.exception
    assert page.session_state["runs"] == runs


@pytest.mark.parametrize(
    ("trains", "in_cluster", "what"),
    [(False, False, "moves to another one"), (True, False, "ends the training"),
     (True, True, "moves to another one")],
)  # fmt: skip
def test_a_server_that_restarts_says_once_that_the_page_moves(
    client, monkeypatch, trains, in_cluster, what
):
    if in_cluster:
        monkeypatch.setenv("DIGITNET_RAY", "auto")
    if trains:
        client.change(training=Running("x", QUICK, PROGRESS))
    here = SimpleNamespace(is_ending=lambda: False)
    monkeypatch.setattr(room, "current", lambda: here)
    page = AppTest.from_function(show_sidebar, kwargs={"can_train": True}).run()
    assert not page.toast
    here.is_ending = lambda: True
    (toast,) = page.run().toast
    assert what in toast.value
    assert not page.run().toast


def show_estimate(factor: float) -> None:
    import dataclasses

    import streamlit

    from digitnet.ui import connection, sidebar, train

    streamlit.session_state["runs"] = streamlit.session_state.get("runs", 0) + 1
    engine = connection.engine()
    sidebar.watch(engine, can_train=False)
    train.page(engine)
    if streamlit.session_state["runs"] == 1:
        network = engine.status().network
        expected = {name: factor * time for name, time in network.expected_seconds.items()}
        engine.change(network=dataclasses.replace(network, expected_seconds=expected))
    # As it looks again a moment later.
    sidebar._beat(engine, can_train=False, is_shown=False)


@pytest.mark.parametrize(("factor", "runs"), [(0.2, 2), (0.9, 1), (1.1, 1), (5, 2)])
def test_the_train_page_is_redrawn_once_another_time_is_expected(client, factor, runs):
    page = AppTest.from_function(show_estimate, kwargs={"factor": factor}, default_timeout=20).run()
    assert not page.exception
    assert page.session_state["runs"] == runs
