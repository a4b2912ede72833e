"""``DIGITNET_MODELS``: an address, nothing, or a sentence that says what is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitnet.store import address
from digitnet.store.address import VARIABLE, models_address
from digitnet.store.errors import StoreError
from digitnet.store.shared_shelf import open_shelf
from digitnet.store.store import ModelStore
from tests.support.waiting import wait_for

with_fsspec = pytest.mark.skipif(find_spec("fsspec") is None, reason="needs the extra cluster")


def test_without_the_setting_models_are_in_the_home_folder(home):
    assert models_address({}) is models_address({VARIABLE: " "}) is None
    assert ModelStore().models == home / "models"
    program = (
        "import sys\n"
        "from digitnet.store.store import ModelStore\n"
        "ModelStore().choice()\n"
        "assert not {'fsspec', 'digitnet.store.shared_shelf'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, env=os.environ | {VARIABLE: ""})


@pytest.mark.parametrize(
    "text", ["bucket/digitnet", "s3:/bucket", "s3://", "s3:///x", "s3://a b", "/models",
             "C:\\models", "file:///models", "https://example.org/models", "S3://bucket"],
)  # fmt: skip
def test_what_is_no_address_of_an_object_store_is_refused(text):
    with pytest.raises(StoreError, match="such as s3://bucket/digitnet"):
        models_address({VARIABLE: text})


def test_what_is_missing_is_named(monkeypatch):
    monkeypatch.setattr(address, "find_spec", lambda name: None)
    with pytest.raises(StoreError, match="needs the Python package fsspec"):
        models_address({VARIABLE: "s3://bucket"})


@with_fsspec
def test_a_kind_of_object_store_that_cannot_be_reached(monkeypatch):
    with pytest.raises(StoreError, match="such as s3"):
        models_address({VARIABLE: "carrier-pigeon://roof".replace("-", "")})
    found = find_spec("fsspec")
    monkeypatch.setattr(address, "find_spec", lambda name: found if name == "fsspec" else None)
    with pytest.raises(StoreError, match="needs the Python package gcsfs"):
        models_address({VARIABLE: "gs://bucket"})


@with_fsspec
def test_the_setting_is_what_a_store_without_a_home_uses(home, monkeypatch, tmp_path):
    assert models_address({VARIABLE: " memory://a/b/\n"}) == "memory://a/b"
    monkeypatch.setenv(VARIABLE, "memory://setting")
    store = ModelStore()
    assert store.models.parent == home / "shared-models"
    assert store.current_version() == "shipped"
    assert ModelStore(tmp_path).models == tmp_path / "models"
    # Another address has another copy.
    assert open_shelf("memory://other", home).folder != store.models
    wait_for(lambda: (store.models).is_dir())


@given(st.text())
def test_any_text_is_an_address_or_refused(text):
    try:
        found = models_address({VARIABLE: text})
    except StoreError:
        return
    assert found is None or found == text.strip().rstrip("/")
