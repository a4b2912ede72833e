"""The first answer to a browser: Streamlit's page with a frame in it."""

from __future__ import annotations

import pytest
from starlette.requests import Request
from streamlit import config, file_util

from digitnet.texts import language
from digitnet.ui.scripts import SCRIPTS
from digitnet.ui.server import Server, frame
from digitnet.ui.server.hosts import Hosts
from tests.support.pseudo import bracketed

PHONE = {"user-agent": "Mozilla/5.0 (Linux; Android 15) Chrome/156 Mobile"}


@pytest.fixture
def first_page():
    endpoints = {route.path: route.endpoint for route in Server(Hosts()).routes}

    def get(address: str = "/", **headers: str) -> str:
        path, _, query = address.partition("?")
        scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "server": ("localhost", 8501),
        }
        response = endpoints[path](Request(scope))
        assert response.status_code == 200
        assert response.headers["cache-control"] == "no-cache"
        return response.body.decode()

    return get


def test_the_frame_stands_in_streamlits_own_page(first_page):
    page = first_page()
    root = page.index('<div id="root"></div>')
    assert 0 < page.index('<script type="module"') < root < page.index('id="digitnet-frame"')
    assert page.count('id="digitnet-frame"') == 1
    # Nothing of the frame runs, or asks for anything.
    added = page[root:]
    assert "<script" not in added
    assert " src=" not in added


def test_the_frame_speaks_the_visitors_language(first_page, tmp_path):
    english = first_page()
    with bracketed(tmp_path):
        language.use("de")
        german = first_page()
        language.use(None)
    assert '<html lang="en"' in english
    assert '<html lang="de"' in german
    assert "<h1>‹Draw a digit or a number›</h1>" in german
    assert "‹" not in english + first_page()


@pytest.mark.parametrize(
    ("address", "there", "missing"),
    [
        ("/", ["<h1>Draw a digit", "st-key-sheet", ">Train</a>"], ["stage"]),
        ("/train", ["<h1>Train the network", ">Draw</a>"], ['"st-key-sheet"']),
        ("/?stage", ["st-key-stage", "st-key-sheet"], ["<h1>", "</a>"]),
        ("/?kiosk=20", ["<h1>Draw a digit", "st-key-sheet"], ["</a>"]),
        ("/?kiosk=never", ["<h1>Draw a digit", ">Train</a>"], []),
        ("/train?stage", [], ["<h1>", "</a>"]),
    ],
)
def test_the_frame_is_that_of_the_page(first_page, address, there, missing):
    elements = first_page(address).rpartition("</style>")[2]
    for text in there:
        assert text in elements
    for text in missing:
        assert text not in elements


def test_on_a_phone_the_sidebar_is_folded_at_first(first_page):
    def sidebar(page: str) -> bool:
        return '<div data-testid="stSidebar">' in page

    assert sidebar(first_page())
    assert not sidebar(first_page(**PHONE))
    assert not sidebar(first_page("/?stage"))


def test_what_an_address_says_does_not_reach_the_frame(first_page):
    assert "evil" not in first_page("/?stage=<script>evil()</script>&kiosk=evil")


def test_the_pages_lie_below_the_path_that_the_server_has(monkeypatch):
    monkeypatch.setattr(config, "get_option", {"server.baseUrlPath": "digits"}.get)
    assert [route.path for route in frame.routes()] == ["/digits/", "/digits/train"]


@pytest.mark.parametrize("page", [None, "<html>", '<div id="root"></div>' * 2])
def test_a_page_that_is_not_as_it_was_is_left_to_streamlit(monkeypatch, tmp_path, caplog, page):
    if page is not None:
        (tmp_path / "index.html").write_text(page)
    monkeypatch.setattr(file_util, "get_static_dir", lambda: str(tmp_path))
    assert frame.routes() == []
    assert "without a frame" in caplog.text


def test_a_page_loads_its_first_scripts_while_streamlits_start(first_page):
    for address, names in (("/", ("ink", "panel")), ("/train", ("training",))):
        head = first_page(address).partition("</head>")[0]
        for name, script in SCRIPTS.items():
            assert (f'href="./script/{script.file}"' in head) == (name in names)
