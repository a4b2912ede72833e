"""A room: the presenter, guests in another browser, and phones on the page without a session."""

from __future__ import annotations

import asyncio
import json
import re
import urllib.request
from collections.abc import Sequence
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.support.clients import is_drawn, opened, run
from tests.support.person import PHONE, SEVEN, App
from tests.support.waiting import wait_for

pytestmark = pytest.mark.browser

GUEST_HOST = "guest.localhost"
"""This machine under a name by which nobody is the presenter."""


def presenters_key(app: App) -> str:
    wait_for(lambda: "?key=" in app.log.read_text())
    found = re.search(r"\?key=(\S+)", app.log.read_text())
    assert found
    return found[1]


def guest_url(app: App, path: str = "") -> str:
    return f"http://{GUEST_HOST}:{app.port}/{path}"


def test_the_printed_key_makes_a_guest_the_presenter_and_leaves_no_trace(app, browser: Browser):
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(guest_url(app))
    page.get_by_text("You are a guest").wait_for(state="attached")
    expect(page.locator(".st-key-retrain")).to_have_count(0)
    page.goto(guest_url(app, "?key=guess"))
    page.get_by_role("link", name="Go on as a guest").click()
    page.get_by_text("You are a guest").wait_for(state="attached")
    page.goto(guest_url(app, f"train?key={presenters_key(app)}"))
    for is_last in (False, True):
        page.locator(".st-key-train_now button").wait_for()
        assert page.url == guest_url(app, "train")
        assert page.evaluate("document.cookie").count("presenter") == 0
        if not is_last:
            page.reload()
    context.close()
    # In another browser, nothing has changed.
    assert "retrain" not in run(drawn_buttons(app.port, f"{GUEST_HOST}:{app.port}"))


def buttons(message: ForwardMsg) -> dict[str, str]:
    """The buttons in a message to a page: their keys with their ids."""
    if message.WhichOneof("type") != "delta":
        return {}
    element = message.delta.new_element
    if element.WhichOneof("type") != "button":
        return {}
    return {element.button.id.rpartition("-")[2]: element.button.id}


async def drawn_buttons(port: int, host: str) -> dict[str, str]:
    found: dict[str, str] = {}
    message = BackMsg()
    message.rerun_script.query_string = ""
    async with opened(port, host) as client, asyncio.timeout(60):
        await client.send(message.SerializeToString())
        while True:
            answer = ForwardMsg.FromString(await client.recv())
            found |= buttons(answer)
            if answer.WhichOneof("type") == "script_finished":
                return found


def engine(app: App) -> dict[str, Any]:
    with urllib.request.urlopen(f"{app.url}/healthz", timeout=30) as response:
        return dict(json.load(response)["engine"])


def test_a_message_made_by_hand_starts_nothing_for_a_guest(app):
    run(drawn_buttons(app.port, f"localhost:{app.port}"))
    wait_for(lambda: engine(app)["state"] == "ready")
    here = run(drawn_buttons(app.port, f"localhost:{app.port}"))
    there = run(drawn_buttons(app.port, f"{GUEST_HOST}:{app.port}"))
    assert "retrain" in here
    assert "retrain" not in there

    async def press() -> None:
        message = BackMsg()
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.trigger_value = here["retrain"], True
        async with opened(app.port, f"{GUEST_HOST}:{app.port}") as client:
            assert await is_drawn(client)
            await client.send(message.SerializeToString())
            assert await is_drawn(client)

    run(press())
    assert not engine(app).get("training")


def test_a_phone_draws_without_a_session(app, browser: Browser):
    context = browser.new_context(**PHONE)
    page = context.new_page()
    sockets: list[str] = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    # Until the page is made there is another one, which comes again by itself.
    page.goto(guest_url(app, "draw"))
    page.locator("#sheet").wait_for(timeout=120_000)
    expect(page.locator("footer p")).to_contain_text("Model")
    draw(page)
    expect(page.locator("#answer .digit")).to_have_text("7")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert sockets == []
    context.close()


def draw(page: Page, stroke: Sequence[tuple[float, float]] = SEVEN) -> None:
    box = page.locator("#sheet").bounding_box()
    assert box
    first, *rest = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
    page.mouse.move(*first)
    page.mouse.down()
    for place in rest:
        page.mouse.move(*place, steps=8)
    page.mouse.up()


