"""Cards: whatever stands in one, it is refused, or every page and the command line can show it."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import example, given, settings
from hypothesis import strategies as st

from digitnet import paths
from digitnet.cli import main
from digitnet.store.card import CARD_FILE, ModelCard, StoredModel, read_model
from digitnet.store.errors import ModelError
from digitnet.store.store import SHIPPED, ModelStore
from digitnet.ui import comparing, versions
from tests.support.stores import save
from tests.support.trainings import REPORT

# The shipped card, as if people's drawings had been part of its training.
CARD = json.loads((paths.SHIPPED_MODEL / CARD_FILE).read_text(encoding="utf-8"))
CARD |= {"drawings": 40, "left_out": 10, "left_out_accuracy": 0.9, "left_out_before": 0.8}


def paths(value: object, before: tuple = ()) -> list[tuple]:
    """The way to each value inside of a JSON value."""
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list):
        inner = enumerate(value)
    else:
        return [before]
    return [before] * bool(before) + [p for key, part in inner for p in paths(part, (*before, key))]


numbers = (
    st.integers()
    | st.floats()
    | st.sampled_from([10**400, -(10**400), 10**18, 1e300, -1, -0.5, 1.5, 0, float("inf")])
)
texts = st.text(max_size=12) | st.sampled_from(
    [
        *("", "\ud800", "a\nb", "x" * 1000, "../v1", "v1", "0" * 64),
        *("0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59-23:59", "2026-11-24\ud80012"),
    ]
)
junk = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: (
        st.lists(inner, max_size=11) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=12,
)
changes = st.lists(st.tuples(st.sampled_from(paths(CARD)), junk | st.just("remove")), max_size=3)


def mutated(changes: list[tuple[tuple, object]]) -> str:
    value = copy.deepcopy(CARD)
    for (*way, last), new in changes:
        part = value
        try:
            for key in way:
                part = part[key]
            if new == "remove":
                del part[last]
            else:
                part[last] = new
        except (TypeError, KeyError, IndexError):
            continue  # An earlier change took it away.
    return json.dumps(value)


def show(card: ModelCard) -> None:
    """All that pages say of a card."""
    other = ModelCard("v4", "2026-11-24T12:00:00+00:00", "ab" * 32, REPORT)
    said = [versions.date(card), versions._facts(card, ""), versions.title(card.version)]
    said += [comparing._comparison(card, other), comparing._comparison(other, card)]
    said += [versions.duration(card.report.seconds), f"{card.report.test_accuracy:.2%}"]
    said += [StoredModel(Path(), card).download_name]
    assert "\n" not in "".join(said)
    # As it goes to the browser.
    assert "".join(said).encode("utf-8")


@settings(max_examples=200)
@given(changes)
@example([(("seconds",), float("inf"))])
@example([(("test_accuracy",), 10**400)])
@example([(("created",), "0001-01-01T00:00:00+00:00")])
@example([(("device",), "\ud800")])
@example([(("evaluations", 0, "source"), [])])
def test_any_card_is_rejected_or_can_be_shown(tmp_path_factory, changes):
    folder = tmp_path_factory.mktemp("model")
    (folder / CARD_FILE).write_text(mutated(changes), encoding="utf-8")
    try:
        model = read_model(folder)
    except ModelError:
        return
    show(model.card)
    assert ModelCard.from_json(model.card.to_json()) == model.card
    model.note([{"source": "later", "count": 3, "accuracy": 0.5}])
    assert read_model(folder).card.evaluations[-1]["source"] == "later"


@settings(max_examples=40)
@given(changes)
def test_any_card_is_skipped_or_listed_by_the_command_line(tmp_path_factory, changes):
    home = tmp_path_factory.mktemp("home")
    folder = home / "models" / "v1"
    folder.mkdir(parents=True)
    (folder / CARD_FILE).write_text(mutated(changes), encoding="utf-8")
    for options in ([], ["--json"]):
        result = CliRunner().invoke(
            main, ["models", "list", *options], env={"DIGITNET_HOME": str(home)}
        )
        assert result.exit_code == 0, result.exception
        assert SHIPPED in result.stdout


def test_the_shipped_card_and_a_new_one_can_be_shown():
    shown = json.loads(ModelCard.from_json(mutated([])).to_json())
    # A recipe may have got settings since then, which have their defaults.
    shown["recipe"] = {name: shown["recipe"][name] for name in CARD["recipe"]}
    assert shown == CARD
    show(ModelCard.from_json(mutated([])))


@pytest.mark.parametrize(
    ("way", "value"),
    [
        (("seconds",), float("inf")),
        (("seconds",), float("nan")),
        (("seconds",), -1),
        (("seconds",), True),
        (("seconds",), 1e12),
        (("test_accuracy",), 10**400),
        (("test_accuracy",), 1.01),
        (("accepted",), "0.1"),
        (("refused",), -0.1),
        (("parameters",), 1.5),
        (("parameters",), 10**16),
        (("seed",), -1),
        (("created",), "0001-01-01T00:00:00+00:00"),
        (("created",), "9999-12-31T23:59:59-12:00"),
        (("created",), 2026),
        (("device",), "two\nlines"),
        (("device",), "\ud800"),
        (("sha256",), "ab"),
        (("version",), "../v1"),
        (("recipe", "name"), 7),
        (("recipe", "epochs"), 1.5),
        (("recipe", "batch_size"), True),
        (("calibration", "temperature"), True),
        (("calibration", "threshold"), "0.5"),
        (("libraries",), ["keras"]),
        (("libraries", "keras"), 3),
        (("digit_accuracy",), [0.5]),
        (("drawings",), -1),
        (("left_out",), 0.5),
        (("left_out_accuracy",), 1.5),
        (("left_out_before",), "0.5"),
        (("digit_accuracy",), "0123456789"),
        (("evaluations", 0), "good"),
        (("evaluations", 0, "source"), []),
        (("evaluations", 0, "accuracy"), 2),
        (("evaluations", 0, "calibration_error"), float("nan")),
    ],
)
def test_an_impossible_value_is_rejected(way, value):
    with pytest.raises(ValueError):
        ModelCard.from_json(mutated([(way, value)]))


def test_a_card_that_is_not_a_regular_file_or_too_large_is_rejected(tmp_path):
    (tmp_path / CARD_FILE).write_bytes(b" " * 2_000_000)
    with pytest.raises(ModelError, match="it is too large"):
        read_model(tmp_path)
    (tmp_path / CARD_FILE).unlink()
    (tmp_path / CARD_FILE).symlink_to("/dev/zero")
    with pytest.raises(ModelError, match="not a regular file"):
        read_model(tmp_path)


def test_a_link_to_itself_hides_only_itself(home):
    store = ModelStore(home)
    for _ in range(2):
        store.publish(save, REPORT)
    (store.models / "v9").symlink_to("v9")
    (store.models / ".partial-v9").symlink_to(".partial-v9")
    assert [model.card.version for model in store.list()] == ["v2", "v1", SHIPPED]
    assert store.current_version() == "v2"
    assert store.previous_version() == "v1"
    assert store.publish(save, REPORT).version == "v3"
    with pytest.raises(ModelError, match="no model v9"):
        store.use("v9")


def test_a_pipe_in_place_of_a_text_file_is_ignored(home):
    store = ModelStore(home)
    store.publish(save, REPORT)
    for name in ("current", "former", "last"):
        (store.models / name).unlink()
        (store.models / name).symlink_to("/dev/zero")
    assert store.current_version() == "v1"
    assert store.previous_version() == SHIPPED
    assert store.publish(save, REPORT).version == "v2"
    assert store.current_version() == "v2"
