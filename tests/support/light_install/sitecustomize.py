"""Python imports this at its start, from ``PYTHONPATH``: as if it ran in the light image.

There is no TensorFlow, and nothing that Streamlit needs only for tables and charts of its own.
"""

import sys

sys.modules.update(dict.fromkeys(["tensorflow", "keras", "altair", "pandas", "pyarrow", "pydeck"]))
