"""The words of rounds reach JavaScript, all that it asks for and no others."""

from __future__ import annotations

import json
import re

from digitnet import paths
from digitnet.rounds.contest import Contest
from digitnet.rounds.draw_round import DrawRound
from digitnet.rounds.fool_round import FoolRound
from digitnet.texts import round_page
from digitnet.ui.server import round_texts

SCRIPTS = "\n".join(path.read_text() for path in sorted(paths.STATIC.glob("round-*.js")))
KINDS = {DrawRound.kind, FoolRound.kind, Contest.kind}


def test_every_word_that_a_script_asks_for_is_there_and_no_other():
    asked = set(re.findall(r"\btexts\.(\w+)", SCRIPTS))
    asked |= {"ready", "gather"}  # Named by the step.
    for prefix in re.findall(r"texts\[`(\w+)_\$\{\w+(?:\.\w+)?\}`\]", SCRIPTS):
        asked |= {f"{prefix}_{kind}" for kind in KINDS}
    # A contest keeps nothing of what people do.
    assert asked - {"kept_contest"} == set(round_texts.of_wall())


def test_every_round_has_a_name_and_a_meaning():
    assert set(round_page.NAMES) == set(round_page.MEANINGS) == KINDS


def test_placeholders_stay_open_in_every_language():
    for sentences in json.loads(round_texts.of_phones()).values():
        assert "{right}" in sentences["score"]
        assert sentences.keys() == round_texts.of_wall().keys()
