"""In which order do the steps of reading one report run? The one file that knows."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from spacy.tokens import Doc

from detente.errors import InputError
from detente.joining.channels import channels
from detente.joining.disputes import disputes
from detente.joining.incidents import incidents
from detente.joining.positions import positions
from detente.lexicon.actors import Registry, load_registry
from detente.lexicon.codes import Codes, load_codes
from detente.lexicon.diplomacy import Diplomacy, load_diplomacy
from detente.lexicon.gazetteer import Gazetteer, open_gazetteer
from detente.lexicon.words import Words, load_words
from detente.reading import (
    assemble,
    attribute,
    code,
    happening,
    judge,
    names,
    numbers,
    places,
    repeats,
    times,
    weigh_deeds,
)
from detente.reading.attach import Finder
from detente.reading.clean import clean, clean_html, clean_text
from detente.reading.encoder.gate import Gate
from detente.reading.encoder.model import Encoder, load_encoder
from detente.reading.encoder.named import name
from detente.reading.encoder.see import see
from detente.reading.implied import Implied
from detente.reading.parse import parse, recogniser
from detente.records import Item, Reading, Report, change, check
from detente.settings import Settings


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All that reading needs besides the report; loaded once a process."""

    words: Words
    registry: Registry
    codes: Codes
    gazetteer: Gazetteer
    diplomacy: Diplomacy
    gate: Gate
    encoder: Encoder | None = None
    """``None``: rules alone."""


def learn(settings: Settings, progress: Callable[[int, int], None] | None = None) -> Knowledge:
    """Load the lexicon; build the place index on the first run, with progress."""
    words = load_words(settings.lexicon)
    return Knowledge(
        words=words,
        registry=load_registry(settings.lexicon),
        codes=load_codes(),
        gazetteer=open_gazetteer(settings.cache, progress),
        diplomacy=load_diplomacy(),
        gate=Gate(words),
        encoder=load_encoder() if settings.encoder else None,
    )


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

    for doc in parse(remember(reports), names=know.encoder is None):
        yield read_parsed(kept.pop(0), doc, know)


def read_report(report: Report, know: Knowledge) -> Reading:
    """Read one report."""
    return next(iter(read_reports([report], know)))


def read_parsed(report: Report, doc: Doc, know: Knowledge) -> Reading:
    """Everything after the parse: find, attribute, code, judge, resolve, join, prove."""
    seen = see(report, doc, know.encoder, know.gate) if know.encoder is not None else None
    if seen is not None:
        name(doc, seen.names, seen.unsure, recogniser().among)
    when = times.find(report, doc)
    many = numbers.find(report, doc, when)
    cast = names.find(report, doc, know.registry)
    where = places.find(report, doc, know.gazetteer, places.home(report, know.registry), places.players(cast))
    when = times.zoned(when, where, doc)
    told = attribute.find(report, doc, know.words, seen)
    done = code.find(report, doc, know.words, told)
    done = weigh_deeds.weigh(report, doc, done, seen.deeds, know.words, know.codes) if seen is not None else done
    done = happening.stand(doc, judge.judge(report, doc, done, told, know.words))
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
