"""Join: how phones get to their page, and how another device becomes the presenter."""

from __future__ import annotations

from html import escape

import streamlit as st

from digitnet.texts import room_page, round_page
from digitnet.ui import qr, roles, room, rounds, session
from digitnet.ui.controls import checked
from digitnet.ui.network import is_loopback, without_scheme
from digitnet.ui.roles import PresenterOnly
from digitnet.ui.room import Room, Unreachable

COUNT_SECONDS = 2.0
"""How often the people who are there are counted."""


def button() -> None:
    """Offer to show how phones join."""
    found = room.current()
    if found is None:
        return
    st.button(
        room_page.JOIN(),
        icon=":material/qr_code_2:",
        width="stretch",
        on_click=session.JOINING.set,
        args=(True,),
        key="join",
    )
    # Not only after a click: a page is also redrawn for other reasons.
    if session.JOINING.get():
        st.dialog(room_page.JOIN_TITLE(), width="medium", on_dismiss=_close)(_content)(found)


def corner() -> None:
    """Show in a corner of a projector where phones draw; nothing where they cannot."""
    found = room.current()
    addresses = _addresses(found) if found else []
    if found and addresses:
        found.prepare_draw_page()
        address = f"{addresses[0]}{found.draw_path}"
        with st.container(key="join_corner"):
            st.html(
                f'<div class="dn-corner"><p>{escape(room_page.JOIN_TITLE())}</p>'
                f"<b>{escape(without_scheme(address))}</b>{_image(address)}</div>"
            )


def _close() -> None:
    session.JOINING.set(False)
    session.HANDOVER.set("")


def _content(found: Room) -> None:
    addresses = _addresses(found)
    with st.container(key="join_dialog"):
        if not addresses:
            st.markdown(_why_unreachable())
        elif session.HANDOVER.get():
            _hand_over(found, addresses[0])
        else:
            _phones(found, addresses)


def _phones(found: Room, addresses: list[str]) -> None:
    address = addresses[0]
    if len(addresses) > 1:
        checked(room_page.ADDRESS(), "join_address", lambda value: value in addresses)
        address = st.selectbox(
            room_page.ADDRESS(), addresses, format_func=without_scheme, key="join_address"
        )
    address += found.draw_path
    st.html(f'<div class="dn-join">{_image(address)}<p>{escape(without_scheme(address))}</p></div>')
    st.caption(room_page.SCAN())
    st.fragment(_count, run_every=COUNT_SECONDS)(found)
    if found.draw_path:
        st.html(f'<a href="./wall" target="_blank">{escape(room_page.OPEN_WALL())}</a>')
    if roles.is_presenter():
        if found.draw_path:
            rounds.controls(found.rounds)
        st.button(
            room_page.HAND_OVER(),
            icon=":material/key:",
            on_click=_new_code,
            args=(found,),
            key="key",
        )


def _count(found: Room) -> None:
    found.prepare_draw_page()
    figures = found.figures()
    there = figures.presence
    lines = [room_page.PAGES_OPEN(n=there.pages)]
    if found.draw_path:
        lines.append(round_page.PHONES(n=there.phones))
    if roles.is_presenter():
        usage = figures.usage
        if found.draw_path:
            lines.append(round_page.WALLS(n=there.walls))
        lines += [
            round_page.ANSWERS(answers=figures.answers),
            round_page.LOAD(share=usage.share, memory=usage.memory / 1e6),
        ]
    st.markdown("  \n".join(lines))


def _new_code(found: Room) -> None:
    try:
        roles.require_presenter()
        code = found.codes.new()
    except (PresenterOnly, Unreachable) as error:
        st.toast(str(error), icon=":material/info:")
    else:
        session.HANDOVER.set(code)


def _hand_over(found: Room, address: str) -> None:
    """Show the code that makes another device the presenter, instead of the one for everybody."""
    st.fragment(_code_to_hand_over, run_every=COUNT_SECONDS)(found, address, session.HANDOVER.get())
    st.button(
        room_page.HAND_OVER_BACK(),
        icon=":material/arrow_back:",
        on_click=session.HANDOVER.set,
        args=("",),
        key="key_back",
    )


def _code_to_hand_over(found: Room, address: str, code: str) -> None:
    if not found.codes.is_open(code):
        st.markdown(room_page.HAND_OVER_ENDED())
        return
    st.subheader(room_page.HAND_OVER(), anchor=False)
    # Not as text: nobody should be able to read it from the projector.
    image = _image(f"{address}/?key={code}", room_page.HAND_OVER())
    st.html(f'<div class="dn-join">{image}</div>')
    st.caption(room_page.HAND_OVER_MEANING())


def _image(address: str, name: str = "") -> str:
    name = name or room_page.QR_CODE(address=address)
    return f'<img src="{qr.data_url(address)}" alt="{escape(name)}">'


def _addresses(found: Room) -> list[str]:
    """Where phones may find the app; first the address by which this visitor has come.

    Their own browser says so, so it is used on their own page only.
    """
    return found.addresses(st.context.headers.get("Origin", ""))


def _why_unreachable() -> str:
    only_here = is_loopback(st.get_option("server.address") or "")
    return (room_page.ONLY_HERE if only_here else room_page.NO_NETWORK)()
