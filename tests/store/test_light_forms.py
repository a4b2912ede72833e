"""Light forms in the store: published with the model, made for older ones, never of another."""

from __future__ import annotations

import dataclasses
import json
import logging
import os
import shutil

import pytest

from digitnet import paths
from digitnet.network.light import LightError, LightPredictor
from digitnet.store import light_making
from digitnet.store.card import read_model
from digitnet.store.light import load_current_light, load_light
from digitnet.store.light_making import ensure_light_form, make_light_form, publish
from digitnet.store.loading import load_network
from digitnet.store.readers import load_reader
from digitnet.store.store import SHIPPED, ModelStore
from tests.support.trainings import vertical_line


@pytest.fixture(autouse=True)
def makes_light_forms(monkeypatch):
    """The engine that tests share in this process does not."""
    monkeypatch.setattr(light_making, "make_light_form", make_light_form)


@pytest.fixture
def store(home) -> ModelStore:
    return ModelStore(home)


@pytest.fixture
def older(store):
    """A store with one model that was published before there were light forms."""
    shipped = store.get(SHIPPED)
    store.publish(lambda path: shutil.copy(shipped.file, path), shipped.card.report)
    return store


@pytest.fixture
def made(older):
    """The same with a light form that was made later."""
    light = (paths.SHIPPED_MODEL / "model.tflite").read_bytes()
    older.get("v1").keep_light(light)
    return older


def test_the_shipped_model_has_its_light_form(store):
    light = load_current_light(store)
    assert light.version == SHIPPED
    assert light.predict(vertical_line()).digit == 1


def test_a_published_model_carries_its_light_form(store):
    shipped = store.get(SHIPPED)
    card = publish(store, load_network(shipped), shipped.card.report)
    assert card.light is not None
    assert store.get("v1").card == card
    assert sorted(os.listdir(store.models / "v1")) == ["card.json", "model.keras", "model.tflite"]
    assert load_current_light(store).version == "v1"


def test_a_model_whose_light_form_disagrees_is_published_without_it(store, monkeypatch, caplog):
    shipped = store.get(SHIPPED)
    report = shipped.card.report
    other = dataclasses.replace(report.calibration, temperature=2.0)
    content = light_making.to_light_form(load_network(shipped), other)
    monkeypatch.setattr(light_making, "to_light_form", lambda network, calibration: content)
    card = publish(store, load_network(shipped), report)
    assert card.light is None
    assert "does not give the same answers" in caplog.text
    assert os.listdir(store.models / card.version).count("model.tflite") == 0


def test_an_older_model_gets_its_light_form(older, caplog):
    with pytest.raises(LightError, match="no light form"):
        load_current_light(older)
    older.get("v1").note([{"source": "a test", "accuracy": 0.5}])
    ensure_light_form(older, "v1")
    assert load_current_light(older).version == "v1"
    assert older.get("v1").card.evaluations == ({"source": "a test", "accuracy": 0.5},)
    before = os.stat(older.get("v1").light_file).st_mtime_ns
    ensure_light_form(older, "v1")
    assert os.stat(older.get("v1").light_file).st_mtime_ns == before


def damage_card(store, change):
    path = store.models / "v1" / "card.json"
    card = json.loads(path.read_text())
    change(card)
    path.write_text(json.dumps(card))


def cut(store):
    file = store.get("v1").light_file
    file.write_bytes(file.read_bytes()[:1000])


def other_file(store):
    store.get("v1").light_file.write_bytes(b"rubbish")


FAULTS = {
    "missing": lambda store: store.get("v1").light_file.unlink(),
    "truncated": cut,
    "another file": other_file,
    "a folder": lambda store: (
        store.get("v1").light_file.unlink(),
        store.get("v1").light_file.mkdir(),
    ),
    "another version": lambda store: damage_card(
        store, lambda card: card["light"].update(source="0" * 64)
    ),
    "another calibration": lambda store: damage_card(
        store, lambda card: card["calibration"].update(temperature=0.7)
    ),
    "no entry": lambda store: damage_card(store, lambda card: card.pop("light")),
    "rubbish": lambda store: damage_card(store, lambda card: card.update(light=[7])),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_light_form_that_does_not_belong_is_never_used(made, fault):
    assert load_current_light(made).version == "v1"
    FAULTS[fault](made)
    with pytest.raises(LightError):
        load_current_light(made)
    with pytest.raises(LightError):
        load_light(made.get("v1"))
    made.get("v1").verify()


def test_a_damaged_light_form_is_made_anew(made, caplog):
    cut(made)
    with caplog.at_level(logging.INFO):
        reader = load_reader(made)
    assert not isinstance(reader, LightPredictor)
    assert reader.version == "v1"
    assert "damaged" in caplog.text
    assert isinstance(load_reader(made), LightPredictor)


def test_a_store_that_cannot_be_written_goes_on_without(older, monkeypatch, caplog):
    def refuse(self, content):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(type(older.get("v1")), "keep_light", refuse)
    monkeypatch.setattr(light_making, "make_light_form", lambda *_: b"")
    ensure_light_form(older, "v1")
    assert "cannot be saved: the disk is read-only" in caplog.text


def test_the_shipped_model_is_never_written_to(tmp_path, monkeypatch, caplog):
    folder = tmp_path / "shipped"
    shutil.copytree(paths.SHIPPED_MODEL, folder)
    (folder / "model.tflite").unlink()
    store = ModelStore(tmp_path / "home", folder)
    ensure_light_form(store, SHIPPED)
    assert sorted(os.listdir(folder)) == ["card.json", "model.keras"]
    assert "restore assets/model" in caplog.text
    assert read_model(folder).card.light is not None


def test_a_model_that_went_meanwhile_is_no_error(store, caplog):
    ensure_light_form(store, "v7")
    assert "There is no model v7." in caplog.text


def test_a_damaged_model_gives_way_as_with_tensorflow(made):
    (made.models / "v1" / "model.keras").write_bytes(b"rubbish")
    assert load_current_light(made).version == SHIPPED
