"""Presenter and guests: every verb is tried as a guest, and pages show each what is theirs."""

from __future__ import annotations

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from digitnet.drawing.drawing import Drawing
from digitnet.engine.data_view import DataQuery
from digitnet.engine.lesson_list import LessonList
from digitnet.engine.protocol import DEADLINES
from digitnet.engine.questions import WayQuestion
from digitnet.engine.status import Running
from digitnet.store.card import SHIPPED
from digitnet.texts import room_page
from digitnet.training.recipe import QUICK
from digitnet.ui import roles
from digitnet.ui.roles import GUEST_VERBS, PRESENTER_VERBS, Gate, PresenterOnly
from tests.support.fakes import APP, BEND, PROGRESS, FakeEngine, given, sketched, texts
from tests.support.train_page import finish, show

IMAGE = np.zeros((28, 28), np.uint8)
DRAWING = Drawing.from_strokes([BEND])
LESSONS = LessonList().teach(DRAWING, 9)

ARGUMENTS = {
    "status": (),
    "predict": (IMAGE,),
    "keep_lessons": (LESSONS.to_json(),),
    "predict_taught": (DRAWING, LESSONS.id),
    "collect": (DRAWING, 7),
    "withdraw": (DRAWING, "writer"),
    "collection": (),
    "export_collection": (),
    "relabel_collected": (1, 7),
    "remove_collected": ([1],),
    "browse": (DataQuery(),),
    "read_number": (DRAWING,),
    "predict_many": (IMAGE[None],),
    "explain": ("visitor", WayQuestion(DRAWING)),
    "start_training": (QUICK,),
    "cancel_training": (),
    "watch_training": ("visitor",),
    "replay_training": (),
    "expected_seconds": (QUICK,),
    "models": (),
    "use": (SHIPPED,),
    "remove": ("v1",),
    "download": (SHIPPED,),
}
"""What each verb is tried with. A new verb needs a line here, and a role in ``ui.roles``."""


@pytest.fixture
def as_guest(monkeypatch):
    monkeypatch.setattr(roles, "is_presenter", lambda: False)


def asked(monkeypatch) -> tuple[Gate, list[str]]:
    """A gate, and the verbs that came through it."""
    engine, through = FakeEngine(), []
    engine.add("v1")
    engine.keep_lessons(LESSONS.to_json())

    def noting(name, verb):
        def call(*arguments, **keywords):
            through.append(name)
            return verb(*arguments, **keywords)

        return call

    for name in DEADLINES:
        monkeypatch.setattr(engine, name, noting(name, getattr(engine, name)))
    return Gate(engine), through


def test_every_verb_is_a_guests_or_the_presenters():
    assert GUEST_VERBS | PRESENTER_VERBS == set(DEADLINES) == set(ARGUMENTS)
    assert not GUEST_VERBS & PRESENTER_VERBS


@pytest.mark.parametrize("verb", DEADLINES)
def test_a_guest_can_do_what_changes_nothing_for_others(verb, monkeypatch, as_guest):
    gate, through = asked(monkeypatch)
    if verb in GUEST_VERBS:
        getattr(gate, verb)(*ARGUMENTS[verb])
        assert through[0] == verb
        return
    with pytest.raises(PresenterOnly, match="Only the presenter"):
        getattr(gate, verb)(*ARGUMENTS[verb])
    assert through == []


@pytest.mark.parametrize("verb", DEADLINES)
def test_the_presenter_can_do_everything(verb, monkeypatch):
    monkeypatch.setattr(roles, "is_presenter", lambda: True)
    gate, through = asked(monkeypatch)
    getattr(gate, verb)(*ARGUMENTS[verb])
    assert through[0] == verb


def test_a_page_that_no_server_marked_is_a_guests():
    def ask() -> None:
        import streamlit

        from digitnet.ui import roles

        streamlit.markdown(str(roles.is_presenter()))

    assert texts(AppTest.from_function(ask).run()) == "False"


def buttons(page: AppTest) -> set[str]:
    return {button.key for button in page.button}


def test_a_guest_draws_and_reads_why_nothing_can_be_trained(client, as_guest):
    page = AppTest.from_file(str(APP), default_timeout=20).run()
    assert "retrain" not in buttons(page)
    assert "You are a guest" in texts(page)
    assert given(sketched(page, BEND), "panel")["digit"] == "7"


def test_a_guest_sees_a_training_but_no_way_to_cancel_it(client, as_guest):
    client.change(training=Running("t", QUICK, PROGRESS))
    page = AppTest.from_file(str(APP), default_timeout=20).run()
    assert "Epoch 1 of 2" in texts(page)
    assert "cancel" not in buttons(page)


def test_a_guest_sees_models_and_how_a_new_one_compares(client, as_guest):
    finish(client, test_accuracy=0.99)
    page = AppTest.from_function(show, default_timeout=20).run()
    assert texts(page).count(room_page.GUEST()) == 1
    assert not buttons(page)
    assert given(page, "training")["pace"]
    assert len(page.get("download_button")) >= 2


def test_an_exhibit_has_no_sidebar_and_its_visitors_are_guests(client):
    page = AppTest.from_file(str(APP), default_timeout=20)
    page.query_params["kiosk"] = "20"
    page.query_params["pen_width"] = "33"
    page.run()
    assert given(page, "panel")["state"] == "empty"
    assert not page.sidebar.children
    assert not page.get("page_link")
    assert buttons(page) == {"undo", "clear", "sample"}
