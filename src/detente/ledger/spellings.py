"""How do records spell a name that is asked for in another way? Case aside, by its last words or its first letters.

One small table holds every spelling of a party, a place and an outlet, so that no list has to be walked for a name, and
so that names outside ASCII are found in any case, in SQLite as in PostgreSQL. Records are looked up by who takes part
in them by that one's names, ids as well: an index by ids (hashes, most of them of somebody whom one report tells of)
took a fifth of the pages that a report writes to.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping

from sqlalchemy import Connection, select

from detente.ledger import bulk, schema
from detente.ledger.rows import pairs

STEP = 400
"""Spellings that are looked up at a time: databases bound the values of a question."""
LAST = chr(0x10FFFF)
"""Greater than any letter: where the names that begin with some letters end."""
LONGEST = 200
"""Letters by which a name is found: an index holds no longer key in PostgreSQL."""


NAMES = bulk.Among(schema.actors.c.id, select(schema.actors.c.id, schema.actors.c.name))


def folded(name: str) -> str:
    """A name without case and needless blanks.

    >>> folded(" Šiauliai  Airport")
    'šiauliai airport'
    """
    return " ".join(name.casefold().split())[:LONGEST]


def keys(kind: str, name: str) -> Iterator[str]:
    """What a name is found by: a party by all of its last words, a place or an outlet by the whole.

    >>> list(keys("party", "Narendra Modi")), list(keys("place", "New Delhi"))
    (['narendra modi', 'modi'], ['new delhi'])
    """
    words = folded(name).split(" ")
    for i in range(len(words) if kind == "party" else 1):
        yield " ".join(words[i:])


def note(conn: Connection, kind: str, names: Iterable[str | None]) -> None:
    """Remember how names are spelled; those that are known change nothing."""
    wanted = sorted({(k, n) for n in names if n and n.strip() for k in keys(kind, n)})
    bulk.add(conn, schema.spellings, ({"kind": kind, "folded": k, "name": n} for k, n in wanted), known=True)


def by_other_names(
    conn: Connection, parties: Iterable[tuple[str, str]], names: Mapping[str, str] | None = None
) -> None:
    """Remember by which names parties (ids and names) are told that are not those of their descriptions; ``names`` are
    these where they are at hand."""
    told = set(parties)
    known = described(conn, {ident for ident, _ in told}) if names is None else names
    other = sorted((ident, name) for ident, name in told if known.get(ident) != name)
    bulk.add(conn, schema.spellings, ({"kind": "actor", "folded": i, "name": n} for i, n in other), known=True)


def described(conn: Connection, idents: Collection[str]) -> dict[str, str]:
    """The name of each of these actors by the description of it that stands."""
    return pairs(NAMES.of(conn, sorted(idents)).fetchall())


def called(conn: Connection, ident: str) -> list[str]:
    """All names by which records tell of an actor."""
    c = schema.spellings.c
    other = conn.execute(select(c.name).where(c.kind == "actor", c.folded == ident)).scalars()
    return sorted({*other, *described(conn, [ident]).values()})


def named(conn: Connection, kind: str, asked: str) -> list[str]:
    """The spellings of a name as records have them: parties that end in these words, outlets that are called so."""
    c = schema.spellings.c
    query = select(c.name).where(c.kind == kind, c.folded == folded(asked)).order_by(c.name)
    return list(conn.execute(query).scalars())


def beginning(conn: Connection, kind: str, asked: str) -> list[str]:
    """The spellings of names that begin with these letters."""
    c = schema.spellings.c
    first = folded(asked)
    query = select(c.name).where(c.kind == kind, c.folded >= first, c.folded < first + LAST).order_by(c.name)
    return list(conn.execute(query).scalars())
