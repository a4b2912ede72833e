"""The server. ``streamlit run app.py`` starts here; the pages are in ``digitnet/ui/main.py``."""

import streamlit as st

from digitnet import paths
from digitnet.ui.server import Server

# Streamlit Community Cloud has no other place for settings; each becomes an environment variable.
st.secrets.load_if_toml_exists()
server = Server.from_environment()
# Streamlit finds this call by reading the file, so it has to stand here.
app = st.App(
    paths.PAGES, routes=server.routes, middleware=server.middleware, lifespan=server.lifespan
)
