"""Figures and dates, as each language writes them."""

from __future__ import annotations

from datetime import datetime

import pytest
from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from hypothesis import given
from hypothesis import strategies as st

from digitnet.texts import language
from digitnet.texts.numbers import formatted, moment, signed

GROUPED_FROM = {"es": 10_000, "it": 10_000, "pl": 10_000}
"""CLDR's ``minimumGroupingDigits``, which Babel does not have."""


@pytest.fixture(autouse=True)
def undo():
    yield
    language.use(None)


@pytest.mark.parametrize("code", language.NAMES)
@given(st.integers(-(10**9), 10**9))
def test_whole_numbers_are_cldrs(code, number):
    language.use(code)
    is_grouped = abs(number) >= GROUPED_FROM.get(code, 1000)
    expected = format_decimal(number, locale=code, group_separator=is_grouped)
    assert formatted(number, ",") == expected


@pytest.mark.parametrize("code", language.NAMES)
@given(st.integers(-1000, 1000))
def test_shares_are_cldrs(code, tenths):
    language.use(code)
    share = tenths / 1000
    pattern = Locale.parse(code).percent_formats[None].pattern.replace("0", "0.0")
    if pattern.startswith("%"):
        # Babel puts the minus sign before the percent sign, as CLDR does.
        pattern = f"{pattern};-{pattern}"
    expected = format_percent(share, format=pattern, locale=code)
    assert formatted(share, ".1%") == expected


@pytest.mark.parametrize(
    ("code", "value", "spec", "text"),
    [
        ("en", 1234.5, ",.1f", "1,234.5"),
        ("de", 1234.5, ",.1f", "1.234,5"),
        ("es", 1234, ",", "1234"),
        ("es", 1234567, ",", "1.234.567"),
        ("fr", 0.5, ".0%", "50\N{NO-BREAK SPACE}%"),
        ("tr", 0.9942, ".2%", "%99,42"),
        ("de", 1e-7, "g", "1e-07"),
        ("de", 0.05, "g", "0,05"),
        ("de", float("nan"), ".1f", "nan"),
        ("de", 1.5, "8.1f", "     1.5"),
    ],
)
def test_python_says_how_a_number_is_written(code, value, spec, text):
    language.use(code)
    assert formatted(value, spec) == text


def test_signs_are_as_wide_as_digits():
    language.use("de")
    assert (signed(1.25, ".2f"), signed(-1.25, ".2f")) == ("+1,25", "\N{MINUS SIGN}1,25")


@pytest.mark.parametrize("code", sorted(language.NAMES.keys() - {"en", "zh"}))
def test_dates_have_cldrs_order(code):
    language.use(code)
    time = datetime(2026, 5, 3, 14, 5)
    short = moment(time)
    assert short.endswith("14:05")
    numbers = [part.lstrip("0") for part in _numbers(short)]
    expected = [part.lstrip("0") for part in _numbers(format_date(time, "short", locale=code))]
    assert [part[-2:].lstrip("0") for part in numbers[:3]] == [
        part[-2:].lstrip("0") for part in expected
    ]


def test_an_english_date_has_its_month_in_letters():
    assert moment(datetime(2026, 5, 3, 14, 5)) == "3 May 2026, 14:05"


def _numbers(text: str) -> list[str]:
    return "".join(char if char.isdigit() else " " for char in text).split()
