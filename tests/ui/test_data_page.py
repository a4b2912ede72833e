"""The Data page, with an engine that shows what a test put into it."""

from __future__ import annotations

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from digitnet.data.collection_facts import CollectionError
from digitnet.engine.data_view import (
    COLLECTION,
    FIXED,
    MNIST_TRAIN,
    UNKNOWN,
    DataQuery,
    DataView,
    WriterFigures,
)
from digitnet.engine.status import EngineError, EngineGone, Starting
from digitnet.labels import NON_DIGIT
from digitnet.store.card import SHIPPED
from digitnet.texts import data_page, errors, reports
from digitnet.texts.message import Note
from digitnet.ui import figures, filters, gallery
from digitnet.ui.data import CHOSEN
from tests.support.fakes import given, texts


def show() -> None:
    from digitnet.ui import connection, data

    data.page(connection.engine())


def some(found: int = 3, **changes) -> DataView:
    """A misread 8, a 7, and a drawing of which nobody knows what it is."""
    matrix = np.zeros((11, 11), np.int64)
    matrix[8, 9], matrix[7, 7] = 1, 3
    view = {
        "done": 1.0,
        "version": SHIPPED,
        "total": 5_000,
        "found": found,
        "ids": np.array([947, 5, 6]),
        "images": np.arange(3, dtype=np.uint8)[:, None, None] * np.ones((1, 28, 28), np.uint8),
        "labels": np.array([8, 7, UNKNOWN], np.uint8),
        "answers": np.array([9, 7, NON_DIGIT], np.uint8),
        "sure": np.array([0.87, 0.999, 0.6], np.float32),
        "disputed": {947: 9},
        "matrix": matrix,
    }
    return DataView(**view | changes)


@pytest.fixture
def page(client):
    client.view = some()
    return AppTest.from_function(show, default_timeout=20).run()


def choose(page: AppTest, id: object) -> AppTest:
    page.session_state[CHOSEN] = {"chosen": {"id": id}}
    return page.run()


def test_images_are_shown_with_what_is_read(page, client):
    assert client.queries == [DataQuery()]
    data = given(page, "gallery")
    assert [tile[:2] for tile in data["tiles"]] == [
        ["wrong", "8 → 9 ?"],
        ["right", "7"],
        ["unknown", "–"],
    ]
    assert data["tiles"][0][2] == "Image 947: It is an 8, read as a 9, 87% sure."
    assert (
        data["tiles"][2][2] == "Image 6: Nobody said what it is. It is read as no digit, 60% sure."
    )
    assert data["sheet"].startswith("data:image/png;base64,")
    assert "3 images of 5,000" in texts(page)
    assert "75.00% of all are read correctly." in texts(page)


def test_one_image_is_chosen_and_explained(page):
    choose(page, 947)
    assert given(page, "gallery")["chosen"] == 0
    assert "**Image 947**" in texts(page)
    assert "People dispute this label; another network sees a 9." in texts(page)
    assert not [button for button in page.button if button.key == "data_remove"]


@pytest.mark.parametrize("id", [None, 9999, "947", True, [947], {}, 10**30, 1.5])
def test_what_a_browser_says_was_chosen_is_checked(page, id):
    choose(page, id)
    assert given(page, "gallery")["chosen"] is None
    assert data_page.CHOOSE() in texts(page)


def test_what_is_chosen_is_asked_for(page, client):
    page.get("button_group")[0].set_value(MNIST_TRAIN).run()
    page.selectbox(key=filters.LABEL).set_value(3).run()
    page.selectbox(key=filters.ANSWER).set_value(NON_DIGIT).run()
    page.toggle(key=filters.WRONG).set_value(True).run()
    page.slider(key=filters.SURE).set_value((25, 75)).run()
    page.selectbox(key="data_order").set_value("stored").run()
    assert client.queries[-1] == DataQuery(
        MNIST_TRAIN, label=3, answer=NON_DIGIT, wrong=True, least=0.25, most=0.75, order="stored"
    )


def test_a_cell_of_the_matrix_shows_its_images(page, client):
    page.toggle(key=filters.WRONG).set_value(True).run()
    cell = given(page, "matrix")["rows"][8]["cells"][9]
    assert (cell["n"], cell["right"]) == (1, False)
    assert cell["title"] == "an 8 read as a 9: 1 image"
    for broken in ({"label": 11, "answer": 0}, {"label": True, "answer": "9"}, "rubbish", None):
        page.session_state[figures.MATRIX] = {"cell": broken}
        page.run()
        assert not page.exception


