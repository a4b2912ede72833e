"""The page for phones, with what makes it share drawings on the wall."""

from __future__ import annotations

import base64
import hashlib
import re

from digitnet.ui.server import wall_page


def test_the_page_for_phones_may_run_what_was_added_and_nothing_else():
    page = wall_page.with_sharing(
        b"<head>default-src 'none'; script-src 'a'; style-src 'b';</head></body>"
    )
    text = page.decode()
    (script,) = re.findall("<script>(.*?)</script>", text, re.DOTALL)
    (style,) = re.findall("<style>(.*?)</style>", text, re.DOTALL)
    for part, name in ((script, "script-src"), (style, "style-src")):
        code = base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()
        assert f"{name} 'sha256-{code}' '" in text
    assert "connect-src 'self';" in text
    # A page of another kind stays as it is.
    assert wall_page.with_sharing(b"<html></html>") == b"<html></html>"
    other = (
        b"<head>default-src 'none'; script-src 'a'; script-src 'a'; style-src 'b';</head></body>"
    )
    assert wall_page.with_sharing(other) == other
