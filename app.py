"""The page's frame: set-up, sidebar, drawing. ``streamlit run app.py`` starts here."""

import streamlit as st

from digitnet.mnist import ASSETS
from digitnet.ui import connection, draw, sidebar, style, view

st.set_page_config(
    page_title="digitnet",
    page_icon=str(ASSETS / "icon.png"),
    layout="wide",
    initial_sidebar_state="collapsed" if view.starts_folded() else "auto",
)
style.apply()
engine = connection.engine()
with st.sidebar:
    pen_width = sidebar.pen()
    sidebar.watch(engine)
draw.page(engine, pen_width)
