"""Python imports this at its start, from ``PYTHONPATH``: engines prepare nothing for a training.

Most tests train nothing, and preparing takes half a minute of processor time. A training prepares
what it needs by itself, as it does where somebody starts one right after the engine. The device is
measured once, and not every 15 s again.
"""

import sys

if sys.orig_argv[-2:] == ["digitnet", "engine"]:
    from digitnet.engine.engine import Engine
    from digitnet.engine.forecast import Forecast

    Engine._prepare = lambda engine, pool: None
    Forecast.refresh_if_due = lambda forecast: None
