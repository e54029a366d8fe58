"""Which verbs, nouns, adjectives and idioms mean something? Rows from ``data/words/*.toml``, checked and indexed."""

import difflib
import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import get_args

import msgspec
import tomli

from detente.errors import LexiconError
from detente.lexicon.codes import load_codes
from detente.lexicon.rows import Adjective, Idiom, Noun, Role, Row, Slot, Verb, WordFile
from detente.records import Act, Status

TABLES = ("verb", "noun", "adjective", "idiom")
KEYS = {
    "verb": Verb.__struct_fields__,
    "noun": Noun.__struct_fields__,
    "adjective": Adjective.__struct_fields__,
    "idiom": Idiom.__struct_fields__,
}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a row stands: file and line."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Words:
    """All rows by lemma, the narrowest use first; idioms by their first word."""

    verbs: dict[str, tuple[Verb, ...]]
    nouns: dict[str, tuple[Noun, ...]]
    adjectives: dict[str, tuple[Adjective, ...]]
    idioms: dict[str, tuple[tuple[str, ...], ...]]
    sources: dict[int, Source]
    rows: tuple[tuple[str, Row | Idiom], ...]

    def source(self, row: Row | Idiom) -> str:
        """File and line of a row, for ``why``."""
        return str(self.sources.get(id(row), "unknown"))


def narrowness(row: Row) -> int:
    """How much a row demands of its sentence: the narrower use wins over the wider one."""
    wants = (row.object, row.particle, row.prep, row.subject, row.subject_class, row.object_class)
    weights = (4, 3, 3, 4, 1, 1)
    return sum(w for want, w in zip(wants, weights, strict=True) if want)


def _rank(row: Row) -> tuple[int, int]:
    """Narrow uses first; of two as narrow, the one that names fewer objects ('mount' + 'rescue' before nine nouns)."""
    return -narrowness(row), len(row.object)


def load_file(name: str, text: str) -> list[tuple[str, Row | Idiom, Source]]:
    """The rows of one file; raises :class:`~detente.errors.LexiconError` with file, line and the nearest valid word."""
    try:
        raw = tomli.loads(text)
    except tomli.TOMLDecodeError as why:
        raise LexiconError(f"{name}: not TOML: {why}") from None
    lines = _header_lines(text)
    _known_keys(name, raw, lines)
    try:
        made = msgspec.convert(raw, WordFile)
    except msgspec.ValidationError as why:
        raise LexiconError(_explain(name, str(why), lines)) from None
    out: list[tuple[str, Row | Idiom, Source]] = []
    for table in TABLES:
        for n, row in enumerate(getattr(made, table)):
            source = Source(name, lines.get((table, n), 0))
            if isinstance(row, Row):
                _check(row, source)
            out.append((table, row, source))
    return out


def _header_lines(text: str) -> dict[tuple[str, int], int]:
    seen: dict[str, int] = defaultdict(int)
    out: dict[tuple[str, int], int] = {}
    for no, line in enumerate(text.splitlines(), 1):
        m = re.match(r"\[\[(\w+)\]\]", line)
        if m:
            out[m[1], seen[m[1]]] = no
            seen[m[1]] += 1
    return out


def _nearest(word: str, valid: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(valid), 1, 0.4)
    return f"; did you mean {near[0]!r}?" if near else f"; valid are {', '.join(sorted(valid))}"


def _known_keys(name: str, raw: dict[str, object], lines: dict[tuple[str, int], int]) -> None:
    for table, rows in raw.items():
        if table not in TABLES:
            raise LexiconError(f"{name}: there is no table [[{table}]]{_nearest(table, TABLES)}")
        for n, row in enumerate(rows if isinstance(rows, list) else []):
            for key in row:
                if key not in KEYS[table]:
                    at = Source(name, lines.get((table, n), 0))
                    raise LexiconError(f"{at}: a {table} has no {key!r}{_nearest(key, KEYS[table])}")


