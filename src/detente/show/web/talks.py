"""Who talks to whom through whom, and what has one actor said, in order, and where does it stand?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from detente.errors import NotFound
from detente.ledger import Filter, Ledger, facets
from detente.ledger.beside import SAMPLE
from detente.ledger.listing import COUNTED
from detente.records import Actor, Channel, Dispute, Position
from detente.show.between import Cell, matrix
from detente.show.web import charts
from detente.show.web.address import Address
from detente.show.web.listing import tellers


@dataclass(frozen=True, slots=True)
class Channels:
    """The page ``/channels``: ``matrix`` is go-between by party; ``""`` is 'directly'."""

    channels: list[Channel]
    parties: list[str]
    between: list[str]
    matrix: Mapping[tuple[str, str], Cell]
    positions: list[Position]
    quotes: dict[str, list[tuple[str, str, str]]]


def channels(ledger: Ledger, at: Address) -> Channels:
    """All channels that a filter asks for."""
    rows = ledger.page("channel", replace(at.filter, limit=300)).rows
    found = [msgspec.json.decode(r["record"], type=Channel) for r in rows]
    days = {r["id"]: r["day"] or "" for r in rows}
    told = matrix(found, days)
    narrow = Filter(crisis=at.filter.crisis, snapshot=at.filter.snapshot, actor=at.filter.actor, limit=60)
    standing = [msgspec.json.decode(r["record"], type=Position) for r in ledger.page("position", narrow).rows]
    return Channels(found, told.parties, told.between, told.cells, standing, _quotes(ledger, found))


def _quotes(ledger: Ledger, found: list[Channel]) -> dict[str, list[tuple[str, str, str]]]:
    """The words that each channel stands on: (quote, report, record)."""
    said = {s.id: s for s in ledger.statements([i for c in found for i in c.statements])}
    done = {e.id: e for e in ledger.events([i for c in found for i in c.events])}
    out: dict[str, list[tuple[str, str, str]]] = {}
    for c in found:
        told = [(done[i].sentence.quote, done[i].report, i) for i in c.events if i in done]
        told += [(" … ".join(x.quote for x in said[i].content), said[i].report, i) for i in c.statements if i in said]
        out[c.id] = list({" ".join(q.split()): (" ".join(q.split()), r, i) for q, r, i in told}.values())[:3]
    return out


@dataclass(frozen=True, slots=True)
class Person:
    """The page ``/actor/...``: statements newest first, deeds, where it stands, the questions it is a side of.

    ``ties`` are counted in its latest ``sample`` events, where it takes part in more.
    """

    actor: Actor
    reports: int
    statements: list[dict[str, Any]]
    said: int
    events: list[dict[str, Any]]
    deeds: int
    positions: list[Position]
    disputes: list[tuple[Dispute, str]]
    ties: list[dict[str, Any]]
    network: charts.Network | None
    tellers: dict[str, str]
    sample: int


def actor(ledger: Ledger, ident: str, at: Address) -> Person:
    """Everything about one actor; raises :class:`NotFound`."""
    kind, row = ledger.find(ident)
    if kind != "actor":
        raise NotFound(f"{ident} is a {kind}, no actor")
    told = msgspec.json.decode(row["record"], type=Actor)
    narrow = replace(at.filter, actor=(told.id,), limit=None, cursor=None)
    speaks = replace(narrow, actor=(), by=(told.id,))
    quarrels = [
        msgspec.json.decode(r["record"], type=Dispute) for r in ledger.page("dispute", replace(narrow, limit=40)).rows
    ]
    ties = ledger.look(facets.ties, "event", narrow, 60, SAMPLE)
    done = ledger.page("event", replace(narrow, limit=25)).rows
    return Person(
        actor=told,
        reports=row["reports"],
        statements=ledger.page("statement", replace(speaks, limit=40)).rows,
        said=ledger.count("statement", speaks, COUNTED),
        events=done,
        deeds=ledger.count("event", narrow, COUNTED),
        positions=[
            msgspec.json.decode(r["record"], type=Position)
            for r in ledger.page("position", replace(speaks, limit=40)).rows
        ],
        disputes=[(d, _answer(d, told.id)) for d in quarrels],
        ties=ties,
        network=charts.network(ties),
        tellers=tellers(ledger, done, narrow.snapshot),
        sample=SAMPLE,
    )


def _answer(told: Dispute, ident: str) -> str:
    return "; ".join(p.answer for p in told.positions if not isinstance(p.side, str) and p.side.actor == ident)
