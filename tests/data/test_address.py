"""The setting that names a database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitnet.data import address
from digitnet.data.address import VARIABLE, AddressError, database_address, without_password
from digitnet.texts import errors


def message_of(text: str) -> object:
    with pytest.raises(AddressError) as refusal:
        database_address({VARIABLE: text})
    return refusal.value.message


@pytest.fixture(autouse=True)
def installed(monkeypatch):
    monkeypatch.setattr(address, "find_spec", lambda name: object())


def test_without_it_there_is_none():
    assert database_address({}) is database_address({VARIABLE: " "}) is None


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_an_address_is_taken_as_people_write_it(scheme):
    found = database_address({VARIABLE: f" {scheme}://ann:secret@db:5432/digits?sslmode=require\n"})
    assert found == "postgresql://ann:secret@db:5432/digits?sslmode=require"
    assert without_password(found) == "db:5432/digits"


@pytest.mark.parametrize(
    "text",
    ["digits", "sqlite:///digits", "postgresql://host", "postgresql://[/x", "://", "mysql://a/b"],
)
def test_what_is_none_is_refused(text):
    assert message_of(text) is errors.DATABASE_IMPOSSIBLE


@given(st.text())
def test_any_text_is_an_address_or_refused(text):
    try:
        found = database_address({VARIABLE: text})
    except AddressError:
        return
    assert found is None or found.startswith("postgresql://")


def test_without_psycopg_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setattr(address, "find_spec", lambda name: None)
    assert message_of("postgresql:///digits") is errors.DATABASE_NEEDS_PACKAGE
