"""The pages and their server: the only modules, with ``app.py``, that know Streamlit."""
