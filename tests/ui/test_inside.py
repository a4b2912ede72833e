"""The page that looks inside, with Streamlit's own test runner and a made-up network."""

from __future__ import annotations

import base64

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from digitnet.drawing.drawing import Drawing
from digitnet.engine.questions import ChangeQuestion, MapQuestion, WayQuestion
from digitnet.engine.status import EngineError, Starting
from digitnet.network.way import LayerMaps, way_through
from digitnet.texts import errors, inside_page, reports
from digitnet.texts.message import Note
from digitnet.ui import inside_data
from digitnet.ui.asked import VIEW, Asked
from tests.support.fake_explainer import FakeExplainer
from tests.support.fakes import BEND, given, sketched

LEVEL = [(150, 400), (600, 400)]


def show() -> None:
    from digitnet.ui import connection, inside

    inside.page(connection.engine(), 20)


@pytest.fixture
def inside(client) -> AppTest:
    """The page, opened, with a stand-in for the engine."""
    return AppTest.from_function(show, default_timeout=20).run()


def seen(page: AppTest) -> dict:
    return given(page, "inside")


def ask(page: AppTest, **choices: object) -> dict:
    """Choose something in the component."""
    page.session_state[VIEW] = {"ask": choices}
    return seen(page.run())


def unpacked(text: str, kind: type) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), kind)


def questions(client, kind: type) -> list:
    return [question for _, question in client.asked if isinstance(question, kind)]


def test_an_empty_canvas_shows_a_hint_and_lets_the_engine_get_ready(inside, client):
    data = seen(inside)
    assert (data["state"], data["line"]) == ("empty", inside_page.HINT())
    assert data["layers"] == []
    assert questions(client, WayQuestion)[0].drawing.is_empty


def test_while_the_pen_is_down_only_the_maps_are_asked_for(inside, client):
    data = seen(sketched(inside, BEND, down=True))
    assert questions(client, WayQuestion)[-1].maps_only
    assert [layer["size"] for layer in data["layers"]][:4] == [
        "14×14×32", "14×14×48", "14×14×48", "7×7×48",
    ]  # fmt: skip
    assert data["digit"] == "7"
    assert data["spoken"] is None
    assert "looked" not in data
    assert questions(client, MapQuestion) == []
    assert given(inside, "ink")["number"] == 1


def test_a_lifted_pen_shows_everything(inside, client):
    data = seen(sketched(inside, BEND, LEVEL))
    image = unpacked(data["image"], np.uint8)
    assert image.shape == (784,)
    assert [score["text"] for score in data["scores"]][:4] == ["−3.0", "−2.0", "−1.0", "+0.0"]
    assert data["bars"][7]["wins"]
    attribution = unpacked(data["looked"]["attribution"], np.int8)
    assert attribution.max() == 127
    assert np.array_equal(attribution > 0, image > 0)
    assert "7" in data["looked"]["text"]
    assert [stroke["text"] for stroke in data["strokes"]] == ["Without it: 7, 90%"] * 2
    assert data["strokes"][0]["path"].startswith("M90 90L")
    assert [each["text"] for each in data["neighbours"]] == ["7 · 93%"]
    assert (data["place"], data["whole"]) == ([0.5, -1.0], True)
    filters = unpacked(data["first"]["filters"], np.float32)
    assert filters.shape == (32 * 25,)
    # The strongest map of the first layer is under the lens; all in this layer are alike.
    assert (data["lens"]["layer"], len(data["lens"]["examples"])) == ("convolution 1", 9)


def test_a_map_that_was_pointed_at_is_explained_and_a_drawing_not_again(inside, client):
    sketched(inside, BEND)
    before = len(questions(client, WayQuestion))
    data = ask(inside, layer="convolution 3", channel=2)
    assert data["lens"]["title"] == "Convolution 3, map 3 of 48"
    assert data["lens"]["channel"] == 2
    assert 2 in data["layers"][2]["channels"]
    assert data["lens"]["filterSize"] == 5
    assert ask(inside, layer="pooling 1", channel=2)["lens"]["filter"] == ""
    assert len(questions(client, WayQuestion)) == before
    # Another model is asked again.
    client.answer_with(client.add("v1"))
    inside.session_state["status"] = ("changed",)
    inside.run()
    assert len(questions(client, WayQuestion)) == before + 1


@pytest.mark.parametrize(
    "message",
    [
        "rubbish",
        {"layer": 3, "channel": 1},
        {"layer": "convolution 1", "channel": -1},
        {"layer": "convolution 1", "channel": True, "digit": 11, "against": "4"},
        {"digit": 4, "against": 4, "change_of": 3, "change_into": 10},
    ],
)
def test_what_is_impossible_is_not_chosen(inside, message):
    asked = Asked.of(message)
    assert asked in (Asked(), Asked(digit=4))
    sketched(inside, BEND)
    inside.session_state[VIEW] = {"ask": message}
    assert seen(inside.run())["lens"]["layer"] == "convolution 1"


def test_a_map_that_this_model_lacks_is_not_asked_for(inside, client):
    sketched(inside, BEND)
    data = ask(inside, layer="convolution 1", channel=500)
    assert data["lens"]["channel"] == data["layers"][0]["channels"][0]
    assert all(question.channel < 32 for question in questions(client, MapQuestion))


def test_why_four_and_not_nine(inside, client):
    sketched(inside, BEND)
    data = ask(inside, digit=4, against=9)
    assert (data["looked"]["target"], questions(client, WayQuestion)[-1].against) == (4, 9)
    assert data["looked"]["text"].startswith("Blue ink speaks for 4 rather than 9")


