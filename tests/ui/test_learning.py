"""How a network learns, as the Train page shows it."""

from __future__ import annotations

import base64

import numpy as np
from streamlit.testing.v1 import AppTest

from digitnet.drawing.drawing import Drawing
from digitnet.engine.status import EngineError
from digitnet.labels import CLASSES, NON_DIGIT
from digitnet.texts import errors, train_page
from digitnet.training.progress import Learning, Moment, MomentMaps
from digitnet.ui.learning import of_learning
from digitnet.ui.session import DRAWING
from tests.support.fakes import given
from tests.support.train_page import show

IMAGE = np.full((28, 28), 99, np.uint8)


def moment(step: int, label: int = 3) -> Moment:
    shares = np.full(CLASSES, 0.01, np.float32)
    shares[label] = 0.9
    return Moment(
        step,
        np.full((2, 5, 5), -1, np.int8),
        (
            MomentMaps("convolution 1", np.full((2, 14, 14), 7, np.uint8), 2),
            MomentMaps("pooling 1", np.full((3, 7, 7), 7, np.uint8), 24),
            MomentMaps("convolution 5", np.full((3, 3, 3), step % 250, np.uint8), 64),
        ),
        shares,
    )


def unpacked(text: str, kind: type = np.uint8) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), kind)


def test_each_row_holds_the_pictures_of_all_moments_in_turn():
    data = of_learning(Learning("t", IMAGE, (moment(1), moment(1250, NON_DIGIT))), is_own=False)
    assert data["steps"] == [1, 1250]
    assert data["said"] == ["Step 1: 3, 90% sure", "Step 1,250: no digit, 90% sure"]
    filters, first, pooling, last = data["rows"]
    assert (filters["kind"], filters["size"]) == ("filters", "2, each 5×5")
    assert unpacked(filters["pictures"], np.int8)[:50].tolist() == [-1] * 50
    assert (first["title"], first["size"]) == ("Convolution 1", "2, each 14×14")
    assert (pooling["title"], pooling["size"]) == ("Pooling 1", "3 of 24, each 7×7")
    assert (last["title"], last["side"], last["count"]) == ("Convolution 5", 3, 3)
    pictures = unpacked(last["pictures"]).reshape(2, 3, 3, 3)
    assert (pictures[0] == 1).all()
    assert (pictures[1] == 0).all()
    assert len(unpacked(data["shares"])) == 2 * CLASSES
    assert unpacked(data["image"]).tolist() == IMAGE.ravel().tolist()


def test_before_the_first_training_there_is_nothing_to_see(train):
    data = given(train, "learning")
    assert (data["steps"], data["rows"], data["shares"]) == ([], [], "")


def test_while_a_training_runs_its_newest_moment_is_there_and_afterwards_all_of_them(train, client):
    train.button(key="train_now").click().run()
    data = given(train, "learning")
    assert (data["id"], data["steps"]) == ("t", [40])
    assert data["texts"]["means"] == train_page.LEARNS_BY_A_DIGIT()
    train.button(key="cancel").click().run()
    assert given(train, "learning")["steps"] == [1, 20, 40]


def test_the_visitors_own_drawing_is_followed(client):
    page = AppTest.from_function(show, default_timeout=20)
    page.session_state[DRAWING.name] = Drawing.from_strokes([[(90, 90), (90, 700)]])
    page.run()
    page.button(key="train_now").click().run()
    data = given(page, "learning")
    assert data["texts"]["means"] == train_page.LEARNS_BY_YOURS()
    assert unpacked(data["image"]).tolist() == client.watched[-1][1].ravel().tolist()


def test_an_engine_that_is_gone_leaves_what_was_seen(train, client, monkeypatch):
    train.button(key="train_now").click().run()
    train.button(key="cancel").click().run()

    def gone(*arguments):
        raise EngineError(errors.ENGINE_STOPPED)

    monkeypatch.setattr(client, "replay_training", gone)
    assert given(train.run(), "learning")["steps"] == [1, 20, 40]