def test_a_phone_that_agrees_is_seen_on_the_wall_until_the_presenter_hides_it(app, browser):
    contexts = [browser.new_context(), browser.new_context(**PHONE), browser.new_context(**PHONE)]
    mine, guests, phone = (context.new_page() for context in contexts)
    mine.goto(f"{app.url}/wall")
    guests.goto(guest_url(app, "wall"))
    expect(mine.get_by_role("button", name="Pause")).to_be_visible()
    phone.goto(guest_url(app, "draw"))
    phone.locator("#sheet").wait_for(timeout=120_000)
    draw(phone)
    # Nothing is sent before its visitor has agreed.
    yes = phone.get_by_role("button", name="Show them")
    yes.wait_for()
    assert mine.locator("article").count() == 0
    yes.click()
    for wall in (mine, guests):
        expect(wall.locator("article b")).to_have_text("7")
        expect(wall.locator("article path")).to_have_count(1)
        assert wall.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # Only what can be seen counts.
    expect(guests.get_by_role("button")).to_have_count(0)
    # A guest's page that is driven by hand.
    order = """(order) => fetch("./api/wall", { method: "POST", body: JSON.stringify(order) })
        .then((response) => response.status)"""
    assert guests.evaluate(order, {"action": "clear"}) == 403
    mine.locator("article").hover()
    mine.get_by_role("button", name="Hide").click()
    for wall in (mine, guests):
        expect(wall.locator("article")).to_have_count(0)
    # It stays hidden, and another drawing is shown, also if a server is away for a moment.
    failures = iter([502, 503])

    def answer(route: Route) -> None:
        status = next(failures, None)
        route.fulfill(status=status) if status else route.continue_()

    phone.route("**/api/drawings?lang=*", answer)
    phone.get_by_role("button", name="Clear").click()
    draw(phone)
    expect(guests.locator("article b")).to_have_text("7")
    draw(phone, [(0.9, 0.25), (0.9, 0.8)])
    expect(guests.locator("article b")).to_have_text("71")
    for context in contexts:
        context.close()


def touch(page: Page) -> None:
    """Draw a 7 with a finger."""
    box = page.locator("#sheet").bounding_box()
    assert box
    devtools = page.context.new_cdp_session(page)
    for number, (x, y) in enumerate(SEVEN):
        place = {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]}
        kind = "touchMove" if number else "touchStart"
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [place]})
    devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_phones_play_a_round_to_its_chart_on_the_wall(app, browser: Browser):
    contexts = [browser.new_context(), *(browser.new_context(**PHONE) for _ in range(3))]
    wall, *phones = [context.new_page() for context in contexts]
    wall.goto(f"{app.url}/wall")
    for phone in phones:
        phone.goto(guest_url(app, "draw"))
        phone.locator("#sheet").wait_for(timeout=120_000)
    wall.get_by_role("button", name="Start a round").click()
    wall.get_by_role("combobox").select_option("7")
    wall.get_by_role("button", name="Draw a digit").click()
    for phone in phones:
        phone.get_by_role("button", name="Play").click()
    expect(wall.locator(".asked")).to_have_text("7")
    # What was drawn without a network arrives once there is one.
    contexts[-1].set_offline(True)
    expect(phones[-1].locator(".round-digit")).to_have_text("7")
    touch(phones[-1])
    expect(phones[-1].locator(".round-line")).to_contain_text("No connection")
    contexts[-1].set_offline(False)
    expect(phones[-1].locator(".round-line")).to_contain_text("Read!")
    for phone in phones[:-1]:
        expect(phone.locator(".round-digit")).to_have_text("7")
        assert phone.evaluate("page.isInRound")
        touch(phone)
        expect(phone.locator(".round-line")).to_contain_text("Read!")
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    expect(wall.locator("[data-count=drawn]")).to_have_text("3")
    # A guest's page that is driven by hand.
    order = """(order) => fetch(`./api/round/${order}`, { method: "POST", body: "{}" })
        .then((response) => response.status)"""
    assert [phones[0].evaluate(order, name) for name in ("start", "skip", "stop")] == [403] * 3
    wall.get_by_role("button", name="Stop the round").click()
    expect(wall.locator("#round .headline")).to_contain_text("3 of 3")
    expect(wall.locator("#round .bar")).to_have_count(1)
    for phone in phones:
        expect(phone.locator(".result")).to_contain_text("1 of 1 read")
    wall.get_by_role("button", name="Back to the drawings").click()
    for phone in phones:
        expect(phone.locator(".round-cover")).to_be_hidden()
        assert not phone.evaluate("page.isInRound")
    for context in contexts:
        context.close()


def test_join_shows_what_a_phone_can_open(app, new_tab):
    tab = new_tab()
    tab.press("join")
    code = tab.page.locator(".dn-join img")
    if code.count() == 0 and tab.page.get_by_text("Phones cannot reach").count():
        pytest.skip("This computer is in no network.")
    code.wait_for()
    address = tab.page.locator(".dn-join p").inner_text()
    assert address.endswith(f":{app.port}/draw")
    assert "localhost" not in address
    tab.page.keyboard.press("Escape")
    expect(code).to_have_count(0)
