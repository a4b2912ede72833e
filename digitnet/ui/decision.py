"""After a training: the new model against the one before it, until somebody decides."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from digitnet.engine.protocol import EngineProtocol
from digitnet.engine.status import EngineStatus, Published, Ready
from digitnet.texts import train_page
from digitnet.ui import offer, roles, session, verdict
from digitnet.ui.attempt import attempt
from digitnet.ui.verdict import in_sentence


def undecided(status: EngineStatus) -> Published | None:
    """The last training, if its model was published, nobody has decided about it since, and this
    visitor may.
    """
    outcome, network = status.outcome, status.network
    if not isinstance(outcome, Published) or status.training is not None:
        return None
    if not isinstance(network, Ready) or session.DECIDED.get() == outcome.id:
        return None
    answers = outcome.card if outcome.is_used else outcome.before
    is_open = network.card.version == answers.version
    return outcome if is_open and roles.is_presenter() else None


def decide(engine: EngineProtocol, outcome: Published, in_sidebar: bool = False) -> None:
    """Say how a new model compares, and let people keep it, use it or go back."""
    new, old = outcome.card.version, outcome.before.version
    title = train_page.NEW_ANSWERS if outcome.is_used else train_page.NEW_IS_KEPT
    keep = train_page.KEEP(version=new) if outcome.is_used else train_page.KEEP_BETTER()
    with st.container(key="verdict", border=True):
        (st.subheader if in_sidebar else st.header)(title(version=new), anchor=False)
        st.markdown(verdict.of_new_model(outcome))
        if room := offer.comparison(outcome.card.report):
            st.markdown(room)
        width: Literal["content", "stretch"] = "stretch" if in_sidebar else "content"
        with st.container(horizontal=not in_sidebar):
            kept = st.button(keep, type="primary", icon=":material/check:", width=width, key="keep")
            if outcome.is_used:
                label, icon, other = train_page.GO_BACK(model=in_sentence(old)), "undo", old
            else:
                label, icon, other = train_page.USE_ANYWAY(version=new), "swap_horiz", new
            changed = st.button(label, icon=f":material/{icon}:", width=width, key="choose_other")
    if changed:
        attempt(engine.use, other)
    if kept:
        session.DECIDED.set(outcome.id)
        st.rerun()