def _explain(name: str, why: str, lines: dict[tuple[str, int], int]) -> str:
    m = re.search(r"\$\.(\w+)\[(\d+)\](\S*)", why)
    at = Source(name, lines.get((m[1], int(m[2])), 0)) if m else name
    value = re.search(r"Invalid enum value '([^']*)'", why)
    if value:
        valid = {*get_args(Act), *get_args(Status), *get_args(Role), *get_args(Slot)}
        return f"{at}: {value[1]!r} is no valid word here{_nearest(value[1], valid)}"
    return f"{at}: {why}"


def _check(row: Row, source: Source) -> None:
    codes = load_codes()
    if row.event is not None and not codes.valid(row.event):
        valid = [f"{k}.{m}" if m else k for k, m in codes.defaults]
        raise LexiconError(f"{source}: {row.event!r} is no PLOVER type or mode{_nearest(row.event, valid)}")
    if row.cameo is not None and row.cameo not in codes.cameo:
        raise LexiconError(f"{source}: {row.cameo!r} is no CAMEO code{_nearest(row.cameo, codes.cameo)}")
    if bad := [c for c in row.context if c not in codes.contexts]:
        raise LexiconError(f"{source}: {bad[0]!r} is no PLOVER context{_nearest(bad[0], codes.contexts)}")
    if not row.event and not row.act and not row.complement:
        raise LexiconError(f"{source}: {row.lemma!r} has neither act nor event nor complement: it says nothing")
    if not row.yes:
        raise LexiconError(f"{source}: {row.lemma!r} has no sentence in 'yes': write one in which it must fire")


def _use(table: str, row: Row) -> tuple[object, ...]:
    wants = (row.particle, frozenset(row.object), row.prep, frozenset(row.subject))
    return (table, row.lemma, *wants, row.subject_class, row.object_class, row.not_object)


def _merge(found: Sequence[tuple[str, Row | Idiom, Source]], base: int) -> list[tuple[str, Row | Idiom, Source]]:
    """Overlay rows (from ``base`` on) take the place of bundled ones; two bundled rows for one use are an error."""
    kept: dict[tuple[object, ...], tuple[str, Row | Idiom, Source]] = {}
    for n, (table, row, source) in enumerate(found):
        key = _use(table, row) if isinstance(row, Row) else (table, row.words)
        if key in kept and n < base:
            name = row.lemma if isinstance(row, Row) else row.words
            raise LexiconError(
                f"{source}: {table} {name!r} has the same use as {kept[key][2]}; make one of them narrower"
            )
        kept[key] = (table, row, source)
    return list(kept.values())


def _index(found: Sequence[tuple[str, Row | Idiom, Source]]) -> Words:
    by: dict[str, dict[str, list[Row]]] = {t: defaultdict(list) for t in TABLES[:3]}
    idioms: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for table, row, _ in found:
        if isinstance(row, Row):
            by[table][row.lemma].append(row)
        else:
            parts = tuple(row.words.split())
            idioms[parts[0]].append(parts)
    ordered = {t: {k: tuple(sorted(v, key=_rank)) for k, v in rows.items()} for t, rows in by.items()}
    return Words(
        verbs=ordered["verb"],  # type: ignore[arg-type]
        nouns=ordered["noun"],  # type: ignore[arg-type]
        adjectives=ordered["adjective"],  # type: ignore[arg-type]
        idioms={k: tuple(v) for k, v in idioms.items()},
        sources={id(row): source for _, row, source in found},
        rows=tuple((table, row) for table, row, _ in found),
    )


@functools.lru_cache(maxsize=4)
def load_words(overlay: Path | None = None) -> Words:
    """The bundled rows, with those of ``overlay/words/*.toml`` laid over them.

    Raises :class:`~detente.errors.LexiconError` that names file, line and the nearest valid word.
    """
    found: list[tuple[str, Row | Idiom, Source]] = []
    folder = files("detente.lexicon") / "data" / "words"
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        if path.name.endswith(".toml"):
            found += load_file(path.name, path.read_text(encoding="utf-8"))
    base = len(found)
    if overlay is not None:
        if not overlay.is_dir():
            raise LexiconError(f"{overlay}: no such folder; --lexicon names a folder with words/*.toml in it")
        for extra in sorted((overlay / "words").glob("*.toml")):
            found += load_file(str(extra), extra.read_text(encoding="utf-8"))
    return _index(_merge(found, base))
