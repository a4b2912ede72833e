"""The Data page: what networks learn from and are measured with, and what they misread of it."""

from __future__ import annotations

import streamlit as st

from digitnet.engine.data_view import COLLECTION, DataQuery, DataView
from digitnet.engine.protocol import EngineProtocol
from digitnet.engine.status import Starting, Unavailable
from digitnet.errors import DigitnetError
from digitnet.labels import CLASSES
from digitnet.texts import data_page, draw_page
from digitnet.ui import components, figures, filters, gallery, roles, session
from digitnet.ui.attempt import REFUSALS, note_missed
from digitnet.ui.controls import checked
from digitnet.ui.versions import title

POLL_SECONDS = 0.7
"""How often the page asks how far a model has read a set."""

CHOSEN = "data_gallery"


def page(engine: EngineProtocol) -> None:
    """Show the page."""
    st.set_page_config(page_title=data_page.BROWSER_TITLE())
    with st.container(key="data"):
        st.title(data_page.TITLE(), anchor=False)
        network = engine.status().network
        if isinstance(network, Starting | Unavailable):
            # The sidebar notices when this changes.
            st.caption(str(network.message))
            return
        try:
            query = filters.choose(engine.models())
            view = engine.browse(query)
        except REFUSALS as error:
            note_missed()
            st.caption(str(error))
            return
        if view.done < 1:
            st.fragment(_reading, run_every=POLL_SECONDS)(engine, query)
            return
        _show(engine, query, view)


def _reading(engine: EngineProtocol, query: DataQuery) -> None:
    """Show how far a model is, until it has read the whole set."""
    try:
        view = engine.browse(query)
    except DigitnetError:
        st.rerun()
    if view.done >= 1:
        st.rerun()
    st.progress(view.done, text=data_page.READING(model=title(view.version)))


def _show(engine: EngineProtocol, query: DataQuery, view: DataView) -> None:
    if not view.total:
        st.markdown(data_page.EMPTY())
        return
    with st.container(key="data_found", horizontal=True, vertical_alignment="center"):
        st.markdown(data_page.FOUND(n=view.found, total=view.total))
        filters.choose_part(query, view.found)
        if query.source == COLLECTION:
            st.download_button(
                data_page.EXPORT(),
                data=engine.export_collection,
                file_name="collection.jsonl",
                mime="application/jsonl",
                on_click="ignore",
                icon=":material/download:",
                key="data_export",
            )
    if not view.found:
        st.markdown(data_page.NOTHING())
    place = _chosen(view)
    with st.container(key="data_desk", horizontal=True, gap="large"):
        with st.container(key="data_images"):
            components.gallery(
                key=CHOSEN,
                data=gallery.of_view(view, query.source, place),
                on_chosen_change=lambda: None,
            )
        with st.container(key="data_figures"):
            with st.container(key="data_one", horizontal=True):
                if place is None:
                    st.caption(data_page.CHOOSE())
                else:
                    _one(engine, query, view, place)
            figures.show(view)


def _chosen(view: DataView) -> int | None:
    """The place of the image that was chosen; a browser may send anything."""
    state = st.session_state.get(CHOSEN)
    chosen = state.get("chosen") if state else None
    id = chosen.get("id") if isinstance(chosen, dict) else None
    return view.ids.tolist().index(id) if type(id) is int and id in view.ids else None


def _one(engine: EngineProtocol, query: DataQuery, view: DataView, place: int) -> None:
    """Show one image in large, with all that is known of it and can be done with it."""
    id = int(view.ids[place])
    name = gallery.name(view, query.source, place)
    st.html(gallery.large(view.images[place], name), width="content")
    with st.container(key="data_facts"):
        st.markdown(f"**{name}**")
        st.markdown(gallery.sentence(view, place))
        if id in view.disputed:
            seen = draw_page.A_DIGIT[view.disputed[id]]
            st.markdown(data_page.DISPUTED(a_digit=seen))
        if view.writers and view.writers[place]:
            st.markdown(data_page.WRITER(writer=figures.writer_name(view.writers[place])))
        if query.source == COLLECTION:
            if roles.is_presenter():
                _change(engine, id, int(view.labels[place]))
            else:
                st.caption(roles.why_not())


def _change(engine: EngineProtocol, id: int, label: int) -> None:
    _tell_error()
    key = f"data_label_{id}_{label}"
    checked(data_page.SAY(), key, lambda value: value is None or value in range(CLASSES))
    st.selectbox(
        data_page.SAY(),
        [None, *range(CLASSES)],
        index=label + 1 if label in range(CLASSES) else 0,
        format_func=_label,
        on_change=_relabel,
        args=(engine, id, key),
        key=key,
    )
    st.button(
        data_page.REMOVE(),
        icon=":material/delete:",
        on_click=_remove,
        args=(engine, id),
        key="data_remove",
    )


def _label(label: int | None) -> str:
    return data_page.UNKNOWN() if label is None else gallery.class_name(label)


def _relabel(engine: EngineProtocol, id: int, key: str) -> None:
    try:
        engine.relabel_collected(id, st.session_state.get(key))
    except DigitnetError as error:
        session.DATA_ERROR.set(str(error))


def _remove(engine: EngineProtocol, id: int) -> None:
    try:
        engine.remove_collected([id])
    except DigitnetError as error:
        session.DATA_ERROR.set(str(error))


def _tell_error() -> None:
    if message := session.DATA_ERROR.take():
        st.warning(message, icon=":material/info:")
