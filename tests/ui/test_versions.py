"""The models there are: used, downloaded, removed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from digitnet.engine.status import (
    EngineError,
    EngineGone,
    EngineNotAnswering,
    Unavailable,
)
from digitnet.store import formats
from digitnet.store.card import SHIPPED
from digitnet.store.errors import StoreError
from digitnet.store.formats import FORMATS, ORIGINAL, WEB
from digitnet.texts import errors, train_page
from digitnet.ui import versions
from tests.support.fakes import texts


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
    assert {"v1.keras", f"{SHIPPED}.keras"} < set(fetch)
    assert client.downloaded == []
    assert fetch["v1.keras"]() == b"v1"
    assert client.downloaded == [("v1", ORIGINAL)]


def test_a_model_is_exported_in_the_chosen_format(train, client, monkeypatch):
    fetch = {}

    def download_button(label: str, data: Callable[[], bytes], file_name: str, **options) -> None:
        fetch[file_name] = (data, options["mime"])

    monkeypatch.setattr(versions.st, "download_button", download_button)
    train.run()
    assert "digitnet-shipped-keras.zip" in fetch
    fetch.clear()
    train.selectbox(key=f"format_{SHIPPED}").set_value(WEB).run()
    data, mime = fetch["digitnet-shipped.html"]
    assert (data(), mime) == (SHIPPED.encode(), "text/html")
    assert client.downloaded == [(SHIPPED, WEB)]


def test_every_format_has_a_name_on_the_page():
    assert tuple(train_page.FORMAT_NAMES) == FORMATS


def test_only_formats_whose_packages_are_installed_are_offered(train, monkeypatch):
    monkeypatch.setattr(formats, "_PACKAGES", {"onnx": ("no_such_package",)})
    train.run()
    options = train.selectbox(key=f"format_{SHIPPED}").options
    assert len(options) == len(FORMATS) - 1
    assert "ONNX" not in options


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


def show_with_sidebar() -> None:
    import streamlit

    from digitnet.ui import connection, sidebar, train

    streamlit.session_state["runs"] = streamlit.session_state.get("runs", 0) + 1
    with streamlit.sidebar:
        sidebar.watch(connection.engine(), can_train=False)
    train.page(connection.engine())


def test_a_table_that_was_missed_once_is_shown_at_the_next_beat(client, monkeypatch):
    """Though the engine was ready all the time, so that nothing else redraws the page."""

    def beat() -> None:
        """What the sidebar's fragment does from time to time, then the page."""
        import streamlit

        from digitnet.ui import connection, sidebar
        from tests.ui.test_versions import show_with_sidebar

        streamlit.session_state["scripts"] = streamlit.session_state.get("scripts", 0) + 1
        if streamlit.session_state.pop("beats", False):
            sidebar._beat(connection.engine(), False, True)
        show_with_sidebar()

    models = client.models
    missing = [EngineNotAnswering()]

    def miss_once():
        if missing:
            raise missing.pop()
        return models()

    monkeypatch.setattr(client, "models", miss_once)
    page = AppTest.from_function(beat, default_timeout=20).run()
    assert not [html for html in page.get("html") if "dn-model" in html.proto.body]
    assert page.session_state["runs"] == 1
    page.session_state["beats"] = True
    page.run()
    # The beat breaks one off for another, which draws the page.
    assert (page.session_state["scripts"], page.session_state["runs"]) == (3, 2)
    assert [html for html in page.get("html") if "dn-model" in html.proto.body]


def test_a_press_counts_although_a_part_of_the_page_was_missed(client, monkeypatch):
    """While the engine has only just started, it cannot say yet how long a training takes."""
    monkeypatch.setattr(client, "expected_seconds", lambda recipe: None)
    page = AppTest.from_function(show_with_sidebar, default_timeout=20).run()
    page.button(key="train_now").click().run()
    assert not page.exception
    assert len(client.started) == 1


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
