"""Does every row of the lexicon fire on its own sentences, and which rows fire on a sentence somebody tries?"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from spacy.tokens import Doc

from detente.lexicon.rows import Idiom, Row
from detente.lexicon.words import Words
from detente.reading import attribute, code, judge
from detente.reading.false_deeds import idiom_tokens
from detente.reading.match import matching, names
from detente.reading.parse import parse
from detente.records import Report, report_id


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence that does not do what its row says."""

    source: str
    table: str
    name: str
    fault: str
    sentence: str


Roles = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Try:
    """One record made of a sentence: its words, what it is, its roles by name, and why."""

    words: str
    what: str
    roles: Roles
    why: str


def _report(sentence: str) -> Report:
    return Report(id=report_id(sentence), text=sentence, parts=(), sha256="")


def fires(words: Words, table: str, row: Row | Idiom, doc: Doc) -> bool:
    """Whether the row is the first to match some word of the sentence, idioms heeded."""
    blocked = idiom_tokens(words, list(doc))
    if isinstance(row, Idiom):
        parts = row.words.split()
        lemmas = [t.lemma_.lower() for t in doc]
        lower = [t.lower_ for t in doc]
        spots = range(len(doc) - len(parts) + 1)
        return any(all(p in ("*", lemmas[i + k], lower[i + k]) for k, p in enumerate(parts)) for i in spots)
    tables: dict[str, Mapping[str, tuple[Row, ...]]] = {
        "verb": words.verbs,
        "noun": words.nouns,
        "adjective": words.adjectives,
    }
    rows = tables[table]
    for token in doc:
        if (token.i in blocked and not row.act) or row.lemma not in names(token):
            continue  # an idiom is no event; what is said in it is said all the same
        found = list(matching(rows, token))
        if any(r is row for r in found) and _leads(row, found):
            return True
    return False


def _leads(row: Row, found: Sequence[Row]) -> bool:
    """Whether no narrower row goes before that says something else (another act, another type of event)."""
    acts = [r for r in found if r.act]
    events = [r for r in found if r.event]
    other = [r for r in found if r.complement]
    if row.act and acts and acts[0].act == row.act:
        return True
    if row.event and events and (events[0].event or "").partition(".")[0] == row.event.partition(".")[0]:
        return True
    return any(box and box[0] is row for box in (acts, events, other))


def _file(source: str) -> str:
    """The name of the file in 'mine.toml:12', whatever folder it lies in."""
    return PurePath(source).name


def check(words: Words, only: str | None = None, progress: Callable[[int], None] | None = None) -> tuple[Finding, ...]:
    """Run all rows' sentences (or those of one file); the parser reads them in one batch."""
    wanted = [(t, r) for t, r in words.rows if only is None or _file(words.source(r)).startswith(only)]
    jobs = [(t, r, s, True) for t, r in wanted for s in r.yes]
    jobs += [(t, r, s, False) for t, r in wanted if isinstance(r, Row) for s in r.no]
    docs = parse(_report(s) for _, _, s, _ in jobs)
    return tuple(_findings(words, jobs, docs, progress))


def _findings(
    words: Words,
    jobs: Sequence[tuple[str, Row | Idiom, str, bool]],
    docs: Iterator[Doc],
    progress: Callable[[int], None] | None,
) -> Iterator[Finding]:
    for (table, row, sentence, must), doc in zip(jobs, docs, strict=True):
        if progress is not None and must:
            progress(1)
        if fires(words, table, row, doc) != must:
            name = row.lemma if isinstance(row, Row) else row.words
            fault = "does not fire on" if must else "fires on"
            yield Finding(words.source(row), table, name, fault, sentence)


def attempt(words: Words, sentence: str) -> tuple[Try, ...]:
    """What the rows make of one sentence: statements first, then events."""
    report = _report(sentence)
    (doc,) = parse([report])
    told = attribute.find(report, doc, words)
    done = judge.judge(report, doc, code.find(report, doc, words, told), told, words)
    out = []
    for s in told:
        roles: Roles = (
            ("speaker", (sentence[s.speaker.start : s.speaker.end],) if s.speaker else ()),
            ("content", tuple(sentence[a:b] for a, b in s.content)),
            ("addressees", tuple(sentence[p.start : p.end] for p in s.addressees)),
            ("about", tuple(sentence[p.start : p.end] for p in s.about)),
        )
        cue = sentence[s.cue[0] : s.cue[1]] if s.cue else "(quotation)"
        out.append(Try(cue, f"statement, {s.act}", roles, s.why))
    for e in done:
        roles = (
            ("actors", tuple(sentence[p.start : p.end] for p in e.actors)),
            ("recipients", tuple(sentence[p.start : p.end] for p in e.recipients)),
        )
        kind = e.type + (f".{e.mode}" if e.mode else "")
        out.append(
            Try(sentence[e.trigger[0] : e.trigger[1]], f"event, {kind}, {e.status}, CAMEO {e.cameo}", roles, e.why)
        )
    return tuple(out)
