"""Python imports this at its start, from ``PYTHONPATH``: as if TensorFlow were not installed."""

import sys

sys.modules.update(tensorflow=None, keras=None)  # type: ignore[arg-type]
