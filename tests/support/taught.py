"""Teaching on the drawing page, as a visitor does."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from digitnet.ui import teach
from digitnet.ui.session import LESSONS

OTHER = [(300, 90), (90, 200), (300, 330)]
"""Another stroke than ``fakes.BEND``."""


def taught(page: AppTest, digit: int | None) -> AppTest:
    """Say what the drawing is, as a visitor does."""
    page.session_state[teach.ASK] = True
    page.run()
    return page.button(key=f"teach_{10 if digit is None else digit}").click().run()


def digits(page: AppTest) -> list[int | None]:
    return [item.digit for item in page.session_state[LESSONS.name].items]
