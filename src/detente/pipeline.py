"""In which order do the steps run? The one file that knows."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from spacy.tokens import Doc

from detente.errors import InputError
from detente.joining import crisis
from detente.joining.channels import channels
from detente.joining.crisis import Joined, join
from detente.joining.disputes import disputes
from detente.joining.incidents import incidents
from detente.joining.positions import positions
from detente.joining.recounts import recounts
from detente.ledger import Filter, Ledger, facets, listing
from detente.ledger.settle import Found
from detente.lexicon.actors import Registry, load_registry
from detente.lexicon.codes import Codes, load_codes
from detente.lexicon.diplomacy import Diplomacy, load_diplomacy
from detente.lexicon.gazetteer import Gazetteer, open_gazetteer
from detente.lexicon.words import Words, load_words
from detente.reading import assemble, attribute, code, judge, names, numbers, places, repeats, times, weigh_deeds
from detente.reading.attach import Finder
from detente.reading.clean import clean, clean_html, clean_text
from detente.reading.encoder.model import Encoder, load_encoder
from detente.reading.encoder.see import see
from detente.reading.implied import Implied
from detente.reading.parse import parse
from detente.records import Incident, Item, NumberChange, Reading, Report, Tension, TimelineDay, change, check
from detente.settings import Settings


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All that reading needs besides the report; loaded once a process."""

    words: Words
    registry: Registry
    codes: Codes
    gazetteer: Gazetteer
    diplomacy: Diplomacy
    encoder: Encoder | None = None
    """``None``: rules alone."""


def learn(settings: Settings, progress: Callable[[int, int], None] | None = None) -> Knowledge:
    """Load the lexicon; build the place index on the first run, with progress."""
    return Knowledge(
        words=load_words(settings.lexicon),
        registry=load_registry(settings.lexicon),
        codes=load_codes(),
        gazetteer=open_gazetteer(settings.cache, progress),
        diplomacy=load_diplomacy(),
        encoder=load_encoder() if settings.encoder else None,
    )


ONE = msgspec.json.Decoder(Incident)
ROW_KEYS = frozenset({"id", "text", "html", "published", "outlet", "url", "title"})


def report_of_row(row: Mapping[str, Any]) -> Report:
    """A line of JSONL as a report: ``id`` and one of ``text`` and ``html`` are required."""
    if not isinstance(row.get("id"), str | int) or not (row.get("text") or row.get("html")):
        raise InputError("a line needs 'id' and one of 'text' and 'html'; see 'detente read --help'")
    for key in ROW_KEYS - {"id"}:
        if row.get(key) is not None and not isinstance(row[key], str):
            raise InputError(f"{key!r} must be a string")
    make = clean_text if row.get("text") else clean_html
    return make(
        str(row.get("text") or row.get("html")),
        published=row.get("published"),
        outlet=row.get("outlet"),
        url=row.get("url"),
        title=row.get("title"),
        source_id=str(row["id"]),
    )


def report_of(item: Item) -> Report:
    """What came out of a file, a feed or an archive, as a report; what its carrier says goes before the page's own."""
    facts = {"published": item.published, "outlet": item.outlet, "url": item.url, "title": item.title}
    if item.error is not None:
        raise InputError(item.error)
    if item.text is not None:
        return clean_text(item.text, **facts, source_id=item.source_id)
    if item.html is not None:
        return clean_html(item.html, **facts, source_id=item.source_id)
    if item.raw is None:
        raise InputError(f"{item.name}: there is nothing in it")
    report = clean(item.raw, item.published)
    told = {k: v for k, v in facts.items() if v is not None and k != "published"}
    made: Report = change(report, **told, source_id=item.source_id)
    return made


def read_reports(reports: Iterable[Report], know: Knowledge) -> Iterator[Reading]:
    """Read reports in order, one :class:`~detente.records.Reading` each, every quote proven."""
    kept: list[Report] = []

    def remember(items: Iterable[Report]) -> Iterator[Report]:
        for r in items:
            kept.append(r)
            yield r

    for doc in parse(remember(reports)):
        yield read_parsed(kept.pop(0), doc, know)


def read_report(report: Report, know: Knowledge) -> Reading:
    """Read one report."""
    return next(iter(read_reports([report], know)))


