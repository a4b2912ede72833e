"""No script calls a function that nobody wrote: what a linter would say of an undefined name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from digitnet import paths
from digitnet.ui.scripts import SCRIPTS as COMPONENTS
from digitnet.web.build import SCRIPTS

PACKAGE = Path(__file__).resolve().parents[2] / "digitnet"

BROWSERS = [
    "AbortController",
    "Array",
    "Boolean",
    "CustomEvent",
    "EventSource",
    "FileReader",
    "Float32Array",
    "Image",
    "Int32Array",
    "Int8Array",
    "Map",
    "MouseEvent",
    "MutationObserver",
    "Number",
    "Option",
    "Promise",
    "ResizeObserver",
    "Set",
    "String",
    "URL",
    "URLSearchParams",
    "Uint16Array",
    "Uint8Array",
    "Uint8ClampedArray",
    "WeakMap",
    "addEventListener",
    "atob",
    "cancelAnimationFrame",
    "clearInterval",
    "clearTimeout",
    "createImageBitmap",
    "fetch",
    "getComputedStyle",
    "isFinite",
    "matchMedia",
    "parseFloat",
    "removeEventListener",
    "requestAnimationFrame",
    "setInterval",
    "setTimeout",
]
"""What browsers bring along, as far as scripts call it."""

KEYWORDS = r"async|await|catch|for|function|if|import|of|return|super|switch|while"


def without_texts(script: str) -> str:
    """A script without comments and without what is only text."""
    comments = r"(?<![:\\])//[^\n]*|/\*.*?\*/"
    quoted = r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'"
    script = re.sub(f"{comments}|{quoted}", '""', script, flags=re.DOTALL)
    # Of a template, what is computed in it stays.
    return re.sub(
        r"`[^`]*`", lambda template: " ".join(re.findall(r"\$\{[^`]*?\}", template[0])), script
    )


def declared(script: str) -> set[str]:
    """Names that a script gives to anything: functions, classes, variables, parameters."""
    found = set(re.findall(r"\b(?:function\*?|class|const|let|var)\s+([\w$]+)", script))
    lists = re.findall(r"\b(?:const|let|var|import)\s*[{\[]([^}\]]*)[}\]]", script)
    # Parameters of functions, methods and arrows; what they take apart, too.
    lists += re.findall(r"\(([^()]*(?:\([^()]*\)[^()]*)*)\)\s*(?:=>|\{)", script)
    lists += re.findall(r"([\w$]+)\s*=>", script)
    # Methods are written like calls.
    lists += re.findall(
        r"^\s+(?:static\s+|async\s+|get\s+|set\s+|\*)*([\w$]+)\([^;]*\)\s*\{$", script, re.M
    )
    return found | {name for each in lists for name in re.findall(r"[\w$]+", each)}


def called(script: str) -> set[str]:
    """Names that a script calls, or makes an object of, without a dot before them."""
    return set(re.findall(rf"(?<![.\w$#])(?!(?:{KEYWORDS})\()([A-Za-z_$][\w$]*)\(", script))


def bundles() -> list[list[Path]]:
    """The scripts that are sent together and share their names."""
    lists = r"(?:\"[\w-]+\.js\",?\s*)+"
    wall = (PACKAGE / "ui/server/wall_page.py").read_text("utf-8")
    names = [re.findall(r"[\w-]+\.js", each) for each in re.findall(lists, wall)]
    names += [script.parts for script in COMPONENTS.values()] + [("load.js",)]
    found = [[paths.STATIC / name for name in each if name.endswith(".js")] for each in names]
    page = [paths.WEB / name for name in SCRIPTS]
    # A phone has the page without sharing, and what shares besides.
    share = paths.STATIC / "share.js"
    return [page + each if share in each else each for each in found] + [page]


@pytest.mark.parametrize("bundle", bundles(), ids=lambda bundle: bundle[-1].name)
def test_what_a_script_calls_exists(bundle):
    scripts = {path.name: without_texts(path.read_text("utf-8")) for path in bundle}
    known = set().union(BROWSERS, *map(declared, scripts.values()))
    unknown = {name: called(script) - known for name, script in scripts.items()}
    assert not {name: names for name, names in unknown.items() if names}


def test_every_script_is_in_a_bundle():
    sent = {path for bundle in bundles() for path in bundle}
    assert sent == {path for folder in (paths.STATIC, paths.WEB) for path in folder.glob("*.js")}


def test_a_function_that_nobody_wrote_is_found():
    script = (
        "const a = 1; function b(c) { c(a); return lost(c.kept(), 'gone()', `out() ${in_(1)}`); }"
    )
    assert called(without_texts(script)) - declared(without_texts(script)) == {"lost", "in_"}
