"""How does a ledger become a STIX 2.1 bundle? Who, where, what happened, who says what of it, and in which reports.

=====================  =============================================================================================
identity               an actor who takes part in an incident or speaks of it
location               where an incident happened; coordinates only of a site or a town
incident               one happening; its standing and its id in the ledger among labels and references
opinion                a side's account: ``agree`` where it asserts, confirms or admits, ``disagree`` where it denies
note                   a statement on an incident, word for word; a dispute, with each side's answer
relationship           ``located-at``, and who ``acted-in`` and who was ``affected-by`` an incident
report                 an article, with all objects that stand on it (``grouping`` where its day is not known: a STIX
                       report must have one)
=====================  =============================================================================================

Ids are UUIDv5 of the ledger's ids, so the same record is the same object in every bundle. STIX wants to know when an
object was made; that is taken from the day of the earliest report that tells it, so the same ledger gives the same
bytes (an object whose reports have no day says 1970).
"""

import uuid
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

import msgspec

from detente.ledger import Filter, Ledger, heads
from detente.lexicon.countries import countries
from detente.records import Account, ActorRef, Incident, Statement, Where
from detente.show.feeds import moment

SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:detente:stix")
UNKNOWN = "1970-01-01T00:00:00.000Z"
STEP = 200
"""Incidents whose statements, disputes and actors are looked up at once."""
OPINION = {"asserts": "agree", "confirms": "agree", "admits": "agree", "denies": "disagree"}
CLASS = {
    "person": "individual", "population": "group", "group": "group", "unknown": "unknown", "state": "organization",
    "government": "organization", "military": "organization", "armed_group": "group", "party": "organization",
    "igo": "organization", "ngo": "organization", "media": "organization",
}  # fmt: skip
SECTOR = {"GOV": "government-national", "MIL": "defense", "COP": "emergency-services", "MED": "healthcare",
          "EDU": "education", "NGO": "non-profit"}  # fmt: skip
"""PLOVER sectors that STIX's open vocabulary of sectors has a word for."""
Thing = dict[str, Any]


def ident(kind: str, key: str) -> str:
    """The id of an object: the same for the same record on every machine."""
    return f"{kind}--{uuid.uuid5(SPACE, f'{kind}|{key}')}"


MAKER = ident("identity", "detente")


def stix(ledger: Ledger, asked: Filter) -> Iterator[bytes]:
    """A bundle of the incidents of a filter and all that stands on them; nothing where no incident fits."""
    things = _Things(ledger)
    rows = ledger.each("incident", asked)
    first = True
    while some := [msgspec.json.decode(r["record"], type=Incident) for r in islice(rows, STEP)]:
        for thing in things.of(some):
            if first:
                yield b'{"type":"bundle","id":"' + ident("bundle", repr(asked)).encode() + b'","objects":[\n'
                yield _line(_maker())
            first = False
            yield b",\n" + _line(thing)
    if not first:
        for thing in things.articles():
            yield b",\n" + _line(thing)
        yield b"\n]}\n"


def _line(thing: Thing) -> bytes:
    return msgspec.json.encode({k: v for k, v in thing.items() if v not in (None, [], "")})


def _made(kind: str, key: str, at: str, **facts: Any) -> Thing:
    by = {"created_by_ref": MAKER} if key != "detente" else {}
    made = {"type": kind, "spec_version": "2.1", "id": ident(kind, key), **by, "created": at, "modified": at}
    return made | facts


def _maker() -> Thing:
    told = "Reads reports; tells who says what, never who is right."
    return _made("identity", "detente", UNKNOWN, name="detente", identity_class="system", description=told)


def _named(key: str) -> list[Thing]:
    return [{"source_name": "detente", "external_id": key}]


