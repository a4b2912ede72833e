"""``python -m tests.support.light_server PORT``: a server with wall and rounds, but a light engine.

Several of them start in seconds beside each other, where each full engine needs a core of its own.
"""

from __future__ import annotations

import sys
from functools import cache

from digitnet.engine.light_engine import LightEngine
from digitnet.ui import connection
from digitnet.ui.serve import serve

if __name__ == "__main__":
    connection.client = connection.started_engine = cache(LightEngine)
    serve(sys.argv[1])
