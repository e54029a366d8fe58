"""Which row does a record make? Columns to search, sort and read by eye; the record whole as JSON beside them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from detente.records import (
    Actor,
    ActorRef,
    Channel,
    Dispute,
    Event,
    Incident,
    Position,
    Reading,
    Record,
    Report,
    Statement,
    Where,
)

Row = dict[str, Any]


def pairs(found: Iterable[Any]) -> dict[str, Any]:
    """Rows of two columns as a mapping from the first to the second."""
    return {row[0]: row[1] for row in found}


def packed(value: object) -> str:
    """JSON of a record; the same record gives the same bytes."""
    return msgspec.json.encode(value).decode("utf-8")


def names(refs: Iterable[ActorRef | str]) -> str | None:
    """Names in one cell, each once."""
    return "; ".join(dict.fromkeys(r if isinstance(r, str) else r.name for r in refs)) or None


def day(value: str | None) -> str | None:
    """The day of an ISO date or date-time."""
    return value[:10] if value else None


def report_row(report: Report) -> Row:
    bare = msgspec.structs.replace(report, text="")
    return {
        "id": report.id,
        "sort": day(report.published) or "",
        **{f: getattr(report, f) for f in ("source_id", "url", "outlet", "title", "published", "language", "sha256")},
        "text": report.text,
        "record": packed(bare),
    }


def _place(where: Where | None) -> Row:
    if where is None:
        return dict.fromkeys(("place", "country", "lat", "lon", "precision"))
    return {"place": where.name, **{f: getattr(where, f) for f in ("country", "lat", "lon", "precision")}}


def event_row(e: Event, report: Report) -> Row:
    where, when = e.where, e.when
    killed = [q.best for q in e.quantities if q.what == "killed" and q.best is not None]
    return {
        "id": e.id,
        "sort": day(when.start if when else None) or "",
        "report": report.id,
        **{
            f: getattr(e, f)
            for f in ("part", "type", "mode", "status", "cameo", "goldstein", "quad", "confidence", "why")
        },
        "actors": names(e.actors),
        "recipients": names(e.recipients),
        "day": day(when.start if when else None),
        "day_end": day(when.end if when else None),
        **_place(where),
        "killed": max(killed, default=None),
        "according_to": "; ".join(e.according_to) or None,
        "trigger_start": e.trigger.start,
        "trigger_end": e.trigger.end,
        "sentence": e.sentence.quote,
        "outlet": report.outlet,
        "published": report.published,
        "background": int(e.background),
        "record": packed(e),
    }


def statement_row(s: Statement, report: Report) -> Row:
    said = day(s.said.start if s.said else None) or day(report.published)
    return {
        "id": s.id,
        "sort": said or "",
        "report": report.id,
        **{f: getattr(s, f) for f in ("part", "act", "form", "via", "within", "confidence", "why")},
        "speaker": s.speaker.name if s.speaker else s.anonymity,
        "country": s.speaker.country if s.speaker else None,
        "content": " […] ".join(c.quote for c in s.content),
        "cue": s.cue.quote if s.cue else None,
        "day": said,
        "negated": int(s.negated),
        "content_start": s.content[0].start if s.content else None,
        "content_end": s.content[-1].end if s.content else None,
        "outlet": report.outlet,
        "published": report.published,
        "record": packed(s),
    }


def incident_row(i: Incident) -> Row:
    where, when = i.where, i.when
    first = day(getattr(i, "day", None) or (when.start if when else None))
    return {
        "id": i.id,
        "sort": first or "",
        "type": i.type,
        "actors": names(i.actors),
        "recipients": names(i.recipients),
        "day": first,
        "day_end": day(when.end if when else None),
        **_place(where),
        "standing": i.standing,
        "reports": len({r.id for r in i.reports}),
        "events": len(i.events),
        "confidence": i.confidence,
        "origins": i.origins,
        "record": packed(i),
    }


def dispute_row(d: Dispute) -> Row:
    return {
        "id": d.id,
        "sort": day(d.last_moved or d.opened) or "",
        **{f: getattr(d, f) for f in ("kind", "question", "incident", "opened", "last_moved")},
        "sides": len(d.positions),
        "record": packed(d),
    }


def channel_row(c: Channel, days: Mapping[str, str]) -> Row:
    last = max((days[i] for i in (*c.statements, *c.events) if i in days), default="")
    return {
        "id": c.id,
        "sort": last,
        "parties": names(c.parties),
        "intermediary": c.intermediary.name if c.intermediary else None,
        "level": c.level,
        "state": c.state,
        "day": last or None,
        "record": packed(c),
    }


def position_row(p: Position) -> Row:
    return {
        "id": p.id,
        "sort": day(p.since) or "",
        "actor": p.actor.name,
        "country": p.actor.country,
        "kind": p.kind,
        "toward": names(p.toward),
        "day": day(p.since),
        "record": packed(p),
    }


ROLES: dict[type[Record], tuple[tuple[str, str], ...]] = {
    Event: (("actor", "actors"), ("recipient", "recipients")),
    Statement: (("speaker", "speaker"), ("addressee", "addressees"), ("about", "about")),
    Incident: (("actor", "actors"), ("recipient", "recipients")),
    Channel: (("party", "parties"), ("intermediary", "intermediary")),
    Position: (("actor", "actor"), ("toward", "toward")),
}


def parties(record: Record, kind: str, row: int, sort: str) -> list[Row]:
    """Who takes which part in a record, a row each."""
    found: dict[tuple[str, str], ActorRef] = {}
    for role, field in ROLES.get(type(record), ()):
        value = getattr(record, field)
        for ref in value if isinstance(value, tuple) else (value,):
            if ref is not None:
                found.setdefault((role, ref.actor), ref)
    if isinstance(record, Dispute):
        for p in record.positions:
            if isinstance(p.side, ActorRef):
                found.setdefault(("side", p.side.actor), p.side)
    return [
        {
            "row": row,
            "role": role,
            "actor": actor,
            "kind": kind,
            "name": ref.name,
            "country": ref.country,
            "sector": ref.sector,
            "sort": sort,
        }
        for (role, actor), ref in found.items()
    ]


def named(actors: Sequence[Actor], row: int, sort: str) -> list[Row]:
    """Whom a report names, a row each."""
    return [
        {
            "row": row,
            "role": "named",
            "actor": a.id,
            "kind": "report",
            "name": a.name,
            "country": a.country,
            "sector": a.sector,
            "sort": sort,
        }
        for a in {a.id: a for a in actors}.values()
    ]


def actor_row(a: Actor) -> Row:
    return {
        **{f: getattr(a, f) for f in ("id", "name", "kind", "country", "sector", "office", "wikidata")},
        "reports": 1,
        "record": packed(a),
    }


def fuller(record: str, other: str) -> bool:
    """Whether one description of an actor is to be kept rather than the other: whichever comes first, the same one."""
    return record != other and _fullness(record) > _fullness(other)


def _fullness(record: str) -> tuple[int, str]:
    told = msgspec.json.decode(record)
    return sum(v not in (None, [], "unknown") for v in told.values()), record


def words_of(record: Record) -> str:
    """The words by which a record is found."""
    if isinstance(record, Event):
        return record.sentence.quote
    if isinstance(record, Statement):
        return " ".join(c.quote for c in record.content)
    if isinstance(record, Report):
        return f"{record.title or ''}\n{record.text}"
    if isinstance(record, Dispute):
        return record.question
    return ""


def without_text(reading: Reading) -> bytes:
    """A reading as JSON with the report's text left out: the text stands in its own column."""
    return msgspec.json.encode(
        msgspec.structs.replace(reading, report=msgspec.structs.replace(reading.report, text=""))
    )
