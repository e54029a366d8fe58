"""Which places does a report name, and where on the map do they lie?

Place names are found from three sides (spaCy's entities, the gazetteer, the grammar around a name), then each distinct
name of the report is resolved once, all of them together. A name that stands for a government ('Washington said') is
listed as a place all the same: whether a mention acts or lies somewhere is for the caller to decide. Demonyms
('Indian') are no places; they only tell which country a report speaks of.
"""

from collections.abc import Mapping
from typing import Literal

from spacy.tokens import Doc

from detente.lexicon.gazetteer import Candidate, Gazetteer
from detente.reading.places.context import Context
from detente.reading.places.finder import Spot
from detente.reading.places.rank import Choice, Evidence, rank, settle
from detente.reading.places.recognise import spots
from detente.reading.places.setting import home, players
from detente.reading.places.within import placed
from detente.records import Place, Report, change

BODIES = frozenset({"ORG", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW"})
"""Labels of names inside which a place is only a part."""

__all__ = ["Choice", "Evidence", "explain", "find", "home", "players"]


def find(
    report: Report,
    doc: Doc,
    gazetteer: Gazetteer,
    at_home: str | None = None,
    spoken: Mapping[str, float] | None = None,
) -> tuple[Place, ...]:
    """Every place name of a report in the order of the text; what cannot be placed has nulls, never a guess.

    In 'Shelling was heard near Uri in Indian-administered Kashmir.' there are two: a town of 9,366 people at
    34.086 N 74.032 E (not its namesake on Sardinia), and an admin unit of India. ``at_home`` is the outlet's country,
    ``spoken`` how much the report's actors speak for each country (:mod:`~detente.reading.places.setting`).
    """
    found = spots(report, doc, gazetteer)
    choices = settle(found, doc, gazetteer, at_home, spoken or {})
    made = [
        change(_place(report, spot, choice), use=_use(doc, spot, choice))
        for spot, choice in zip(found, choices, strict=True)
    ]
    return placed(report, made)


def explain(gazetteer: Gazetteer, name: str, near: str | None = None, inside: str | None = None) -> tuple[Choice, ...]:
    """Every place that bears ``name``, best first, each with its score and the reasons for it.

    ``near`` is a country (ISO 3166-1 alpha-3) or the name of another place that the text speaks of; ``inside`` a state,
    province or country named beside it ('Paris, Texas'). An empty tuple: the gazetteer knows no such place.
    """
    context = Context.of(gazetteer, near, inside)
    return tuple(rank(gazetteer.lookup(name), name, context))


def _use(doc: Doc, spot: Spot, choice: Choice | None) -> Literal["place", "acts", "in_name"]:
    """Whether a name is a place, acts ('Washington said'), or is part of a body's name ('Ohio State Police')."""
    if spot.label in BODIES and spot.how.endswith("longer name"):
        return "in_name"
    head = doc[spot.first : spot.last].root
    c = choice.candidate if choice else None
    seat = c is not None and (c.kind == "country" or c.capital)
    acts = head.dep_ in ("nsubj", "agent") and head.head.pos_ == "VERB"
    return "acts" if seat and acts else "place"


def _claims(c: Candidate) -> str:
    """'; GeoNames assigns it to UKR, claimed by RUS as well' for a disputed place, else nothing."""
    if not c.claimed_by:
        return ""
    others = " and ".join(c.claimed_by)
    if c.country is None:
        return f"; GeoNames assigns it to no country, claimed by {others}"
    return f"; GeoNames assigns it to {c.country}, claimed by {others} as well"


def _place(report: Report, spot: Spot, choice: Choice | None) -> Place:
    span = report.span(spot.start, spot.end)
    if choice is None or choice.candidate is None:
        return Place(
            span=span,
            name=span.quote,
            lat=None,
            lon=None,
            geonames=None,
            admin1=None,
            country=None,
            precision="unknown",
            confidence=round(choice.confidence, 3) if choice else 0.3,
            candidates=choice.rivals if choice else 0,
            why=f"{spot.how}; {choice.why if choice else 'no place of this name is known'}",
        )
    c: Candidate = choice.candidate
    return Place(
        span=span,
        name=c.name,
        lat=c.lat,
        lon=c.lon,
        geonames=c.geonames,
        admin1=c.admin1,
        country=c.country,
        precision=c.precision,
        confidence=round(choice.confidence, 3),
        candidates=choice.rivals,
        claimed_by=c.claimed_by,
        why=f"{spot.how}; {choice.why}{_claims(c)}",
    )
