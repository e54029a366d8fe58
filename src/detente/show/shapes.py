"""How do others write events, annotations and networks? PLOVER lines, Web Annotations, GraphML, GEXF."""

import json
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import msgspec

from detente.ledger import Filter, Ledger, facets
from detente.records import ActorRef, Event, Statement, spans_of

MOST_TIES = 20_000


def _entity(ref: ActorRef) -> dict[str, Any]:
    told = {"code": ref.country, "sector": ref.sector, "entity_text": ref.name, "identifier_text": ref.actor}
    return {k: v for k, v in told.items() if v}


def plover(ledger: Ledger, asked: Filter) -> Iterator[bytes]:
    """PLOVER's JSON, an event a line; what was not told is left out."""
    for row in ledger.each("event", asked):
        e = msgspec.json.decode(row["record"], type=Event)
        killed = [q.best for q in e.quantities if q.what == "killed" and q.best is not None]
        told = {
            "id": e.id,
            "date": (e.when.start or "")[:10] if e.when else None,
            "actor": [_entity(r) for r in e.actors],
            "recipient": [_entity(r) for r in e.recipients],
            "event": [e.type],
            "mode": [e.mode] if e.mode else None,
            "context": list(e.context),
            "event_text": e.trigger.quote,
            "text": e.sentence.quote,
            "text_info": {"start": e.sentence.start, "end": e.sentence.end},
            "size": {"dead": max(killed)} if killed else None,
            "quad_code": e.quad,
            "event_scale": e.goldstein,
            "event_loc": _location(e),
            "cite_info": {"citation": row["outlet"], "publication": row["published"], "corpus": e.report},
            "coder": "detente",
        }
        yield msgspec.json.encode({k: v for k, v in told.items() if v not in (None, [], "")}) + b"\n"


def _location(e: Event) -> dict[str, Any] | None:
    if e.where is None:
        return None
    w = e.where
    level = {"site": 5, "city": 4, "admin": 2, "country": 1}.get(w.precision)
    told: dict[str, Any] = {"extracted_place": w.span.quote, "resolved_place": w.name, "geonameid": w.geonames}
    told |= {"country_code": w.country, "province": w.admin1, "resolution": level}
    if w.precision in ("site", "city"):
        told |= {"lat": w.lat, "lon": w.lon}
    return {k: v for k, v in told.items() if v is not None}


def annotations(ledger: Ledger, asked: Filter) -> Iterator[bytes]:
    """W3C Web Annotations, one a line: each record on its exact words, by quote and by position."""
    for kind, type_ in (("event", Event), ("statement", Statement)):
        for row in ledger.each(kind, asked):
            record: Any = msgspec.json.decode(row["record"], type=type_)
            main = [record.trigger] if kind == "event" else list(record.content)
            label = record.type if kind == "event" else record.act
            source = f"urn:detente:{record.report}"
            targets = [
                {
                    "source": source,
                    "selector": [
                        {"type": "TextQuoteSelector", "exact": s.quote},
                        {"type": "TextPositionSelector", "start": s.start, "end": s.end},
                    ],
                }
                for s in main
            ]
            told = {
                "@context": "http://www.w3.org/ns/anno.jsonld",
                "id": f"urn:detente:{record.id}",
                "type": "Annotation",
                "motivation": "classifying",
                "body": {"type": "TextualBody", "value": label, "purpose": "tagging", "format": "text/plain"},
                "target": targets if len(targets) != 1 else targets[0],
            }
            assert all(s.quote for s in spans_of(record))
            yield json.dumps(told, ensure_ascii=False).encode() + b"\n"


def graphml(ledger: Ledger, asked: Filter) -> Iterator[bytes]:
    """Who stands in events with whom, as GraphML; an edge's weight counts the events."""
    ties = ledger.look(facets.ties, "event", asked, MOST_TIES)
    yield (
        b'<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
        b'<key id="name" for="node" attr.name="name" attr.type="string"/>\n'
        b'<key id="weight" for="edge" attr.name="weight" attr.type="int"/>\n<graph edgedefault="undirected">\n'
    )
    names = {t[side]: t[f"{side}_name"] for t in ties for side in ("a", "b")}
    for ident in sorted(names):
        yield f'<node id={quoteattr(ident)}><data key="name">{_xml(names[ident])}</data></node>\n'.encode()
    for t in ties:
        ends = f"source={quoteattr(t['a'])} target={quoteattr(t['b'])}"
        yield f'<edge {ends}><data key="weight">{t["n"]}</data></edge>\n'.encode()
    yield b"</graph></graphml>\n"


def gexf(ledger: Ledger, asked: Filter) -> Iterator[bytes]:
    """The same network as GEXF 1.2."""
    ties = ledger.look(facets.ties, "event", asked, MOST_TIES)
    yield (
        b'<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">\n'
        b'<graph defaultedgetype="undirected"><nodes>\n'
    )
    names = {t[side]: t[f"{side}_name"] for t in ties for side in ("a", "b")}
    for ident in sorted(names):
        yield f"<node id={quoteattr(ident)} label={quoteattr(_clean(names[ident]))}/>\n".encode()
    yield b"</nodes><edges>\n"
    for n, t in enumerate(ties):
        ends = f"source={quoteattr(t['a'])} target={quoteattr(t['b'])}"
        yield f'<edge id="{n}" {ends} weight="{t["n"]}"/>\n'.encode()
    yield b"</edges></graph></gexf>\n"


def _clean(words: str) -> str:
    """Words without the control characters that XML does not hold."""
    return "".join(c for c in words if c >= " " or c in "\t\n")


def _xml(words: str) -> str:
    return escape(_clean(words))
