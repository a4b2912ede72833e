"""The Train page: choosing, watching, comparing, and the models there are."""

from __future__ import annotations

import dataclasses
import shutil

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from digitnet.drawing.drawing import Drawing
from digitnet.engine.status import EngineError, Outcome
from digitnet.store.card import SHIPPED, ModelCard
from digitnet.store.store import ModelStore, StoreError
from digitnet.training.progress import Curve, Progress, Reading, TrainingView
from digitnet.training.recipe import PRESETS, QUICK
from digitnet.ui import watch
from digitnet.ui.session import DRAWING
from tests.support.fakes import given, texts
from tests.support.trainings import REPORT


def show() -> None:
    from digitnet.ui import connection, train

    train.page(connection.engine())


@pytest.fixture
def train(client) -> AppTest:
    return AppTest.from_function(show, default_timeout=20).run()


def publish(**changes) -> ModelCard:
    """Publish a model that can be listed, not loaded."""
    report = dataclasses.replace(REPORT, **changes)
    return ModelStore().publish(lambda path: path.write_bytes(b"weights"), report)


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
    assert (wrong["state"], wrong["title"]) == ("wrong", "A 4, taken for a 9, 60% sure")
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
    assert own["title"] == "Your drawing, taken for no digit, 70% sure"


def test_a_broken_drawing_of_ones_own_is_left_out(client):
    page = AppTest.from_function(show, default_timeout=20)
    page.session_state["kept"] = [{"type": "Path", "path": "rubbish", "strokeWidth": 40}]
    page.run()
    assert not page.exception
    assert client.watched[-1][1] is None


def test_a_second_person_hears_that_one_runs_already(train, client, monkeypatch):
    def refuse(recipe, seed=None):
        raise EngineError("A training is running already.")

    monkeypatch.setattr(client, "start_training", refuse)
    train.button(key="train_now").click().run()
    assert "A training is running already." in texts(train)


def test_why_a_training_failed_stays_on_the_page(train, client):
    client.change(outcome=Outcome("x", "failed", "The training went astray."))
    train.run()
    assert "The training went astray." in texts(train)


def test_an_engine_that_is_gone_leaves_what_was_seen(train, client, monkeypatch):
    train.button(key="train_now").click().run()

    def gone(*arguments):
        raise EngineError("The network stopped and is starting again.")

    monkeypatch.setattr(client, "training", gone)
    assert given(train.run(), "training")["where"] == "Epoch 1 of 2 · step 40 of 200"
    fresh = AppTest.from_function(show, default_timeout=20).run()
    assert "starting again" in texts(fresh)
    assert not fresh.exception


def finish(client) -> ModelCard:
    """Let a training end with a new model."""
    before = client.status_now.card
    card = publish(test_accuracy=0.8, digit_accuracy=(0.8,) * 9 + (0.995,))
    report = dataclasses.replace(before.report, digit_accuracy=(0.99,) * 10)
    before = dataclasses.replace(before, report=report)
    client.change(card=card, outcome=Outcome("x", "done", "It answers now.", card, before))
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
    assert [model.card.version for model in ModelStore().list()] == ["v1", SHIPPED]


def test_all_models_are_listed_used_and_removed(train, client):
    publish()
    publish(test_accuracy=0.75)
    train.run()
    rows = [html.proto.body for html in train.get("html") if "dn-model" in html.proto.body]
    assert [row.split("<b>")[1].split("</b>")[0] for row in rows] == [
        "Model v2", "Model v1", "Shipped model",
    ]  # fmt: skip
    assert "75.00%" in rows[0]
    assert "75,035 weights" in rows[0]
    # The fake client answers with the shipped one, whatever the store says.
    assert [row.split("<em>")[1].split("</em>")[0] for row in rows] == [
        "", "answered before", "answers now",
    ]  # fmt: skip
    assert train.button(key=f"use_{SHIPPED}").disabled
    with pytest.raises(KeyError):
        train.button(key=f"remove_{SHIPPED}")
    train.button(key="use_v1").click().run()
    assert client.used == ["v1"]
    # The store, which the fake client does not know of, still takes v2 for the current one.
    ModelStore().use("v1")
    train.button(key="remove_v2").click().run()
    assert [model.card.version for model in ModelStore().list()] == ["v1", SHIPPED]


@pytest.mark.parametrize("error", [EngineError("It stopped."), StoreError("It is busy there.")])
def test_what_cannot_be_done_is_said(train, client, monkeypatch, error):
    publish()
    train.run()

    def refuse(version):
        raise error

    monkeypatch.setattr(client, "use", refuse)
    train.button(key="use_v1").click().run()
    assert str(error) in texts(train)
    train.run()
    assert str(error) not in texts(train)


def test_a_model_removed_by_somebody_else_is_no_trouble(train, home):
    publish()
    publish()
    train.run()
    shutil.rmtree(home / "models" / "v1")
    train.button(key="remove_v1").click().run()
    assert "There is no model v1." in texts(train)
    assert not train.exception


def test_a_training_that_ended_is_told_as_one():
    progress = Progress("testing", 1, 1, 585, 585, seconds=31.0)
    view = TrainingView(
        "t",
        progress,
        {"loss": Curve((1,), (0.123456,))},
        np.zeros((1, 28, 28), np.uint8),
        (3,),
        (Reading(3, 0.9),),
    )
    data = watch.of_training(view, False, "CPU", None)
    assert (data["state"], data["pace"]) == ("ended", "")
    assert data["where"] == "The last training · step 585 of 585, 31 s"
    assert data["curves"]["loss"] == [(1, 0.1235)]


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.2, "1 s"), (32, "32 s"), (450, "8 min"), (7500, "2 h 5 min")]
)
def test_durations(seconds, words):
    assert watch.duration(seconds) == words
