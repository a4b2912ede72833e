"""The pages: with ``app.py`` the only modules that know Streamlit."""
