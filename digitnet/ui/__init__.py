"""The pages: the only rooms, with ``app.py``, that know Streamlit."""
