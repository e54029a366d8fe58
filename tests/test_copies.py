"""Are copies of one story found, and only these, with their origin and what was changed?"""

import importlib.util
import sys
from pathlib import Path

from detente.joining import copies
from detente.joining.changes import changes
from detente.records import Part, Reading, Report, report_id

SCRIPTS = Path(__file__).parent.parent / "training" / "joining"

WIRE = [
    "Ferry with forty aboard turned back off Lyra",
    "LYRA, May 6 (Capital Wire) - A ferry with forty people aboard was turned back by Bordurian boats on Tuesday.",
    "The captain said that warning shots were fired across his bow as he came within two miles of the harbour wall.",
    "Borduria called the ship a threat to the safety of its waters and said it would act in the same way again.",
    "Relatives who had waited on the quay since dawn went home in silence when the news came in the afternoon.",
    "The strait has been closed to ships from the south since the quarrel over fishing rights two summers ago.",
]


def story(paragraphs, outlet="Capital Wire", published="2025-05-06", parts=()):
    text = "\n\n".join(paragraphs)
    return Report(
        id=report_id(text),
        text=text,
        parts=parts,
        sha256="0" * 64,
        outlet=outlet,
        published=published,
        title=paragraphs[0],
    )


def found(*reports):
    return copies.copies([Reading(report=r) for r in reports], [copies.shape(r) for r in reports])


def generator():
    sys.path.insert(0, str(SCRIPTS))
    spec = importlib.util.spec_from_file_location("copies_of_our_own", SCRIPTS / "copies.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def test_precision_and_recall_on_pairs_of_our_own_making():
    made = generator()
    reports, gold = made.pairs(seed=23, n=80)
    precision, recall = made.score(made.found_pairs(reports), gold)
    assert precision >= 0.95
    assert recall >= 0.9


def test_a_brief_cut_from_a_wire_story_is_a_copy_and_the_wire_is_the_origin():
    brief = story(["Shots at ferry", *WIRE[1:3]], "Harbour Courier", "2025-05-06")
    (group,) = found(brief, story(WIRE))
    assert group.origin == report_id("\n\n".join(WIRE))
    assert [c.kind for c in group.changed] == ["shortened"]
    assert (
        "Relatives who had waited on the quay since dawn went home in silence when the news came in the afternoon."
        in (group.changed[0].removed)
    )


def test_the_credited_outlet_is_the_origin_even_where_a_client_seems_earlier():
    client = story([WIRE[0], *WIRE[1:], "(Capital Wire)"], "Harbour Courier", "2025-05-05")
    (group,) = found(client, story(WIRE))
    assert group.why == "the others credit Capital Wire"
    assert group.origin == report_id("\n\n".join(WIRE))


def test_a_later_version_by_the_same_outlet_is_an_update():
    later = story([WIRE[0], WIRE[1].replace("forty", "fifty"), *WIRE[2:], "Two men were hurt."], published="2025-05-07")
    (group,) = found(later, story(WIRE))
    assert [c.kind for c in group.changed] == ["update"]
    assert group.changed[0].altered[0][1].startswith("LYRA, May 6 (Capital Wire) - A ferry with fifty")
    assert group.changed[0].added == ("Two men were hurt.",)


def test_another_newsroom_on_the_same_happening_is_no_copy():
    own = [
        "Patrol boats fire over ferry's bow",
        "Patrol boats of Borduria fired warning shots at a ferry near Lyra on Tuesday and made it turn around.",
        "There were forty passengers, most of them on their way to a wedding, the shipping line said.",
        "Borduria spoke of a threat to the safety of its waters.",
        WIRE[5],
    ]
    assert found(story(own, "The Lantern"), story(WIRE)) == ()


def test_furniture_makes_no_copies():
    menu = (
        "Home World Politics Business Sport Weather Subscribe now and read all of our stories for one crown a week " * 3
    )
    one, other = (
        [WIRE[1], menu],
        ["A bridge over the Ilen was opened by the mayor with a ribbon of blue silk at noon.", menu],
    )
    reports = []
    for paragraphs in (one, other):
        start = len(paragraphs[0]) + 2
        end = len("\n\n".join(paragraphs))
        parts = (Part(kind="body", start=0, end=start), Part(kind="furniture", start=start, end=end))
        reports.append(story(paragraphs, parts=parts))
    assert found(*reports) == ()


def test_the_order_of_arrival_does_not_matter():
    reports = [story(WIRE), story(["Brief", *WIRE[1:4]], "A"), story(["Retold", *WIRE[1:], "More follows."], "B")]
    assert found(*reports) == found(*reversed(reports))


def test_what_changed_is_told_in_sentences():
    added, removed, altered = changes(
        "Shells hit Lyra. Six died at dawn.", "Shells hit Lyra. Nine died at dawn. All fled."
    )
    assert added == ("All fled.",)
    assert removed == ()
    assert altered == (("Six died at dawn.", "Nine died at dawn."),)


def test_what_all_reports_of_a_crisis_repeat_makes_no_copies():
    background = WIRE[5]
    own = (
        "A shepherd found a rusted mine beside the quarry, and sappers from the capital blew it up before dusk fell.",
        "Two girls rowed out to the lighthouse with bread for its keeper, whose supplies had not come for nine days.",
        "The priest of the lower town rang his bell at noon in protest, though the council had asked him not to do so.",
    )
    assert found(*(story([line[:12], line, background]) for line in own)) == ()


def test_a_report_of_long_before_is_no_origin():
    assert found(story(WIRE, "A", "2025-04-20"), story([WIRE[0], *WIRE[1:4]], "B", "2025-05-06")) == ()
    assert found(story(WIRE, "A", None), story([WIRE[0], *WIRE[1:4]], "B", "2025-05-06")) != ()


def test_who_is_asked_first_does_not_matter():
    reports, _ = generator().pairs(seed=5, n=12)
    shapes = [copies.shape(r) for r in reports]
    shapes += [copies.shape(story([p[:60] for p in r.text.split("\n\n")[:3]])) for r in reports]
    assert any(copies.repeats(a, b) for a in shapes for b in shapes if a is not b)
    assert all(copies.repeats(a, b) == copies.repeats(b, a) for a in shapes for b in shapes)
