"""Does the lexicon cover every type and mode, and do sentences of the kinds that misled older coders stay quiet?"""

import pytest

from detente.lexicon.codes import load_codes
from detente.lexicon.rows import Row
from detente.lexicon.words import load_words
from test_code import coded

DEEDS = {"ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "PROTEST"}


def test_at_least_two_thousand_rows_stand_in_the_lexicon() -> None:
    assert len(load_words().rows) >= 2000


def test_every_type_and_every_mode_has_a_row() -> None:
    codes = load_codes()
    told = {row.event for _, row in load_words().rows if isinstance(row, Row) and row.event}
    kinds = {kind for kind, _ in codes.defaults}
    assert len(kinds) == 16
    assert kinds <= {event.partition(".")[0] for event in told}
    modes = {f"{kind}.{mode}" for kind, mode in codes.scores if mode}
    assert len(modes) == 67
    assert not modes - told


QUIET = [
    "The presidents of Mali and Chad met in Nairobi about the Lake Basin.",
    "Allied leaders gathered in Dakar to discuss the insurgency in the north.",
    "Closer ties between Egypt and Jordan are seen after the islands deal.",
    "The council approved a plan for 200 flats by the river.",
    "The neighbourhood welcomed a planned housing development.",
    "Farmers in Iowa have been hammered by falling prices.",
    "The bishop had a turbulent week.",
    "The coach said his team was bombarded with questions after the match.",
    "Spain beat Portugal 2-1 in Lisbon on Sunday.",
    "The film shoot in Morocco wrapped up on Friday.",
    "Critics attacked the novel as dull.",
    "The candidate fought a long election battle in Ohio.",
    "Shares of the bank were hit by profit warnings.",
    "The hurricane killed four people in Florida.",
    "A heart attack killed the old singer in Milan.",
    "The two firms are locked in a price war.",
    "The museum opened an exhibition about the siege of Vienna.",
    "Police often patrol the park.",
    "The senator warned that a trade war could hurt growers.",
    "The minister's remarks sparked a firestorm on social media.",
]
"""Twenty sentences of our own, one of each kind of false record that a sample of GDELT showed: talks taken for fights,
ties for sanctions, sport, weather, markets, film, illness, books, habits and figures of speech for deeds."""


def test_there_are_twenty_kinds() -> None:
    assert len(QUIET) == len(set(QUIET)) == 20


@pytest.mark.parametrize("sentence", QUIET)
def test_no_false_deed(sentence: str) -> None:
    assert not [f for f in coded(sentence) if f[0] in DEEDS and f[3] in ("occurred", "ongoing")]


@pytest.mark.parametrize("sentence", ["Chad and Mali met about water.", "Kenya held talks with Uganda."])
def test_one_meeting_is_one_event_and_no_mirrored_pair(sentence: str) -> None:
    assert [f[0] for f in coded(sentence)] == ["CONSULT"]
