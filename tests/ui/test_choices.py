"""What can be chosen for a training, by people and by hand-made clients."""

from __future__ import annotations

import dataclasses

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest

from digitnet.engine.status import (
    Failed,
)
from digitnet.texts import train_page
from digitnet.training.recipe import FULL, MAX_SEED, PRESETS, QUICK
from tests.support.fakes import PROGRESS, given, texts
from tests.support.train_page import control, show


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
