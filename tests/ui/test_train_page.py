"""The Train page: choosing, watching, comparing, and the models there are."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
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
from digitnet.texts import errors, reports, train_page
from digitnet.texts.message import Note
from digitnet.training.progress import Curve, Progress, Reading, TrainingView
from digitnet.training.recipe import FULL, MAX_SEED, PRESETS, QUICK
from digitnet.ui import versions, watch
from digitnet.ui.session import DRAWING
from tests.support.fakes import PROGRESS, given, texts


def show() -> None:
    from digitnet.ui import connection, train

    train.page(connection.engine())


@pytest.fixture
def train(client) -> AppTest:
    return AppTest.from_function(show, default_timeout=20).run()


def control(page: AppTest, name: str) -> str:
    """The key of a control, which is a new one each time a preset is chosen."""
    return f"preset_{page.session_state['times_chosen']}_{name}"


def test_without_a_training_there_is_a_place_for_one(train):
    data = given(train, "training")
    assert (data["state"], data["where"]) == ("idle", train_page.IDLE())
    assert [digit["state"] for digit in data["digits"]] == ["waiting", "waiting"]
    assert "About 31 s on CPU" in texts(train)
    assert not train.button(key="train_now").disabled


def test_quick_is_chosen_at_first(train, client):
    train.button(key="train_now").click().run()
    assert client.started == [(QUICK, None)]


@pytest.mark.parametrize("name", list(PRESETS))
def test_every_preset_is_trained_as_it_is(train, client, name):
    train.button_group(key="preset").set_value(name).run()
    assert train_page.PRESET_SENTENCES[name]() in texts(train)
    train.button(key="train_now").click().run()
    assert client.started == [(PRESETS[name], None)]


def test_every_choice_counts(train, client):
    train.slider(key=control(train, "epochs")).set_value(3)
    train.select_slider(key=control(train, "learning_rate")).set_value(0.003)
    train.select_slider(key=control(train, "batch_size")).set_value(64)
    train.slider(key=control(train, "width")).set_value(8)
    train.select_slider(key=control(train, "images")).set_value(1000)
    train.slider(key=control(train, "warp")).set_value(0.2)
    train.toggle(key=control(train, "writers")).set_value(False)
    train.text_input(key="choice_seed").set_value("11")
    train.run()
    train.button(key="train_now").click().run()
    recipe = dataclasses.replace(
        QUICK, name="custom", epochs=3, learning_rate=0.003, batch_size=64, width=8, images=1000,
        warp=0.2, synthetic=0,
    )  # fmt: skip
    assert client.started == [(recipe, 11)]


def test_what_cannot_be_trained_is_said_so(train, client):
    train.select_slider(key=control(train, "images")).set_value(100)
    train.toggle(key=control(train, "writers")).set_value(False).run()
    assert "A batch of 128 images is more than there are" in texts(train)
    assert train.button(key="train_now").disabled
    train.select_slider(key=control(train, "batch_size")).set_value(64).run()
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


def headings(page: AppTest) -> list[str]:
    return [title.value for title in page.header]


def comparison(page: AppTest) -> str:
    (table,) = [html.proto.body for html in page.get("html") if "dn-compare" in html.proto.body]
    return table


def test_the_new_model_stands_against_the_old_until_it_is_decided(train, client):
    finish(client, test_accuracy=0.9945)
    train.run()
    assert "Model v1 answers now" in headings(train)
    better = "Better than the shipped model by 0.03 points on MNIST's test digits."
    assert better in texts(train)
    assert given(train, "training")["pace"] == ""
    table = comparison(train)
    assert (
        '<th scope="row">3</th><td>80.00%</td><td>99.00%</td><td class="dn-worse">−19.00' in table
    )
    assert (
        '<th scope="row">9</th><td>99.50%</td><td>99.00%</td><td class="dn-better">+0.50' in table
    )
    train.button(key="keep").click().run()
    assert client.used == []
    assert headings(train) == ["Compare models", "Models"]
    # Once the question is gone, the answer is still there.
    assert given(train, "training")["pace"] == better


def test_a_clearly_worse_model_waits_and_the_better_one_is_the_first_button(train, client):
    finish(client, is_used=False, test_accuracy=0.8072)
    train.run()
    assert "Model v1 does not answer" in headings(train)
    assert "Worse than the shipped model by 18.7 points on MNIST's test digits" in texts(train)
    keys = [button.key for button in train.button if button.key]
    first = keys[0]
    assert (first, train.button(key=first).label) == ("keep", "Keep the better one")
    primary = [button.key for button in train.button if button.proto.type == "primary"]
    assert primary == ["keep", "remove_v1"]
    train.button(key="keep").click().run()
    assert client.used == []
    assert headings(train) == ["Compare models", "Models"]


def test_a_clearly_worse_model_can_be_used_anyway(train, client):
    finish(client, is_used=False, synthetic_accuracy=0.9)
    train.run()
    assert "by 8.0 points on synthetic writers, so it only waits in the list." in texts(train)
    train.button(key="use_anyway").click().run()
    assert client.used == ["v1"]
    assert headings(train) == ["Compare models", "Models"]


@pytest.mark.parametrize(
    ("report", "verdict"),
    [
        ({}, "As good as the shipped model on MNIST's test digits."),
        ({"test_accuracy": 0.99}, "Worse than the shipped model by 0.42 points on MNIST's"),
        ({"synthetic_accuracy": 0.975}, "Worse than the shipped model by 0.50 points on synth"),
    ],
)
def test_the_verdict_says_what_is_so(train, client, report, verdict):
    finish(client, **report)
    train.run()
    assert verdict in texts(train)
    assert train.button(key="keep").label == "Keep v1"


def test_the_stage_shows_the_verdict_and_one_row_of_controls(client):
    finish(client, is_used=False, test_accuracy=0.8072)
    stage = AppTest.from_function(show, default_timeout=20)
    stage.query_params["stage"] = ""
    stage.run()
    data = given(stage, "training")
    assert (data["state"], data["where"]) == ("ended", "Model v1, trained in 32 s")
    assert data["pace"].startswith("Worse than the shipped model by 18.7 points")
    assert not stage.title
    assert not stage.header
    assert not stage.slider
    stage.button_group(key="preset").set_value("too little data").run()
    stage.button(key="train_now").click().run()
    assert client.started == [(PRESETS["too little data"], None)]
    stage.button(key="cancel").click().run()
    assert client.cancelled == 1


def test_how_a_training_ended_is_said_by_the_page_and_not_by_a_toast(client):
    def show_with_sidebar() -> None:
        import streamlit

        from digitnet.ui import connection, sidebar, train

        with streamlit.sidebar:
            sidebar.watch(connection.engine(), can_train=False)
        train.page(connection.engine())

    page = AppTest.from_function(show_with_sidebar, default_timeout=20).run()
    page.button(key="train_now").click().run()
    page.button(key="cancel").click().run()
    page.run()
    assert given(page, "training")["where"].startswith("Cancelled after 8 s")
    assert not page.toast


def test_going_back_lets_the_old_one_answer(train, client):
    finish(client)
    train.run()
    train.button(key="go_back").click().run()
    assert client.used == [SHIPPED]
    assert headings(train) == ["Compare models", "Models"]
    assert client.removed == []


def test_both_sides_of_a_comparison_can_be_chosen(train, client):
    assert not [html for html in train.get("html") if "dn-compare" in html.proto.body]
    client.add("v1", test_accuracy=0.9)
    client.add("v2", test_accuracy=0.8)
    train.run()
    left, right = train.selectbox
    assert (left.value, right.value) == ("v2", SHIPPED)
    assert "<td>80.00%</td><td>99.42%</td>" in comparison(train)
    left.set_value("v1")
    right.set_value("v2").run()
    assert "<td>90.00%</td><td>80.00%</td>" in comparison(train)
    # Removed by somebody else meanwhile.
    client.remove("v2")
    train.run()
    assert not train.exception
    assert [box.value for box in train.selectbox] == ["v1", SHIPPED]


def test_a_training_that_would_take_too_long_is_not_offered(train, client, monkeypatch):
    monkeypatch.setattr(client, "expected_seconds", lambda recipe: 53_880.0)
    train.run()
    assert train.button(key="train_now").disabled
    assert "This would take about 14 h 58 min. A training may take 60 min here." in texts(train)


def test_no_times_are_promised_but_measured_ones(train):
    for name in PRESETS:
        train.button_group(key="preset").set_value(name).run()
        assert "minute" not in texts(train)
        assert "About 31 s on CPU, as busy as it is now." in texts(train)


def test_a_failed_presets_message_goes_with_another_choice(train, client):
    train.button_group(key="preset").set_value("learning rate too high").run()
    client.change(outcome=Failed("x", "It learned nothing.", PROGRESS))
    train.run()
    assert "It learned nothing." in texts(train)
    train.run()
    assert "It learned nothing." in texts(train)
    train.button_group(key="preset").set_value("quick").run()
    assert "It learned nothing." not in texts(train)
    train.button_group(key="preset").set_value("learning rate too high").run()
    assert "It learned nothing." not in texts(train)
    client.change(outcome=Failed("y", "It failed again.", PROGRESS))
    train.run()
    assert "It failed again." in texts(train)
    assert "Failed after 8 s, at step 40 of 200" in given(train, "training")["where"]


def test_a_preset_chosen_again_is_as_it_was(train, client):
    train.slider(key=control(train, "epochs")).set_value(7).run()
    train.button_group(key="preset").set_value("full").run()
    assert train.slider(key=control(train, "epochs")).value == FULL.epochs
    train.button_group(key="preset").set_value("quick").run()
    assert train.slider(key=control(train, "epochs")).value == QUICK.epochs


FOREIGN = ["nonsense", float("nan"), -5, 10**9, None, [], True]


def opened_with(key: str, value: object) -> AppTest:
    """A page whose control has a value that no browser would send."""
    page = AppTest.from_function(show, default_timeout=20)
    page.session_state[key] = value
    page.run()
    assert not page.exception
    return page


@pytest.mark.parametrize("value", FOREIGN)
@pytest.mark.parametrize(
    "name", ["epochs", "learning_rate", "batch_size", "width", "images", "warp", "writers"]
)
def test_an_impossible_value_of_a_control_is_its_default_and_a_line(client, name, value):
    if name == "writers" and value is True:
        return
    train = opened_with(f"preset_1_{name}", value)
    assert "had an impossible value. It is back at its default." in texts(train)
    train.button(key="train_now").click().run()
    assert client.started == [(QUICK, None)]


@pytest.mark.parametrize("value", FOREIGN)
def test_an_impossible_preset_is_the_first_one(client, value):
    train = opened_with("preset", value)
    assert "“Preset” had an impossible value" in texts(train)
    train.button(key="train_now").click().run()
    assert client.started == [(QUICK, None)]


def sent(page: AppTest, widget_id: str, **value: object) -> AppTest:
    """Send what a client says a control's value is, as the WebSocket brings it."""
    states = WidgetStates()
    state = states.widgets.add(id=widget_id)
    for kind, content in value.items():
        if isinstance(content, list):
            getattr(state, kind).data.extend(content)
            getattr(state, kind).SetInParent()
        else:
            setattr(state, kind, content)
    return page._run(states)


