"""Which rows would GDELT 2.0 have of these events? 61 columns of events, 16 of mentions; what was not told stays blank.

GDELT counts things that detente does not rate (tone) or does not know (FIPS codes of places): these stay blank, and an
actor's country keeps its ISO code, which GDELT's CAMEO codes mostly are.
"""

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec

from detente.ledger import Filter, Ledger
from detente.records import ActorRef, Event, Report

_SIDE = ("Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code", "Type1Code",
         "Type2Code", "Type3Code")  # fmt: skip
_GEO = ("Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")
EVENTS = (
    "GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate", *(f"Actor1{c}" for c in _SIDE),
    *(f"Actor2{c}" for c in _SIDE), "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass",
    "GoldsteinScale", "NumMentions", "NumSources", "NumArticles", "AvgTone",
    *(f"{w}Geo_{c}" for w in ("Actor1", "Actor2", "Action") for c in _GEO), "DATEADDED", "SOURCEURL",
)  # fmt: skip
MENTIONS = (
    "GLOBALEVENTID", "EventTimeDate", "MentionTimeDate", "MentionType", "MentionSourceName", "MentionIdentifier",
    "SentenceID", "Actor1CharOffset", "Actor2CharOffset", "ActionCharOffset", "InRawText", "Confidence",
    "MentionDocLen", "MentionDocTone", "MentionDocTranslationInfo", "Extras",
)  # fmt: skip
PLACE_TYPE = {"country": "1", "admin": "5", "city": "4", "site": "4"}
Cells = dict[str, Any]


def number(ident: str) -> str:
    """GDELT's event ids are numbers: one derived from ours, the same everywhere."""
    return str(int(hashlib.sha256(ident.encode()).hexdigest()[:15], 16) % 9_000_000_000 + 1_000_000_000)


def _stamp(published: str | None) -> str:
    digits = "".join(c for c in (published or "")[:19] if c.isdigit())
    return digits.ljust(14, "0") if digits else ""


def _side(which: str, refs: tuple[ActorRef, ...]) -> Cells:
    if not refs:
        return {}
    ref = refs[0]
    return {
        f"{which}Code": (ref.country or "") + (ref.sector or ""),
        f"{which}Name": "; ".join(dict.fromkeys(r.name for r in refs)).upper(),
        f"{which}CountryCode": ref.country or "",
        f"{which}Type1Code": ref.sector or "",
    }


def _day(e: Event) -> Cells:
    told = (e.when.start or "")[:10] if e.when else ""
    if len(told) < 10:
        return {}
    day = date.fromisoformat(told)
    fraction = day.year + (day.month * 30 + day.day) / 365
    return {
        "SQLDATE": f"{day:%Y%m%d}", "MonthYear": f"{day:%Y%m}", "Year": f"{day:%Y}", "FractionDate": f"{fraction:.4f}",
    }  # fmt: skip


def _place(e: Event) -> Cells:
    w = e.where
    if w is None:
        return {"ActionGeo_Type": "0"}
    point = w.lat is not None and w.lon is not None
    return {
        "ActionGeo_Type": PLACE_TYPE.get(w.precision, "0"),
        "ActionGeo_FullName": ", ".join(p for p in (w.name, w.admin1, w.country) if p),
        "ActionGeo_Lat": f"{w.lat}" if point else "",
        "ActionGeo_Long": f"{w.lon}" if point else "",
        "ActionGeo_FeatureID": str(w.geonames) if w.geonames else "",
    }


def event_cells(e: Event, report: Report) -> Cells:
    """One event as GDELT's columns; ``report`` is the one that tells it."""
    code = e.cameo or ""
    return {
        "GLOBALEVENTID": number(e.id),
        **_day(e), **_side("Actor1", e.actors), **_side("Actor2", e.recipients), **_place(e),
        "IsRootEvent": "1" if e.part in ("headline", "deck") else "0",
        "EventCode": code, "EventBaseCode": code[:3], "EventRootCode": code[:2], "QuadClass": str(e.quad),
        "GoldsteinScale": "" if e.goldstein is None else f"{e.goldstein}",
        "NumMentions": "1", "NumSources": "1", "NumArticles": "1",
        "DATEADDED": _stamp(report.published), "SOURCEURL": report.url or report.id,
    }  # fmt: skip


def mention_cells(e: Event, report: Report) -> Cells:
    """Where the event is told, as GDELT's mentions; offsets count in the report's text."""
    stamp = _stamp(report.published)
    return {
        "GLOBALEVENTID": number(e.id), "EventTimeDate": stamp, "MentionTimeDate": stamp,
        "MentionType": "1" if report.url else "2", "MentionSourceName": report.outlet or "",
        "MentionIdentifier": report.url or report.id,
        "SentenceID": str(report.text.count(". ", 0, e.sentence.start) + 1),
        "Actor1CharOffset": str(e.actors[0].span.start) if e.actors else "-1",
        "Actor2CharOffset": str(e.recipients[0].span.start) if e.recipients else "-1",
        "ActionCharOffset": str(e.trigger.start), "InRawText": "1",
        "Confidence": str(max(10, min(100, round(e.confidence * 10) * 10))), "MentionDocLen": str(len(report.text)),
    }  # fmt: skip


def rows(ledger: Ledger, asked: Filter, *, mentions: bool) -> Iterator[str]:
    """Tab-separated lines without a header, as GDELT's files are."""
    columns, make = (MENTIONS, mention_cells) if mentions else (EVENTS, event_cells)
    reports: dict[str, Report] = {}
    for row in ledger.each("event", asked):
        e = msgspec.json.decode(row["record"], type=Event)
        if e.report not in reports:
            if len(reports) > 500:
                reports.clear()
            reports[e.report] = ledger.report(e.report)
        cells = make(e, reports[e.report])
        yield "\t".join(" ".join(str(cells.get(c, "")).split()) for c in columns) + "\n"
