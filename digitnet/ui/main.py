"""The script of all pages: set-up, navigation, sidebar. Streamlit runs it for every visitor."""

import streamlit as st

from digitnet import paths
from digitnet.ui import connection, draw, sidebar, style, train, view


def draw_page() -> None:
    with st.sidebar:
        pen_width = sidebar.pen()
        sidebar.watch(engine, can_train=True)
    draw.page(engine, pen_width)


def train_page() -> None:
    with st.sidebar:
        sidebar.watch(engine, can_train=False)
    train.page(engine)


st.set_page_config(
    page_title="digitnet",
    page_icon=str(paths.ICON),
    layout="wide",
    initial_sidebar_state="collapsed" if view.starts_folded() else "auto",
)
style.apply()
engine = connection.engine()
st.navigation(
    [
        st.Page(draw_page, title="Draw", icon=":material/draw:", default=True),
        st.Page(train_page, title="Train", icon=":material/model_training:", url_path="train"),
    ],
    # Another page would forget what the address asks for.
    position="hidden" if view.is_stage() or view.kiosk_seconds() else "top",
).run()