def test_the_change_is_shown_for_the_drawing_it_was_asked_for(inside, client):
    mark = seen(sketched(inside, BEND))["mark"]
    data = ask(inside, change_of=mark, change_into=None)
    assert (data["change"]["count"], len(unpacked(data["change"]["frames"], np.uint8))) == (2, 1568)
    assert data["change"]["text"].startswith("Bent by 0.8 pixels on average")
    assert ask(inside, change_of=mark, change_into=0)["change"]["count"] == 0
    before = len(questions(client, ChangeQuestion))
    assert "change" not in seen(sketched(inside, BEND, LEVEL, number=2))
    assert len(questions(client, ChangeQuestion)) == before


def test_what_is_not_there_yet_is_asked_for_again(inside, client):
    client.explainer.is_indexed = client.explainer.is_compiled = False
    data = seen(sketched(inside, BEND))
    assert data["layers"]
    assert "looked" not in data
    assert data["lens"]["examples"] == []
    assert inside.session_state["missed"]
    client.explainer.is_indexed = client.explainer.is_compiled = True
    data = seen(inside.run())
    assert data["neighbours"]
    assert data["lens"]["examples"]


def test_without_an_engine_what_was_seen_stays(inside, client):
    seen(sketched(inside, BEND))
    client.change(network=Starting(Note(reports.WARMING_UP)))
    data = seen(sketched(inside, BEND, LEVEL, number=2))
    assert data["state"] == "busy"
    assert data["line"] == "The network is warming up. Your drawing is kept."
    assert len(data["layers"]) == 8


def test_before_the_first_answer_the_image_is_there(inside, client):
    client.change(network=Starting(Note(reports.WARMING_UP)))
    data = seen(sketched(inside, BEND))
    assert (data["state"], data["layers"]) == ("busy", [])
    assert unpacked(data["image"], np.uint8).max() == 255


def test_a_question_that_was_replaced_is_no_traceback(inside, client, monkeypatch):
    def explain(visitor, question):
        raise EngineError(errors.QUESTION_REPLACED)

    monkeypatch.setattr(client, "explain", explain)
    assert seen(sketched(inside, BEND))["state"] == "busy"
    assert not inside.exception


def test_the_map_of_digits_is_sent_by_itself(inside, client):
    digit_map = given(inside, "digit_map")["map"]
    points = unpacked(digit_map["points"], np.uint16).reshape(-1, 2)
    low, high = np.array(digit_map["low"]), np.array(digit_map["high"])
    assert low + points / 65535 * (high - low) == pytest.approx(
        np.array([[0, 0], [1, 1], [-1, 2]]), abs=1e-4
    )
    assert unpacked(digit_map["labels"], np.uint8).tolist() == [0, 7, 10]


def layer(name: str, *strengths: float) -> LayerMaps:
    """A layer of 2x2 maps, each with one bright pixel."""
    maps = np.zeros((2, 2, len(strengths)), np.uint8)
    maps[0, 0] = strengths
    return LayerMaps(name, maps, 1.0, 5, 2, -1)


def test_while_the_pen_is_down_maps_keep_their_place(monkeypatch):
    monkeypatch.setattr(inside_data, "SHOWN", 3)
    first = inside_data.chosen([layer("convolution 1", 10, 40, 30, 20)], {}, keep=False)
    assert first == {"convolution 1": [1, 2, 3]}
    later = [layer("convolution 1", 50, 20, 10, 30)]
    assert inside_data.chosen(later, first, keep=True) == {"convolution 1": [1, 0, 3]}
    assert inside_data.chosen(later, first, keep=False) == {"convolution 1": [0, 3, 1]}


def test_pooling_stands_below_what_it_was_made_of():
    layers = [layer("convolution 3", 1, 9, 5), layer("pooling 1", 9, 1, 5)]
    chosen = inside_data.chosen(layers, {}, keep=False)
    assert chosen["pooling 1"] == chosen["convolution 3"] == [1, 2, 0]


def test_maps_are_sent_in_the_order_in_which_they_are_named():
    drawing = Drawing.from_strokes([BEND])
    way = way_through(FakeExplainer(), drawing)
    numbers = inside_data.chosen(way.layers, {}, keep=False)
    data = inside_data.of_way(way, drawing, numbers, ("convolution 4", 95), False)
    sent = data["layers"][4]
    assert (sent["count"], sent["channels"][-1]) == (24, 95)
    maps = unpacked(sent["maps"], np.uint8).reshape(25, 7, 7)
    assert maps[:, 0, 0].tolist() == [round(255 * channel / 95) for channel in sent["channels"]]


@pytest.mark.parametrize(
    ("name", "field", "meaning"),
    [
        ("convolution 1", 5, inside_page.CONVOLUTION_MEANINGS[5]),
        # A network with fewer layers sees far in an earlier one.
        ("convolution 3", 19, inside_page.CONVOLUTION_MEANINGS[23]),
        ("convolution 5", 47, inside_page.CONVOLUTION_SEES_ALL),
        ("pooling 1", 11, inside_page.POOLING_MEANING),
        ("pooling 2", 31, inside_page.POOLING_AGAIN),
    ],
)
def test_what_a_layer_shows_depends_on_how_far_it_sees(name, field, meaning):
    layer = LayerMaps(name, np.zeros((2, 2, 3), np.uint8), 1.0, field, 2, 0)
    assert inside_data.meaning_of(layer) == meaning