def read_parsed(report: Report, doc: Doc, know: Knowledge) -> Reading:
    """Everything after the parse: find, attribute, code, judge, resolve, join, prove."""
    when = times.find(report, doc)
    many = numbers.find(report, doc, when)
    cast = names.find(report, doc, know.registry)
    where = places.find(report, doc, know.gazetteer, places.home(report, know.registry), places.players(cast))
    when = times.zoned(when, where, doc)
    seen = see(report, doc, know.encoder) if know.encoder is not None else None
    told = attribute.find(report, doc, know.words, seen)
    done = code.find(report, doc, know.words, told)
    done = weigh_deeds.weigh(report, doc, done, seen.deeds, know.words, know.codes) if seen is not None else done
    done = judge.judge(report, doc, done, told, know.words)
    players = assemble.Players(report, doc, cast)
    finder = Finder(report, doc, where, when, many, told)
    named = players.names()
    done = Implied(doc, cast, finder.where).fill(done)
    statements, ids = assemble.statements(told, players, finder)
    events = assemble.events(done, ids, players, finder, know.codes)
    statements, events = repeats.fold(assemble.claimed(statements, events), events)
    happenings = incidents(report, events, statements)
    cast_list = tuple(players.actors.values())
    reading = Reading(
        report=change(report, warnings=(*report.warnings, *times.warnings(when))),
        actors=cast_list,
        places=where,
        times=when,
        numbers=many,
        names=named,
        statements=tuple(statements),
        events=tuple(events),
        incidents=happenings,
        disputes=disputes(report, events, statements, happenings),
        channels=channels(statements, events, cast_list, know.diplomacy),
        positions=positions(statements, events, cast_list, know.diplomacy, report.published),
    )
    check(reading)
    return reading


def keep(ledger: Ledger, reading: Reading, item: Item, key: str) -> bool:
    """Keep a reading in the ledger, in one transaction; returns whether there was news in it."""
    return ledger.keep(reading, item, key)


def update(ledger: Ledger) -> dict[str, int]:
    """Join all that the ledger holds anew and write what changed; returns how many rows of each kind are new."""
    since = ledger.time()
    return ledger.settle(joined(ledger.readings()), since)


def joined(readings: Sequence[Reading]) -> Found:
    """What many reports make together, as the ledger keeps it."""
    made = join(readings)
    return Found(
        incidents=made.incidents,
        disputes=made.disputes,
        channels=made.channels,
        positions=made.positions,
        copies=made.copies,
    )


def kept_incidents(ledger: Ledger, asked: Filter) -> Joined:
    """The incidents that the ledger holds and a filter asks for, as joining returns them."""
    return Joined(incidents=tuple(_decoded(ledger, asked).values()))


def _decoded(ledger: Ledger, asked: Filter) -> dict[str, Incident]:
    found = ledger.look(listing.records, "incident", replace(asked, limit=None, cursor=None))
    return {i.id: i for i in map(ONE.decode, found)}


def tension(ledger: Ledger, first: str, second: str, asked: Filter, *, directed: bool = False) -> list[Tension]:
    """The days of two countries; ``directed`` counts only what the first does to the second."""
    pair = replace(asked, since=None, until=None, actor=(first,))
    found = _decoded(ledger, replace(pair, by=(second,))) | _decoded(ledger, replace(pair, to=(second,)))
    both = Joined(incidents=tuple(found.values()))
    return list(crisis.tension(both, (first, second), directed=directed, since=asked.since, until=asked.until))


def curve(found: Found, dyad: tuple[str, str]) -> list[Tension]:
    """The days of two countries in what was joined just now, both ways counted."""
    return list(crisis.tension(Joined(incidents=tuple(found.incidents)), dyad, directed=False))


def timeline(ledger: Ledger, asked: Filter, most: int, days: int | None = None) -> list[TimelineDay]:
    """The days that matter, in order, each with its incidents; ``days``: of the last so many days told of only."""
    if days is not None:
        told = ledger.look(facets.latest, "incident", asked, days)
        asked = replace(asked, since=told[-1] if told else asked.since)
    return list(crisis.timeline(kept_incidents(ledger, asked), most=most))


def changed_numbers(ledger: Ledger, found: Sequence[Incident]) -> list[NumberChange]:
    """Where a side's number of these incidents changed from one report to a later one, the latest change first."""
    events = {e.id: e for e in ledger.events([x for i in found for x in i.events])}
    told = {s.id: s for s in ledger.statements([x for e in events.values() for x in e.according_to])}
    made = [c for i in found for c in recounts(i, [events[x] for x in i.events if x in events], told)]
    return sorted(made, key=lambda c: (c.after.published or "", c.id), reverse=True)
