"""The Train page: choosing, watching, comparing, and the models there are."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from digitnet.drawing.drawing import Drawing
from digitnet.engine.status import (
    EngineError,
    EngineGone,
    EngineNotAnswering,
    EngineStatus,
    Failed,
    Published,
    Unavailable,
)
from digitnet.store.card import SHIPPED, ModelCard
from digitnet.store.errors import StoreError
from digitnet.texts import errors, reports
from digitnet.texts.message import Note
from digitnet.training.progress import Curve, Progress, Reading, TrainingView
from digitnet.training.recipe import PRESETS, QUICK
from digitnet.ui import versions, watch
from digitnet.ui.session import DRAWING
from tests.support.fakes import PROGRESS, given, texts


def show() -> None:
    from digitnet.ui import connection, train

    train.page(connection.engine())


@pytest.fixture
def train(client) -> AppTest:
    return AppTest.from_function(show, default_timeout=20).run()


def test_without_a_training_there_is_a_place_for_one(train):
    data = given(train, "training")
    assert (data["state"], data["where"]) == ("idle", watch.IDLE)
    assert [digit["state"] for digit in data["digits"]] == ["waiting", "waiting"]
    assert "About 31 s on CPU" in texts(train)
    assert not train.button(key="train_now").disabled


def test_the_real_thing_is_the_quick_recipe(train, client):
    train.button(key="train_now").click().run()
    assert client.started == [(QUICK, None)]


@pytest.mark.parametrize("name", list(PRESETS))
def test_every_preset_is_trained_as_it_is(train, client, name):
    train.button_group(key="preset").set_value(name).run()
    assert PRESETS[name][1] in texts(train)
    train.button(key="train_now").click().run()
    assert client.started == [(PRESETS[name][0], None)]


def test_every_choice_counts(train, client):
    train.slider(key="choice_epochs").set_value(3)
    train.select_slider(key="choice_learning_rate").set_value(0.003)
    train.select_slider(key="choice_batch_size").set_value(64)
    train.slider(key="choice_width").set_value(8)
    train.select_slider(key="choice_images").set_value(1000)
    train.slider(key="choice_warp").set_value(0.2)
    train.toggle(key="choice_writers").set_value(False)
    train.number_input(key="choice_seed").set_value(11)
    train.run()
    train.button(key="train_now").click().run()
    recipe = dataclasses.replace(
        QUICK, name="custom", epochs=3, learning_rate=0.003, batch_size=64, width=8, images=1000,
        warp=0.2, synthetic=0,
    )  # fmt: skip
    assert client.started == [(recipe, 11)]


def test_what_cannot_be_trained_is_said_so(train, client):
    train.select_slider(key="choice_images").set_value(100)
    train.toggle(key="choice_writers").set_value(False).run()
    assert "A batch holds at least one image" in texts(train)
    assert train.button(key="train_now").disabled
    train.select_slider(key="choice_batch_size").set_value(64).run()
    assert not train.button(key="train_now").disabled


def test_a_training_is_watched_and_cancelled(train, client):
    train.button(key="train_now").click().run()
    data = given(train, "training")
    assert data["state"] == "running"
    assert data["part"] == pytest.approx(0.2)
    assert data["where"] == "Epoch 1 of 2 · step 40 of 200"
    assert data["pace"].startswith("for 8 s · 32 s left · 5,432 images a second · CPU")
    assert data["curves"]["validation_accuracy"] == [[20, 0.5], [40, 0.75]]
    right, wrong = data["digits"]
    assert (right["state"], right["read"], right["sure"]) == ("right", "3", "80%")
    assert (wrong["state"], wrong["title"]) == ("wrong", "4, read as 9, 60% sure")
    assert train.slider(key="choice_epochs").disabled
    with pytest.raises(KeyError):
        train.button(key="train_now")
    train.button(key="cancel").click().run()
    assert client.cancelled == 1
    assert not train.button(key="train_now").disabled


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
    def refuse(recipe, seed=None):
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


def finish(client) -> ModelCard:
    """Let a training end with a new model."""
    before = client.card
    card = client.add("v1", test_accuracy=0.8, digit_accuracy=(0.8,) * 9 + (0.995,))
    report = dataclasses.replace(before.report, digit_accuracy=(0.99,) * 10)
    before = dataclasses.replace(before, report=report)
    client.answer_with(card)
    message = Note(reports.MODEL_PUBLISHED, {"version": "v1"})
    client.change(outcome=Published("x", message, PROGRESS, card, before))
    return card


def test_the_new_model_stands_against_the_old_until_it_is_decided(train, client):
    finish(client)
    train.run()
    assert "Model v1 against the shipped model" in [title.value for title in train.subheader]
    (table,) = [html.proto.body for html in train.get("html") if "dn-compare" in html.proto.body]
    assert (
        '<th scope="row">3</th><td>99.00%</td><td>80.00%</td><td class="dn-worse">-19.00' in table
    )
    assert (
        '<th scope="row">9</th><td>99.00%</td><td>99.50%</td><td class="dn-better">+0.50' in table
    )
    train.button(key="keep").click().run()
    assert client.used == []
    assert not [title for title in train.subheader if "against" in title.value]


def test_going_back_lets_the_old_one_answer(train, client):
    finish(client)
    train.run()
    train.button(key="go_back").click().run()
    assert client.used == [SHIPPED]
    assert not [title for title in train.subheader if "against" in title.value]
    assert client.removed == []


def test_all_models_are_listed_used_and_removed(train, client):
    client.add("v1")
    client.add("v2", test_accuracy=0.75)
    client.before = "v1"
    train.run()
    rows = [html.proto.body for html in train.get("html") if "dn-model" in html.proto.body]
    assert [row.split("<b>")[1].split("</b>")[0] for row in rows] == [
        "Model v2", "Model v1", "Shipped model",
    ]  # fmt: skip
    assert "75.00%" in rows[0]
    assert "75,035 weights" in rows[0]
    assert [row.split("<em>")[1].split("</em>")[0] for row in rows] == [
        "", "answered before", "answers now",
    ]  # fmt: skip
    assert train.button(key=f"use_{SHIPPED}").disabled
    with pytest.raises(KeyError):
        train.button(key=f"remove_{SHIPPED}")
    train.button(key="use_v1").click().run()
    assert client.used == ["v1"]
    train.button(key="remove_v2").click().run()
    assert client.removed == ["v2"]
    with pytest.raises(KeyError):
        train.button(key="use_v2")


def test_a_model_is_fetched_once_somebody_downloads_it(train, client, monkeypatch):
    fetch = {}

    def download_button(label: str, data: Callable[[], bytes], file_name: str, **options) -> None:
        fetch[file_name] = data

    monkeypatch.setattr(versions.st, "download_button", download_button)
    client.add("v1")
    train.run()
    assert set(fetch) == {"v1.keras", f"{SHIPPED}.keras"}
    assert client.downloaded == []
    assert fetch["v1.keras"]() == b"v1"
    assert client.downloaded == ["v1"]


def test_no_page_of_models_touches_the_disk(train, client, home):
    client.add("v1")
    train.run()
    train.button(key="remove_v1").click().run()
    assert not home.exists()


@pytest.mark.parametrize("error", [EngineGone(errors.ENGINE_STOPPED), EngineNotAnswering()])
def test_without_an_engine_the_table_is_one_line(train, client, monkeypatch, error):
    def fail() -> None:
        raise error

    client.change(network=Unavailable(error.note))
    monkeypatch.setattr(client, "models", fail)
    train.run()
    assert not train.exception
    assert [caption.value for caption in train.caption][-1] == str(error)
    assert not [html for html in train.get("html") if "dn-model" in html.proto.body]


def test_a_table_that_was_missed_once_is_shown_at_the_next_beat(client, monkeypatch):
    """Though the engine was ready all the time, so that nothing else redraws the page."""

    def show_with_sidebar() -> None:
        import streamlit

        from digitnet.ui import connection, sidebar, train

        streamlit.session_state["runs"] = streamlit.session_state.get("runs", 0) + 1
        with streamlit.sidebar:
            sidebar.watch(connection.engine(), can_train=False)
        train.page(connection.engine())

    models = client.models
    missing = [EngineNotAnswering()]

    def miss_once():
        if missing:
            raise missing.pop()
        return models()

    monkeypatch.setattr(client, "models", miss_once)
    page = AppTest.from_function(show_with_sidebar, default_timeout=20).run()
    assert not [html for html in page.get("html") if "dn-model" in html.proto.body]
    assert page.session_state["runs"] == 1
    page.run()
    # One of the test, which the beat in it breaks off for another one.
    assert page.session_state["runs"] == 3
    assert [html for html in page.get("html") if "dn-model" in html.proto.body]
    page.run()
    assert page.session_state["runs"] == 4


def test_an_engine_that_goes_away_before_it_says_how_long_is_no_trouble(train, client, monkeypatch):
    def fail(recipe) -> None:
        raise EngineNotAnswering

    monkeypatch.setattr(client, "expected_seconds", fail)
    train.run()
    assert not train.exception
    assert not [caption for caption in train.caption if caption.value.startswith("About")]


@pytest.mark.parametrize(
    "error", [EngineError(errors.ENGINE_STOPPED), StoreError(errors.CHOICE_NOT_SAVED, reason="x")]
)
def test_what_cannot_be_done_is_said(train, client, monkeypatch, error):
    def refuse(version):
        raise error

    client.add("v1")
    monkeypatch.setattr(client, "use", refuse)
    train.run()
    train.button(key="use_v1").click().run()
    assert str(error) in texts(train)
    train.run()
    assert str(error) not in texts(train)


def test_a_model_removed_by_somebody_else_is_no_trouble(train, client):
    client.add("v1")
    train.run()
    client.remove("v1")
    train.button(key="remove_v1").click().run()
    assert "There is no model v1." in texts(train)
    assert not train.exception


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
    assert (data["state"], data["pace"]) == ("ended", "")
    assert data["where"] == "The last training · step 585 of 585, 31 s"
    assert data["curves"]["loss"] == [(1, 0.1235)]


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.2, "1 s"), (32, "32 s"), (450, "8 min"), (7500, "2 h 5 min")]
)
def test_durations(seconds, words):
    assert watch.duration(seconds) == words
