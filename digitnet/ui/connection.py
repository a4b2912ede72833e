"""The one engine that all pages of this server share."""

from __future__ import annotations

import gc

import cv2
import streamlit as st

from digitnet.engine.client import EngineClient
from digitnet.engine.light_engine import LightEngine
from digitnet.engine.protocol import EngineProtocol
from digitnet.engine.ray_setting import cluster_address
from digitnet.engine.stand_in import StandIn
from digitnet.network.installed import has_tensorflow
from digitnet.ui.roles import Gate

_started: EngineClient | LightEngine | None = None


def can_train() -> bool:
    """Whether there is an engine that does more than read: TensorFlow is here, or in a cluster."""
    return has_tensorflow() or cluster_address() is not None


def engine() -> EngineProtocol:
    """Return the engine for a page, which may do with it what its visitor may."""
    # All of its verbs are forwarded by what the protocol says, which mypy cannot see.
    return Gate(client())  # type: ignore[abstract]


@st.cache_resource(show_spinner=False, on_release=lambda client: client.close())
def client() -> EngineClient | LightEngine:
    """Start the engine with the first page, and keep it for all others."""
    global _started
    # With more, OpenCV keeps a kilobyte of every thread that ever used it, and a page has a new one
    # for each run; its pictures are too small to share out anyway.
    cv2.setNumThreads(1)
    # Most of their verbs follow from what the protocol says, which mypy cannot see.
    client = (
        EngineClient(stand_in=StandIn())  # type: ignore[abstract]
        if can_train()
        else LightEngine()  # type: ignore[abstract]
    )
    # What is loaded by now stays for good; the garbage collector need not look at it again.
    gc.freeze()
    _started = client
    return client


def started_engine() -> EngineClient | LightEngine | None:
    """Return the engine if there is one, without starting it."""
    return _started
