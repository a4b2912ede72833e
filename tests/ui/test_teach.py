"""Teaching on the drawing page, with a client that reads as taught what it was taught."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from digitnet.engine.status import EngineGone, Starting
from digitnet.texts import errors
from digitnet.texts.message import Note
from digitnet.ui import taught as taught_list
from digitnet.ui import teach
from digitnet.ui.session import LESSONS
from tests.support.fakes import APP, BEND, panel, sketched, texts
from tests.support.taught import OTHER, digits, taught


def corrections(page):
    """The controls that say what each drawing is; the sidebar has another one."""
    return [box for box in page.selectbox if box.key.startswith("correct_")]


def is_open(page: AppTest) -> bool:
    return any(button.key == "teach_0" for button in page.button)


def test_what_was_taught_is_right_from_then_on_and_the_page_shows_why(page, client):
    data = panel(sketched(page, BEND))
    assert (data["digit"], data["teach"], data["lesson"]) == ("7", teach.ASK, None)
    assert not is_open(page)
    data = panel(taught(page, 9))
    assert (data["digit"], data["line"]) == ("9", "Learned. Draw another one.")
    assert data["spoken"].startswith("This is a 9, ")
    assert data["spoken"].endswith(" Learned. Draw another one.")
    assert data["teach"] == teach.UNDO
    assert not is_open(page)
    data = panel(sketched(page, number=2))
    assert (data["state"], data["teach"], data["lesson"]) == ("empty", teach.TAUGHT, None)
    data = panel(sketched(page, OTHER, number=3))
    assert (data["digit"], data["lesson"], data["teach"]) == ("7", None, teach.ASK)
    # At another place and size.
    bend = [(2 * x + 40, 2 * y + 10) for x, y in BEND]
    data = panel(sketched(page, bend, number=4))
    assert (data["digit"], data["line"]) == ("9", "It resembles what you taught as a 9.")
    assert data["lesson"].startswith("data:image/png;base64,")
    assert data["teach"] == teach.ASK


def test_what_was_taught_as_no_digit_is_none(page):
    sketched(page, BEND)
    taught(page, None)
    sketched(page, number=2)
    data = panel(sketched(page, BEND, number=3))
    assert (data["state"], data["aside"]) == ("odd", "")
    assert data["line"] == data["spoken"] == "It resembles what you taught as no digit."


def test_while_the_pen_is_down_nothing_is_asked(page):
    assert panel(sketched(page, BEND, down=True))["teach"] == "nothing"
    taught(page, 9)
    data = panel(sketched(page, BEND, OTHER, number=2, down=True))
    assert (data["teach"], data["lesson"]) == ("nothing", None)


def test_a_lesson_is_taken_back_at_once(page, client):
    sketched(page, BEND)
    taught(page, 9)
    data = panel(page.button(key=teach.UNDO).click().run())
    assert (data["digit"], data["teach"], data["lesson"]) == ("7", teach.ASK, None)
    assert digits(page) == []
    # A second time, there is nothing to take back.
    assert panel(page.button(key=teach.UNDO).click().run())["digit"] == "7"


@pytest.mark.parametrize(
    ("first", "line"),
    [
        (9, "Learned. You said a 9 before; the last word counts."),
        (None, "Learned. You said no digit before; the last word counts."),
        (4, "Learned. Draw another one."),
    ],
)
def test_of_the_same_drawing_what_is_said_last_counts(page, first, line):
    sketched(page, BEND)
    taught(page, first)
    sketched(page, number=2)
    sketched(page, BEND, number=3)
    data = panel(taught(page, 4))
    assert (data["digit"], data["line"]) == ("4", line)
    assert digits(page) == [4]
    page.button(key=teach.UNDO).click().run()
    assert digits(page) == [first]


def test_an_empty_canvas_cannot_be_taught(page):
    assert panel(page)["teach"] == "nothing"
    taught(page, 9)
    assert "An empty drawing teaches nothing; draw a digit first." in texts(page)
    assert LESSONS.name not in page.session_state


def test_lessons_are_listed_corrected_removed_and_exported(page):
    sketched(page, BEND)
    taught(page, 9)
    sketched(page, OTHER, number=2)
    taught(page, 3)
    sketched(page, number=3)
    page.session_state[teach.TAUGHT] = True
    page.run()
    assert "You taught 2 drawings." in texts(page)
    newest, oldest = corrections(page)
    assert (newest.value, oldest.value) == (3, 9)
    (export,) = page.get("download_button")
    assert export.proto.label == "Export as JSON lines"
    oldest.set_value(10).run()
    assert digits(page) == [None, 3]
    corrections(page)[1].set_value(4).run()
    assert digits(page) == [4, 3]
    next(button for button in page.button if button.key.startswith("remove_taught")).click().run()
    assert digits(page) == [4]
    assert panel(sketched(page, BEND, number=4))["digit"] == "4"
    assert panel(sketched(page, OTHER, number=5))["digit"] == "7"


def test_many_lessons_are_bounded(page, monkeypatch):
    monkeypatch.setattr(taught_list, "SHOWN", 2)
    monkeypatch.setattr("digitnet.engine.lesson_list.MAX_LESSONS", 3)
    strokes = [[(90, 90), (300, 90 + 60 * step), (180, 330)] for step in range(4)]
    for number, stroke in enumerate(strokes):
        sketched(page, stroke, number=number + 1)
        taught(page, number)
    assert panel(page)["line"] == "Learned. The oldest lesson had to go. Draw another one."
    assert digits(page) == [1, 2, 3]
    sketched(page, number=9)
    page.session_state[teach.TAUGHT] = True
    assert "Only the last 2 are shown." in texts(page.run())
    assert [choice.value for choice in corrections(page)] == [3, 2]


def test_lessons_that_are_too_large_are_refused(page, monkeypatch):
    sketched(page, BEND)
    taught(page, 9)
    sketched(page, OTHER, number=2)
    monkeypatch.setattr(teach, "MAX_BYTES", 10)
    taught(page, 3)
    assert str(errors.LESSONS_TOO_LARGE(limit=0)) in texts(page)
    assert digits(page) == [9]


def test_an_engine_that_is_gone_loses_no_lesson(page, client, monkeypatch):
    sketched(page, BEND)
    ready = client.status_now.network
    client.change(network=Starting(Note(errors.ENGINE_STOPPED)))
    data = panel(taught(page, 9))
    assert (data["state"], digits(page)) == ("busy", [9])
    # The page's own light form reads on, and knows no lessons.
    with monkeypatch.context() as patch:
        patch.setattr(client, "predict", lambda image: type(client)().predict(image))
        data = panel(page.run())
    assert data["digit"] == "7"
    assert data["line"] == "Learned. It counts once the network is ready again."
    client.change(network=ready)
    assert panel(page.run())["digit"] == "9"


def test_an_engine_that_goes_just_now_leaves_an_answer(page, client, monkeypatch):
    def predict_taught(drawing, lessons):
        raise EngineGone(errors.ENGINE_STOPPED)

    sketched(page, BEND)
    monkeypatch.setattr(client, "predict_taught", predict_taught)
    assert panel(taught(page, 9))["digit"] == "7"
    assert digits(page) == [9]


@pytest.mark.parametrize("address", ["stage", "kiosk"])
def test_a_stage_and_an_exhibit_cannot_be_taught(client, address):
    page = AppTest.from_file(str(APP), default_timeout=20)
    page.query_params[address] = "20"
    sketched(page, BEND)
    assert panel(page)["digit"] == "7"
    assert teach.UNDO not in [button.key for button in page.button]
    assert not page.get("popover")


def test_without_lessons_the_engine_is_asked_as_ever(page, client, monkeypatch):
    monkeypatch.setattr(client, "predict_taught", None)
    assert panel(sketched(page, BEND))["digit"] == "7"
    assert len(client.images) == 1


def test_each_row_has_names_of_its_own(page):
    sketched(page, BEND)
    taught(page, 9)
    sketched(page, OTHER, number=2)
    taught(page, None)
    sketched(page, number=3)
    page.session_state[teach.TAUGHT] = True
    page.run()
    removing = [button.label for button in page.button if button.key.startswith("remove_taught")]
    assert removing == ["Remove drawing 2, no digit", "Remove drawing 1, a 9"]
    assert [box.label for box in corrections(page)] == ["What drawing 2 is", "What drawing 1 is"]
    pictures = [
        element.proto.body for element in page.get("html") if "dn-lesson" in element.proto.body
    ]
    assert ['alt="Drawing 2: no digit"' in pictures[0], 'alt="Drawing 1: a 9"' in pictures[1]] == [
        True
    ] * 2
