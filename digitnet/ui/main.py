"""The script of all pages: set-up, navigation, sidebar. Streamlit runs it for every visitor."""

import streamlit as st

from digitnet import paths
from digitnet.texts import around_pages, data_page, inside_page, picture_page
from digitnet.ui import (
    components,
    connection,
    data,
    draw,
    inside,
    join,
    language,
    picture,
    sidebar,
    style,
    train,
    view,
)


def draw_page() -> None:
    st.set_page_config(page_title=around_pages.DRAW_BROWSER_TITLE())
    if is_exhibit:
        sidebar.watch(engine, can_train=False, is_shown=False)
        draw.page(engine, sidebar.pen_of_an_exhibit())
        return
    with st.sidebar:
        pen_width = sidebar.pen()
        sidebar.watch(engine, can_train=True)
    draw.page(engine, pen_width)


def look_inside() -> None:
    with st.sidebar:
        pen_width = sidebar.pen()
        sidebar.watch(engine, can_train=True)
    inside.page(engine, pen_width)


def train_page() -> None:
    with st.sidebar:
        sidebar.watch(engine, can_train=False)
    train.page(engine, lambda: st.switch_page(showing_data))


def read_pictures() -> None:
    st.set_page_config(page_title=picture_page.BROWSER_TITLE())
    with st.sidebar:
        sidebar.watch(engine, can_train=True)
    picture.page(engine)


def show_data() -> None:
    with st.sidebar:
        sidebar.watch(engine, can_train=False)
    data.page(engine)


st.set_page_config(
    page_title="digitnet",
    page_icon=str(paths.ICON),
    layout="wide",
    initial_sidebar_state="collapsed" if view.starts_folded() else view.SIDEBAR_WIDTH,
)
style.apply()
language.settle()
engine = connection.engine()
is_exhibit = view.kiosk_seconds() is not None
looking_inside = st.Page(
    look_inside, title=inside_page.PAGE(), icon=":material/search:", url_path="inside"
)
showing_data = st.Page(
    show_data, title=data_page.PAGE(), icon=":material/grid_view:", url_path="data"
)
pages = [
    st.Page(draw_page, title=around_pages.DRAW(), icon=":material/draw:", default=True),
    st.Page(
        read_pictures,
        title=picture_page.PAGE(),
        icon=":material/photo_camera:",
        url_path="picture",
    ),
    st.Page(
        train_page, title=around_pages.TRAIN(), icon=":material/model_training:", url_path="train"
    ),
    looking_inside,
    showing_data,
]
# Streamlit's own navigation hides in the sidebar on phones.
page = st.navigation(pages, position="hidden")
if is_exhibit:
    # An exhibit has no way to another page or to a sidebar, not even by address.
    draw_page()
    st.stop()
# Another page would forget what the address asks for.
if view.is_stage():
    # The tour of the Inside page has its buttons in that corner.
    if page is not looking_inside:
        join.corner()
else:
    with st.container(key="pages", horizontal=True, gap="small"):
        for other in pages:
            st.page_link(other)
        state = {"label": around_pages.PAGES(), "current": pages.index(page)}
        components.pages(key="navigation", data=state)
with st.sidebar:
    join.button()
page.run()
with st.sidebar:
    language.switch()
