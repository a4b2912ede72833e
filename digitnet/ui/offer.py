"""Training with what people drew here: the offer, and what it brought."""

from __future__ import annotations

import streamlit as st

from digitnet.data.collection_facts import LEAST
from digitnet.engine.protocol import EngineProtocol
from digitnet.engine.status import EngineStatus
from digitnet.errors import DigitnetError
from digitnet.texts import train_page
from digitnet.training.recipe import Report
from digitnet.ui.controls import checked

KEY = "with_collection"


def offer(engine: EngineProtocol, status: EngineStatus) -> bool:
    """Offer it if the collection has drawings with labels; return whether it is wanted."""
    if not status.is_ready:
        # No training can start yet, and an engine that is starting answers late.
        return False
    try:
        collection = engine.collection()
    except DigitnetError as error:
        st.caption(str(error))
        return False
    if not collection.labelled:
        return False
    label = train_page.WITH_COLLECTION(count=collection.labelled)
    checked(label, KEY, lambda value: isinstance(value, bool))
    is_wanted = st.toggle(
        label,
        key=KEY,
        disabled=status.training is not None or not collection.is_enough,
        persist_state="session",
    )
    if not collection.is_enough:
        st.caption(train_page.COLLECTION_SMALL(least=LEAST))
        return False
    st.caption(train_page.WITH_COLLECTION_MEANS())
    return is_wanted


def comparison(report: Report) -> str | None:
    """Say how the drawings that were left out are read, before and after; None without any."""
    after, before = report.left_out_accuracy, report.left_out_before
    if after is None:
        return None
    if before is None:
        return train_page.COLLECTION_AFTER(after=after, n=report.left_out)
    return train_page.COLLECTION_BEFORE_AFTER(before=before, after=after, n=report.left_out)
