"""The script of all pages: set-up, navigation, sidebar. Streamlit runs it for every visitor."""

import streamlit as st

from digitnet import paths
from digitnet.texts import around_pages, inside_page
from digitnet.ui import components, connection, draw, inside, sidebar, style, train, view


def draw_page() -> None:
    st.set_page_config(page_title=around_pages.DRAW_BROWSER_TITLE())
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
    train.page(engine)


st.set_page_config(
    page_title="digitnet",
    page_icon=str(paths.ICON),
    layout="wide",
    initial_sidebar_state="collapsed" if view.starts_folded() else view.SIDEBAR_WIDTH,
)
style.apply()
engine = connection.engine()
pages = [
    st.Page(draw_page, title=around_pages.DRAW(), icon=":material/draw:", default=True),
    st.Page(
        train_page, title=around_pages.TRAIN(), icon=":material/model_training:", url_path="train"
    ),
    st.Page(look_inside, title=inside_page.PAGE(), icon=":material/search:", url_path="inside"),
]
# Streamlit's own navigation hides in the sidebar on phones.
page = st.navigation(pages, position="hidden")
# Another page would forget what the address asks for.
if not (view.is_stage() or view.kiosk_seconds()):
    with st.container(key="pages", horizontal=True, gap="small"):
        for other in pages:
            st.page_link(other)
        data = {"label": around_pages.PAGES(), "current": pages.index(page)}
        components.pages(key="navigation", data=data)
page.run()
