"""A new model against the one that answered before it."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Selectbox

from digitnet.store.card import SHIPPED
from digitnet.training.recipe import PRESETS
from tests.support.fakes import given, texts
from tests.support.train_page import finish, show


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
    train.button(key="choose_other").click().run()
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
    train.button(key="choose_other").click().run()
    assert client.used == [SHIPPED]
    assert headings(train) == ["Compare models", "Models"]
    assert client.removed == []


def sides(page: AppTest) -> list[Selectbox]:
    """The two choices of a comparison."""
    return [box for box in page.selectbox if box.key.startswith("compare_")]


def test_both_sides_of_a_comparison_can_be_chosen(train, client):
    assert not [html for html in train.get("html") if "dn-compare" in html.proto.body]
    client.add("v1", test_accuracy=0.9)
    client.add("v2", test_accuracy=0.8)
    train.run()
    left, right = sides(train)
    assert (left.value, right.value) == ("v2", SHIPPED)
    assert "<td>80.00%</td><td>99.42%</td>" in comparison(train)
    left.set_value("v1")
    right.set_value("v2").run()
    assert "<td>90.00%</td><td>80.00%</td>" in comparison(train)
    # Removed by somebody else meanwhile.
    client.remove("v2")
    train.run()
    assert not train.exception
    assert [box.value for box in sides(train)] == ["v1", SHIPPED]
