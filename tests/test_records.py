"""Does every quote stand in its text, on every input, and survive the way to JSON and back?"""

import functools
import json
import subprocess
import sys
from typing import Any

import jsonschema
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.errors import RecordError, SpanError
from detente.records import (
    ActorRef,
    Event,
    Part,
    Reading,
    Report,
    Span,
    Statement,
    canonical,
    change,
    check,
    check_text,
    content_id,
    cut,
    from_json,
    report_id,
    schema,
    spans_of,
    to_json,
)

ODD = ["\x00", "\r\n", "e\u0301", "𝒳", "👩‍👩‍👧", "\u202e", "\ufeff", "“", "\u2028", "न्या", "\U0010ffff", "\uffff"]
"""NUL, CRLF, combining and astral characters, bidi controls, a BOM inside, line separators, noncharacters."""

anything = st.lists(st.one_of(st.text(max_size=8), st.sampled_from(ODD)), min_size=1, max_size=12).map("".join)
"""Text over all of Unicode, lone surrogates included."""
texts = anything.filter(lambda t: bool(t) and not any("\ud800" <= c <= "\udfff" for c in t))

ACTORS = ("ACT-1", "ACT-2")
STATEMENTS = ("STM-1", "STM-2")
EVENTS = ("EV-1", "EV-2")
REFERENCES = {
    (ActorRef, "actor"): st.sampled_from(ACTORS),
    (Statement, "within"): st.none() | st.sampled_from(STATEMENTS),
    (Statement, "claims"): st.lists(st.sampled_from(EVENTS), max_size=2).map(tuple),
    (Event, "according_to"): st.lists(st.sampled_from(STATEMENTS), max_size=2).map(tuple),
}
"""Fields that name other records: they have to name records that are listed."""


def spans(text: str) -> st.SearchStrategy[Span]:
    """Any stretch of at least one character of the text."""
    return raw_spans.map(lambda span: laid(span, text))


raw_spans = st.builds(Span, start=st.integers(0, 400), end=st.integers(0, 400), quote=st.just(""))
"""Spans before their text is known."""


def laid(value: Any, text: str) -> Any:
    """The same record with every raw span (and part) laid into the text."""
    if isinstance(value, Span):
        start, end = sorted((value.start % len(text), value.end % len(text)))
        return cut(text, start, end + 1)
    if isinstance(value, Part):
        return change(value, **{n: getattr(laid(raw_of(value), text), n) for n in ("start", "end")})
    if isinstance(value, msgspec.Struct):
        return change(value, **{n: laid(getattr(value, n), text) for n in value.__struct_fields__})
    return tuple(laid(v, text) for v in value) if isinstance(value, tuple) else value


def raw_of(part: Part) -> Span:
    return Span(start=abs(part.start), end=abs(part.end), quote="")


def valued(kind: Any) -> st.SearchStrategy[Any]:
    """A strategy for one of msgspec's own descriptions of a type: so no field of any record is forgotten."""
    info = msgspec.inspect
    if isinstance(kind, info.StructType):
        return record(kind.cls)
    if isinstance(kind, info.UnionType):
        return st.one_of(*(valued(t) for t in kind.types))
    if isinstance(kind, info.VarTupleType):
        return st.lists(valued(kind.item_type), max_size=2).map(tuple)
    if isinstance(kind, info.LiteralType):
        return st.sampled_from(kind.values)
    simple = {
        info.StrType: st.text(st.characters(exclude_categories=["Cs"]), max_size=4),
        info.IntType: st.integers(-(2**53), 2**53),
        info.FloatType: st.floats(allow_nan=False, allow_infinity=False),
        info.BoolType: st.booleans(),
        info.NoneType: st.none(),
    }
    return simple[type(kind)]


@functools.cache
def record(cls: type[Any]) -> st.SearchStrategy[Any]:
    """A strategy for a whole record, its spans not yet laid into a text."""
    if cls is Span:
        return raw_spans
    named = {n: REFERENCES.get((cls, n), UNSAID) for n, _ in fields_of(cls)}
    return st.builds(cls, **{n: valued(k) if named[n] is UNSAID else named[n] for n, k in fields_of(cls)})


UNSAID = st.nothing()