def test_the_filters_take_over_a_cell(client):
    def show() -> None:
        from digitnet.ui import connection, data, filters

        filters.show_cell(8, 9)
        data.page(connection.engine())

    client.view = some()
    AppTest.from_function(show, default_timeout=20).run()
    assert client.queries == [DataQuery(label=8, answer=9)]


def test_many_images_come_in_parts(page, client):
    client.view = some(found=2_500)
    page.run()
    (part,) = [box for box in page.selectbox if box.key.startswith("data_part")]
    assert list(part.options) == ["1 to 1,000", "1,001 to 2,000", "2,001 to 2,500"]
    part.set_value(2).run()
    assert client.queries[-1].page == 2
    page.toggle(key=filters.WRONG).set_value(True).run()
    assert client.queries[-1].page == 0


def test_models_are_compared_where_there_are_several(page, client):
    client.add("v1")
    page.run()
    page.selectbox(key="data_compared").set_value("v1").run()
    page.selectbox(key=filters.CHANGE).set_value(FIXED).run()
    query = client.queries[-1]
    assert (query.version, query.compared, query.change) == (SHIPPED, "v1", FIXED)


def test_until_a_model_has_read_them_the_page_says_how_far_it_is(page, client):
    client.view = DataView(0.4, SHIPPED, 10_000)
    page.run()
    (bar,) = page.get("progress")
    assert bar.proto.value == 40
    assert bar.proto.text == "Shipped model reads all of them for the first time."


def collection(client, **changes) -> AppTest:
    client.view = some(writers=("Ann", "00ff00ff00ff00ff", ""), disputed={}, **changes)
    page = AppTest.from_function(show, default_timeout=20).run()
    page.get("button_group")[0].set_value(COLLECTION).run()
    return page


def test_labels_of_the_collection_are_fixed_and_drawings_removed(client):
    page = choose(collection(client), 5)
    assert "Drawn by visitor 00ff." in texts(page)
    box = page.selectbox(key="data_label_5_7")
    assert box.value == 7
    box.set_value(1).run()
    assert client.relabelled == [(5, 1)]
    page.button(key="data_remove").click().run()
    assert client.removed_drawings == [5]
    (export,) = page.get("download_button")
    assert export.proto.label == "Export as JSON lines"


def test_why_the_collection_could_not_be_changed_is_said(client, monkeypatch):
    def fail(*arguments):
        raise CollectionError(errors.COLLECTION_LOCKED)

    page = choose(collection(client), 5)
    monkeypatch.setattr(client, "remove_collected", fail)
    page.button(key="data_remove").click().run()
    assert errors.COLLECTION_LOCKED() in texts(page)


def test_an_empty_collection_says_where_drawings_come_from(client):
    client.view = DataView(1.0, SHIPPED)
    page = AppTest.from_function(show, default_timeout=20).run()
    assert "Nobody has taught anything yet." in texts(page)


def test_writers_are_listed_the_worst_first(client):
    writers = (WriterFigures("x" * 100, 20, 10), WriterFigures("<b>", 3, 3))
    page = collection(client, worst_writers=writers, writer_count=9)
    table = page.get("html")[-1].proto.body
    assert "x" * 19 + "…" in table
    assert "&lt;b&gt;" in table
    assert "50.00%" in table
    assert "7 more writers." in texts(page)


@pytest.mark.parametrize("error", [EngineError, EngineGone])
def test_without_an_engine_the_page_says_so(page, client, monkeypatch, error):
    def fail(query):
        raise error(errors.ENGINE_STOPPED)

    monkeypatch.setattr(client, "browse", fail)
    page.run()
    assert not page.exception
    assert errors.ENGINE_STOPPED() in texts(page)


def test_while_the_network_warms_up_nothing_is_waited_for(page, client):
    client.change(network=Starting(Note(reports.WARMING_UP)))
    client.queries.clear()
    assert reports.WARMING_UP() in texts(page.run())
    assert client.queries == []


def test_tiles_stand_side_by_side_in_the_sheet():
    images = np.arange(41, dtype=np.uint8)[:, None, None] * np.ones((1, 28, 28), np.uint8)
    sheet = gallery.sheet(images)
    assert sheet.shape == (2 * 28, gallery.COLUMNS * 28)
    assert sheet[0, 28 * 39] == 39
    assert sheet[28, 0] == 40
    assert sheet[28, 28] == 0