class _Things:
    """What has been written, so that each actor and place is written once, and which article tells which object."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._seen: set[str] = set()
        self._told: dict[str, dict[str, None]] = defaultdict(dict)
        self._at: dict[str, str] = {}

    def of(self, some: list[Incident]) -> Iterator[Thing]:
        """The objects of some incidents, each after those that it refers to."""
        refs = {r.actor: r for i in some for r in _parties(i)}
        kinds = self._ledger.look(heads.kinds, list(refs))
        spoken = {s.id: s for s in self._ledger.statements([x for i in some for a in i.accounts for x in a.statements])}
        quarrels = self._ledger.look(heads.disputes, [i.id for i in some])
        for i in some:
            at = moment(min((r.published for r in i.reports if r.published), default=None))
            made = list(self._incident(i, at, kinds, spoken, quarrels.get(i.id, [])))
            for report in i.reports:
                self._told[report.id] |= dict.fromkeys(t["id"] for t in made)
            yield from (t for t in made if self._new(t))

    def _new(self, thing: Thing) -> bool:
        fresh = thing["id"] not in self._seen
        self._seen.add(thing["id"])
        return fresh

    def _incident(
        self, i: Incident, at: str, kinds: dict[str, str | None], spoken: dict[str, Statement], quarrels: list[Thing]
    ) -> Iterator[Thing]:
        for ref in _parties(i):
            yield _identity(ref, kinds.get(ref.actor), self._at.setdefault(ref.actor, at))
        what = _made(
            "incident", i.id, at,
            name=_title(i), description=i.best.sentence.quote if i.best else None,
            labels=[i.type.lower(), *([i.mode.lower()] if i.mode else []), f"standing-{i.standing}".replace("_", "-")],
            confidence=round(i.confidence * 100), external_references=_named(i.id),
        )  # fmt: skip
        yield what
        if i.where is not None and (place := _location(i.where, at)) is not None:
            place["created"] = place["modified"] = self._at.setdefault(place["id"], at)
            yield place
            yield _tie(what["id"], "located-at", place["id"], at)
        for relation, refs in (("acted-in", i.actors), ("affected-by", i.recipients)):
            for ref in {r.actor: r for r in refs}.values():
                yield _tie(ident("identity", ref.actor), relation, what["id"], at)
        for a in i.accounts:
            yield _opinion(a, i, what["id"], at)
            yield from (_note(spoken[s], what["id"], at) for s in a.statements if s in spoken)
        for row in quarrels:
            yield _quarrel(row, what["id"], at)

    def articles(self) -> Iterator[Thing]:
        """An object for each article that tells any of them."""
        idents = sorted(self._told)
        for n in range(0, len(idents), STEP):
            found = self._ledger.look(heads.reports, idents[n : n + STEP])
            for key in idents[n : n + STEP]:
                row = found.get(key) or {"title": None, "url": None, "outlet": None, "published": None}
                yield _article(key, row, list(self._told[key]))


def _parties(i: Incident) -> list[ActorRef]:
    sides = [a.side for a in i.accounts if isinstance(a.side, ActorRef)]
    return list({r.actor: r for r in (*i.actors, *i.recipients, *sides)}.values())


def _title(i: Incident) -> str:
    """What happened, in a line: 'assault: India → Pakistan, Muridke, 2025-05-07'; what was not told is left out."""
    who = ", ".join(dict.fromkeys(r.name for r in i.actors)) or "nobody named"
    whom = ", ".join(dict.fromkeys(r.name for r in i.recipients))
    day = i.when.start[:10] if i.when and i.when.start else None
    rest = [p for p in (i.where.name if i.where else None, day) if p]
    return ", ".join([f"{i.type.lower()}: {who}" + (f" → {whom}" if whom else ""), *rest])


def _identity(ref: ActorRef, kind: str | None, at: str) -> Thing:
    sectors = [SECTOR[ref.sector]] if ref.sector in SECTOR else []
    told = f"country: {ref.country}" if ref.country else None
    return _made(
        "identity", ref.actor, at, name=ref.name, identity_class=CLASS.get(kind or "unknown", "unknown"),
        sectors=sectors, description=told, external_references=_named(ref.actor),
    )  # fmt: skip


def _location(w: Where, at: str) -> Thing | None:
    """A place with a country or coordinates; STIX has no place that has neither."""
    land = countries().get(w.country or "")
    point = w.precision in ("site", "city") and w.lat is not None
    if land is None and not point:
        return None
    spot = {"latitude": w.lat, "longitude": w.lon} if point else {}
    told = f"precision: {w.precision}" + (f"; in {w.admin1}" if w.admin1 else "")
    key = f"{w.name}|{w.country}|{w.admin1}|{w.precision}|{spot}"
    return _made("location", key, at, name=w.name, description=told, country=land.alpha2 if land else None, **spot)


def _tie(source: str, relation: str, target: str, at: str) -> Thing:
    key = f"{source}|{relation}|{target}"
    return _made("relationship", key, at, relationship_type=relation, source_ref=source, target_ref=target)


def _opinion(a: Account, i: Incident, what: str, at: str) -> Thing:
    side = a.side if isinstance(a.side, str) else a.side.name
    counts = ", ".join(q.span.quote for q in a.quantities)
    return _made(
        "opinion", f"{i.id}|{side}|{a.says}", moment(a.first) if a.first else at,
        opinion=OPINION.get(a.says, "neutral"), authors=[side.removeprefix("outlet:")], object_refs=[what],
        explanation=f"{side.removeprefix('outlet:')} {a.says.replace('_', ' ')} it" + (f": {counts}" if counts else ""),
    )  # fmt: skip


def _note(s: Statement, what: str, at: str) -> Thing:
    speaker = s.speaker.name if s.speaker else s.anonymity
    told = f"{speaker or 'somebody unnamed'}: {'did not ' if s.negated else ''}{s.act}"
    return _made(
        "note", f"{s.id}|{what}", at, abstract=told,
        content=" […] ".join(c.quote for c in s.content), authors=[speaker] if speaker else [], object_refs=[what],
        external_references=_named(s.id),
    )  # fmt: skip


def _quarrel(row: Thing, what: str, at: str) -> Thing:
    sides = [(p["side"] if isinstance(p["side"], str) else p["side"]["name"], p["answer"]) for p in row["positions"]]
    told = "\n".join(f"{side.removeprefix('outlet:')}: {answer}" for side, answer in sides)
    return _made(
        "note", row["id"], moment(row["opened"]) if row["opened"] else at, abstract=row["question"], content=told,
        labels=["dispute", row["kind"]], object_refs=[what], external_references=_named(row["id"]),
    )  # fmt: skip


def _article(key: str, row: Thing, refs: list[str]) -> Thing:
    url = row["url"] if urlsplit(row["url"] or "").scheme in ("http", "https") else None
    name = row["title"] or key
    where: Thing = {"source_name": row["outlet"] or "outlet unknown", "description": name}
    where |= {"url": url} if url else {}
    facts = {"name": name, "object_refs": refs, "external_references": [*_named(key), where]}
    if not row["published"]:
        return _made("grouping", key, UNKNOWN, context="unspecified", **facts)
    at = moment(row["published"])
    return _made("report", key, at, published=at, **facts)