@functools.cache
def fields_of(cls: type[Any]) -> tuple[tuple[str, Any], ...]:
    described = msgspec.inspect.type_info(cls)
    assert isinstance(described, msgspec.inspect.StructType)
    return tuple((f.name, f.type) for f in described.fields)


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """A reading with every kind of record in it, its references whole."""
    text = draw(texts)
    made: Reading = draw(record(Reading))
    actor = draw(record(type_of("actors")))
    statement = draw(record(Statement))
    event = draw(record(Event))
    whole: Reading = change(
        made,
        report=change(made.report, text=text, id=report_id(text)),
        actors=tuple(change(actor, id=i) for i in ACTORS),
        statements=(*made.statements, *(change(statement, id=i) for i in STATEMENTS)),
        events=(*made.events, *(change(event, id=i) for i in EVENTS)),
    )
    done: Reading = laid(whole, text)
    kept: list[Part] = []
    for part in sorted(done.report.parts, key=lambda p: p.start):
        if not kept or kept[-1].end <= part.start:
            kept.append(part)
    tidy: Reading = change(done, report=change(done.report, parts=tuple(kept)))
    return tidy


def type_of(field: str) -> type[Any]:
    kind = dict(fields_of(Reading))[field]
    assert isinstance(kind, msgspec.inspect.VarTupleType)
    assert isinstance(kind.item_type, msgspec.inspect.StructType)
    return kind.item_type.cls


slow = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@given(texts, st.integers(0, 40), st.integers(0, 40))
def test_a_span_is_cut_from_the_text_or_refused(text: str, a: int, b: int) -> None:
    if 0 <= a < b <= len(text):
        span = cut(text, a, b)
        assert text[span.start : span.end] == span.quote
        span.check(text)
    else:
        with pytest.raises(SpanError, match="no words between"):
            cut(text, a, b)


@given(texts, st.data())
def test_a_span_that_lies_is_told_apart(text: str, data: st.DataObject) -> None:
    span = data.draw(spans(text))
    for lie in (
        change(span, quote=span.quote + "x"),
        change(span, start=-1),
        change(span, start=span.end),
        change(span, end=len(text) + 1),
    ):
        with pytest.raises(SpanError, match="does not stand"):
            lie.check(text)


def test_offsets_count_code_points() -> None:
    text = "𝒳 said: “नहीं”, e\u0301tat\r\n\x00no."
    assert cut(text, 2, 6).quote == "said"
    assert cut(text, text.index("नहीं"), text.index("”")).quote == "नहीं"
    assert cut(text, text.index("\x00"), text.index("\x00") + 3).quote == "\x00no"


@slow
@given(readings())
def test_a_reading_comes_back_from_json_as_it_was(reading: Reading) -> None:
    line = to_json(reading)
    assert b"\n" not in line
    back = from_json(line)
    assert back == reading
    assert to_json(back) == line
    for span in spans_of(json.loads(line) and back):
        assert back.report.text[span.start : span.end] == span.quote


@slow
@given(readings())
def test_what_is_printed_fits_the_published_schema(reading: Reading) -> None:
    validator().validate(json.loads(to_json(reading)))