NAN = float("nan")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("epochs", {"double_array_value": [NAN]}),
        ("epochs", {"double_array_value": [1e300]}),
        ("epochs", {"double_array_value": []}),
        ("epochs", {"double_array_value": [1.0, 2.0]}),
        ("warp", {"double_array_value": [NAN]}),
        ("learning_rate", {"string_array_value": ["1e999"]}),
        ("learning_rate", {"string_array_value": []}),
        ("images", {"string_array_value": ["100", "300"]}),
        ("preset", {"string_array_value": ["nonsense"]}),
        ("preset", {"string_array_value": []}),
        ("seed", {"string_value": "NaN"}),
    ],
)
def test_what_no_browser_sends_is_the_default(train, client, name, value):
    if name == "preset":
        widget = train.button_group(key="preset")
    elif name == "seed":
        widget = train.text_input(key="choice_seed")
    else:
        kind = train.slider if name in ("epochs", "warp") else train.select_slider
        widget = kind(key=control(train, name))
    sent(train, widget.proto.id, **value)
    assert not train.exception
    train.button(key="train_now").click().run()
    assert client.started == [(QUICK, None)]


@pytest.mark.parametrize("text", ["-1", "1.5", "nan", "x", "²", str(MAX_SEED + 1)])
def test_an_impossible_seed_is_a_new_one_and_a_line(train, client, text):
    train.text_input(key="choice_seed").set_value(text).run()
    assert not train.exception
    assert f"A seed is a whole number from 0 to {MAX_SEED:,}" in texts(train)
    train.button(key="train_now").click().run()
    assert client.started == [(QUICK, None)]


@pytest.mark.parametrize("value", [1.5, None, [], "9" * 400])
def test_a_seed_that_is_no_text_is_a_new_one(client, value):
    train = opened_with("choice_seed", value)
    train.button(key="train_now").click().run()
    assert client.started == [(QUICK, None)]


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
    assert (data["state"], data["pace"]) == ("ended", "The same model answers as before.")
    assert data["where"] == "Failed after 31 s, at step 585 of 585"
    assert data["curves"]["loss"] == [(1, 0.1235)]


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.2, "1 s"), (32, "32 s"), (450, "8 min"), (7500, "2 h 5 min")]
)
def test_durations(seconds, words):
    assert watch.duration(seconds) == words
