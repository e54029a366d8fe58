"""Readings for the tests of the ledger, made by hand: no model is loaded, and as many as are wanted."""

from dataclasses import replace

from crisis import Story
from detente.joining.incidents import incidents
from detente.ledger import Filter, Ledger
from detente.ledger.settle import Found
from detente.records import Dispute, DisputePosition, Item, Reading, change
from detente.upkeep import joined

TEXT = (
    "India struck Muridke on Wednesday. Pakistan denied the raid number {n}. "
    "At least {killed} civilians were killed in Poonch, police said. Iran offered to mediate."
)


def told(n: int = 1, *, outlet: str = "The Lakeside Post", killed: int = 12, published: str = "2025-05-08") -> Reading:
    """A reading with four actors, two statements, two events and their incidents."""
    story = Story(TEXT.format(n=n, killed=killed), outlet, published)
    india, pakistan = story.who("India", "IND"), story.who("Pakistan", "PAK")
    iran, police = story.who("Iran", "IRN"), story.who("police", None, kind="group")
    strike = story.event(
        "struck", "ASSAULT", (india,), (pakistan,), when=story.on("Wednesday", "2025-05-07", "2025-05-08"),
        where=story.at("Muridke", country="PAK"),
    )  # fmt: skip
    deaths = story.event(
        "killed", "ASSAULT", (), (), where=story.at("Poonch", country="IND"),
        quantities=(story.count(f"{killed} civilians", "killed", float(killed)),),
    )  # fmt: skip
    denial = story.says(pakistan, "deny", "the raid")
    offer = story.says(iran, "offer", "to mediate")
    said = story.says(police, "assert", f"At least {killed} civilians were killed in Poonch")
    deaths = change(deaths, according_to=(said.id,))
    report = change(story.report, source_id=f"s{n}", title=f"Raid {n}", language="en")
    ids = {r.id: f"{r.id}{n}" for r in (strike, deaths, denial, offer, said)}  # Story's ids do not hold the report
    events = tuple(
        change(e, id=ids[e.id], according_to=tuple(ids[i] for i in e.according_to)) for e in (strike, deaths)
    )
    statements = tuple(change(s, id=ids[s.id]) for s in (denial, offer, said))
    return Reading(
        report=report,
        actors=tuple(story.actors.values()),
        statements=statements,
        events=events,
        incidents=incidents(report, events, statements),
    )


def item(reading: Reading) -> Item:
    """What a reading was made from."""
    r = reading.report
    return Item(name=str(r.source_id), text=r.text, source_id=r.source_id, outlet=r.outlet, published=r.published)


def within(ledger: Ledger) -> None:
    """Settle what each report makes within itself: what is tested is the ledger, and not what joining finds."""
    since = ledger.time()
    ledger.settle(Found(incidents=[i for r in ledger.readings() for i in r.incidents]), since)


def disputed(ledger: Ledger) -> Dispute:
    """Join, and settle a dispute made by hand beside what joining found: these few reports hold none of their own."""
    found = joined(ledger.readings())
    denial = next(ledger.each("statement", Filter(by=("PAK",))))
    speaker = next(s.speaker for s in ledger.statements([denial["id"]]))
    blow = next(i for i in found.incidents if any(r.country == "IND" for r in i.actors))
    dispute = Dispute(
        id="DSP-0a1b2c3d4e5f",
        question="did it happen: India struck Muridke on Wednesday.",
        kind="occurrence",
        incident=blow.id,
        positions=(
            DisputePosition(side="outlet:The Lakeside Post", answer="asserts", statements=()),
            DisputePosition(side=speaker, answer="denies", statements=(denial["id"],)),
        ),
        opened="2025-05-08",
        last_moved="2025-05-09T07:30:00+05:30",
    )
    since = ledger.time()
    ledger.settle(replace(found, disputes=(dispute,)), since)
    return dispute