@functools.cache
def validator() -> jsonschema.Draft202012Validator:
    made = schema()
    assert made["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(made)
    return jsonschema.Draft202012Validator(made)


@slow
@given(readings(), st.data())
def test_a_quote_that_does_not_stand_is_refused_from_json(reading: Reading, data: st.DataObject) -> None:
    raw = json.loads(to_json(reading))
    event = data.draw(st.sampled_from(raw["events"]))
    event["trigger"]["quote"] += "!"
    with pytest.raises(SpanError, match="does not stand"):
        from_json(json.dumps(raw))


def test_the_schema_and_the_reader_refuse_what_is_no_record() -> None:
    raw = json.loads(to_json(small()))
    for spoil in (
        lambda r: r["report"].pop("id"),
        lambda r: r["report"].update(colour="red"),
        lambda r: r["statements"][0].update(act="shout"),
        lambda r: r["statements"][0]["cue"].update(start="2"),
    ):
        bad = json.loads(json.dumps(raw))
        spoil(bad)
        with pytest.raises(jsonschema.ValidationError):
            validator().validate(bad)
        with pytest.raises(RecordError, match="not a reading"):
            from_json(json.dumps(bad))


@pytest.mark.parametrize("junk", [b"", b"[]", b"{", b"null", b"\xff", '{"report": 1}'])
def test_json_that_is_no_reading_is_refused_in_words(junk: bytes | str) -> None:
    with pytest.raises(RecordError, match="not a reading"):
        from_json(junk)


def test_references_must_be_listed() -> None:
    reading = small()
    with pytest.raises(RecordError, match="ACT-1 is referred to and not listed"):
        check(change(reading, actors=()))
    lost = change(reading.statements[0], within="STM-9")
    with pytest.raises(RecordError, match="stands within STM-9"):
        check(change(reading, statements=(lost,)))
    with pytest.raises(RecordError, match="claims EV-9"):
        check(change(reading, statements=(change(reading.statements[0], claims=("EV-9",)),)))
    outside = change(reading.report, parts=(Part(kind="body", start=0, end=999),))
    with pytest.raises(SpanError, match="outside the text"):
        check(change(reading, report=outside))
    crossed = change(reading.report, parts=(Part(kind="body", start=0, end=8), Part(kind="deck", start=4, end=12)))
    with pytest.raises(SpanError, match="begins before"):
        check(change(reading, report=crossed))


@pytest.mark.parametrize("lone", ["\ud800", "a\udfffb", "ok \udcff"])
def test_lone_surrogates_are_refused_in_words(lone: str) -> None:
    with pytest.raises(SpanError, match=r"lone surrogate \(U\+D[0-9A-F]{3}\) at character \d+"):
        check_text(lone)
    with pytest.raises(SpanError, match="lone surrogate"):
        report_id(lone)


def test_a_lone_surrogate_in_json_is_refused() -> None:
    line = to_json(small()).decode().replace("Dar said", "Dar \\ud83d said")
    with pytest.raises((RecordError, SpanError)):
        from_json(line)


@given(texts)
def test_an_id_depends_on_words_and_not_on_white_space(text: str) -> None:
    assert report_id(text) == report_id("  " + text + "\n")
    assert report_id(canonical(text)) == report_id(text)
    assert report_id(text + " x") != report_id(text)


def test_ids_are_the_same_in_every_process() -> None:
    code = (
        "from detente.records import content_id, report_id;"
        "print(content_id('EV', 'RPT-1', 10, 14), content_id('STM', {'b': 1, 'a': (2, None)}), report_id('नहीं 𝒳'))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "random")
    }
    assert len(said) == 1
    assert said.pop().split()[0] == content_id("EV", "RPT-1", 10, 14) == "EV-4ff805ea1c98"


def test_records_are_frozen() -> None:
    span = cut("Dar said no.", 0, 3)
    with pytest.raises(AttributeError):
        span.start = 4  # type: ignore[misc]
    assert not hasattr(span, "__dict__")


def small() -> Reading:
    text = "Dar said no."
    dar = ActorRef(actor="ACT-1", name="Ishaq Dar", country="PAK", sector="GOV", span=cut(text, 0, 3), via="name")
    told = Statement(
        id="STM-1",
        report=report_id(text),
        part="body",
        speaker=dar,
        cue=cut(text, 4, 8),
        content=(cut(text, 9, 11),),
        form="indirect",
        act="deny",
        confidence=0.9,
        why="cue 'said'",
    )
    report = Report(id=report_id(text), text=text, parts=(Part(kind="body", start=0, end=12),), sha256="0" * 64)
    actor = type_of("actors")(id="ACT-1", name="Ishaq Dar", kind="person", country="PAK", sector="GOV")
    return Reading(report=report, actors=(actor,), statements=(told,))


def test_unknown_is_null_and_never_a_default() -> None:
    raw = json.loads(to_json(small()))
    assert raw["report"]["published"] is None
    assert raw["report"]["outlet"] is None
    assert raw["statements"][0]["said"] is None
    assert raw["actors"][0]["office"] is None
    assert list(raw) == [
        "report",
        "actors",
        "places",
        "times",
        "numbers",
        "names",
        "statements",
        "events",
        "incidents",
        "disputes",
        "channels",
        "positions",
    ]
