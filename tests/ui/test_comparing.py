"""Where two models differ: the images, and the way to the Data page."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from digitnet.engine.data_view import (
    BROKEN,
    MNIST_TEST,
    MNIST_TRAIN,
    DataQuery,
    DataView,
)
from digitnet.engine.status import EngineError
from digitnet.store.card import SHIPPED
from digitnet.texts import data_page, errors, train_page
from digitnet.ui.comparing import DIFFER, SHOWN
from tests.support.fakes import texts

FOUND = 40


def found(count: int = FOUND) -> DataView:
    """Sevens that are read as ones."""
    return DataView(
        done=1.0,
        version=SHIPPED,
        total=10_000,
        found=count,
        ids=np.arange(count),
        images=np.zeros((count, 28, 28), np.uint8),
        labels=np.full(count, 7, np.uint8),
        answers=np.full(count, 1, np.uint8),
        sure=np.full(count, 0.6, np.float32),
    )


@pytest.fixture
def compared(train, client) -> AppTest:
    """The Train page with two models."""
    client.add("v1")
    client.view = found()
    return train.run()


def pictures(page: AppTest) -> list[str]:
    return [html.proto.body for html in page.get("html") if "dn-differ" in html.proto.body]


def test_no_model_reads_the_test_set_before_somebody_asks(compared, client):
    assert client.queries == []
    assert pictures(compared) == []


def test_the_images_that_only_one_of_both_reads_are_shown_both_ways(compared, client):
    compared.toggle(key=DIFFER).set_value(True).run()
    assert client.queries == [
        DataQuery(MNIST_TEST, version=SHIPPED, compared="v1", change=BROKEN),
        DataQuery(MNIST_TEST, version="v1", compared=SHIPPED, change=BROKEN),
    ]
    assert "Only model v1 reads these 40 test digits correctly." in texts(compared)
    assert "Only the shipped model reads these 40 test digits correctly." in texts(compared)
    for html in pictures(compared):
        assert html.count("<img ") == SHOWN
        assert "Image 0: It is a 7, read as a 1, 60% sure." in html
        assert "7 → 1" in html
    # Without a Data page there is no way to it.
    assert not [button for button in compared.button if button.key.startswith("see_only_by")]


def test_where_only_one_is_ever_right_it_is_said_in_words(compared, client, monkeypatch):
    views = {SHIPPED: found(0), "v1": found(1)}
    monkeypatch.setattr(client, "browse", lambda query: views[query.version])
    compared.toggle(key=DIFFER).set_value(True).run()
    assert "There is no test digit that only model v1 reads correctly." in texts(compared)
    assert "Only the shipped model reads this test digit correctly." in texts(compared)
    assert len(pictures(compared)) == 1


def test_how_far_the_models_have_read_is_shown_meanwhile(compared, client):
    client.view = dataclasses.replace(found(0), done=0.25)
    compared.toggle(key=DIFFER).set_value(True).run()
    (bar,) = compared.get("progress")
    assert bar.proto.text == train_page.BOTH_READ()
    assert pictures(compared) == []


def test_a_model_compared_with_itself_differs_in_nothing(compared, client):
    compared.selectbox(key="compare_right").set_value("v1").run()
    assert DIFFER not in [toggle.key for toggle in compared.toggle]


def test_an_engine_that_cannot_say_is_quoted(compared, client, monkeypatch):
    def fail(query):
        raise EngineError(errors.ENGINE_STOPPED)

    monkeypatch.setattr(client, "browse", fail)
    compared.toggle(key=DIFFER).set_value(True).run()
    assert errors.ENGINE_STOPPED() in texts(compared)


def show_with_way() -> None:
    """The Train page, and in its place the Data page, once somebody has gone there."""
    import streamlit as st

    from digitnet.ui import connection, data, train

    def go() -> None:
        st.session_state["is_there"] = True
        st.rerun()

    if st.session_state.get("is_there"):
        data.page(connection.engine())
    else:
        train.page(connection.engine(), go)


def test_a_button_leads_to_the_data_page_with_the_same_images(client):
    client.add("v1")
    client.view = found()
    page = AppTest.from_function(show_with_way, default_timeout=20)
    # What was chosen there before would hide some of them, or show others.
    page.session_state["is_there"] = True
    page.run()
    page.selectbox(key="data_label").set_value(3)
    page.toggle(key="data_wrong").set_value(True)
    page.slider(key="data_sure").set_value((90, 100))
    page.button_group(key="data_source").set_value(MNIST_TRAIN).run()
    assert (client.queries[-1].source, client.queries[-1].label) == (MNIST_TRAIN, 3)
    page.session_state["is_there"] = False
    page.run()
    page.toggle(key=DIFFER).set_value(True).run()
    page.button(key="see_only_by_v1").click().run()
    assert not page.exception
    assert not page.warning
    assert page.title[0].value == data_page.TITLE()
    assert client.queries[-1] == DataQuery(
        MNIST_TEST, version=SHIPPED, compared="v1", change=BROKEN
    )
