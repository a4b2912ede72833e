"""Tests that share what is slow to start, and so run in the same process."""

from __future__ import annotations

import re

from xdist.scheduler import LoadFileScheduling

TOGETHER = (
    re.compile(r"tests/browser/test_browser_web"),
    re.compile(r"tests/browser/"),
    re.compile(r"tests/engine/test_(any_engine|collecting|engine|lesson_list)"),
)
"""Files that share the web page and a browser; the server with its engine, and a browser; and the
engine in the process of the tests. The first that fits a file counts."""


class ByWhatIsShared(LoadFileScheduling):
    """Gives each process whole files, as ``--dist loadfile`` does, or all that belong together."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return next((each.pattern for each in TOGETHER if each.match(file)), file)
