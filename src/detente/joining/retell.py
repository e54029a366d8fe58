"""What do new reports change in copies, channels, positions and disputes? Only that to which they bring something.

Each report brings pieces: what it tells of a channel, where somebody stands, whom it denies. What stands under one key
is put together again from all of its pieces, by the functions that a joining of all reports uses.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

import msgspec

from detente.joining import copies as copying
from detente.joining import lines, stands
from detente.joining.conflicts import All, Answer, denied, disputed, in_two_towns
from detente.joining.denials import BACK, Claim, Claims, claims, day_of, is_denial
from detente.joining.digests import Kept, told, unpacked
from detente.joining.elsewhere import blow, in_pairs
from detente.joining.held import Memory, Part, Piece, Tie
from detente.joining.strands import Told
from detente.lexicon.diplomacy import Diplomacy
from detente.records import Actor, Channel, Dispute, Incident, Position, content_id

HELD = 256
"""Reports of incidents made in a round whose words stay at hand for the denials of it."""

BROUGHT = ("channel", "position", "face", "claim")
"""What a report brings by itself alone; its denials depend on others."""

DENIED = ("responsibility", "occurrence")


def key_of(parts: Sequence[str]) -> str:
    """A key as one string."""
    return json.dumps(list(parts), ensure_ascii=False)


def _rank(t: Told, n: int) -> str:
    """Where a report's n-th piece stands among others: by its date, its id, and the order in it."""
    return f"{t.published or '~'} {t.report} {n:06}"


def brought(t: Told, words: Diplomacy) -> Iterator[Piece]:
    """What a report brings to channels, positions and names, and its claims."""
    for n, (key, channel, day) in enumerate(lines.tellings(t, words)):
        yield Piece("channel", key_of(key), _rank(t, n), t.report, msgspec.json.encode((channel, day)))
    for n, (key, position) in enumerate(stands.stances(t, words)):
        unit = (key[0], *key[2:])
        yield Piece("position", key_of(unit), _rank(t, n), t.report, msgspec.json.encode((key, position)))
    best: dict[str, tuple[stands.Rank, Actor]] = {}
    for country, rank, actor in stands.faces(t):
        best[country] = min(best.get(country, (rank, actor)), (rank, actor), key=lambda b: b[0])
    for country, ((kind, length, ident), actor) in best.items():
        rank_of = f"{int(kind)} {length:06} {ident} {_rank(t, 0)}"
        yield Piece("face", country, rank_of, t.report, msgspec.json.encode(actor))
    for n, claim in enumerate(claims(t, words)):
        yield Piece("claim", str(day_of(t.published)), _rank(t, n), t.report, msgspec.json.encode(claim))


def denies(t: Told, words: Diplomacy) -> bool:
    """Whether a report holds a denial."""
    return any(is_denial(s, words) for s in t.statements)


def bring(memory: Memory, gone: Collection[str], new: Sequence[Piece]) -> dict[str, set[str]]:
    """Exchange what reports brought; returns the keys of each kind to which something came, or from which it went."""
    keys: dict[str, set[str]] = defaultdict(set)
    for kind in BROUGHT:
        if kind == "face":
            continue
        keys[kind] |= {p.key for p in memory.pieces_of(kind, gone)}
        memory.drop(kind, gone)
    names = {p.key for p in memory.pieces_of("face", gone)} | {p.key for p in new if p.kind == "face"}
    before = _faces(memory, names)
    memory.drop("face", gone)
    memory.add(new)
    for p in new:
        keys[p.kind].add(p.key)
    after = _faces(memory, names)
    changed = {c for c in names if before.get(c) != after.get(c)}
    if changed:
        keys["position"] |= {k for k in memory.keys("position") if changed & set(json.loads(k))}
    return keys


def _faces(memory: Memory, countries: Collection[str]) -> dict[str, Actor]:
    """The actor that stands best for each country."""
    return {p.key: msgspec.json.decode(p.data, type=Actor) for p in memory.firsts("face", countries)}


def channels(memory: Memory, keys: Collection[str], part: Part) -> None:
    """The channels of these keys, as all of their reports tell of them."""
    many: list[lines.Telling] = []
    for p in memory.pieces("channel", keys):
        channel, day = msgspec.json.decode(p.data, type=tuple[Channel, str | None])
        many.append((tuple(json.loads(p.key)), channel, day))
    part.channels += lines.drawn(many)
    part.seen.setdefault("channel", set()).update(lines.ident(tuple(json.loads(k))) for k in keys)


def positions(memory: Memory, keys: Collection[str], held: Collection[str], part: Part) -> None:
    """The positions of these keys (somebody towards somebody); ``held`` are the ids that there were of them."""
    many: list[stands.Stance] = [_stance(p) for p in memory.pieces("position", keys)]
    names = {code for key, _ in many for code in (key[0], *key[2:])}
    part.positions += stands.taken(many, _faces(memory, names))
    part.seen.setdefault("position", set()).update(held, (stands.ident(key) for key, _ in many))


def _stance(p: Piece) -> stands.Stance:
    return msgspec.json.decode(p.data, type=tuple[tuple[str, ...], Position])


def stood(memory: Memory, reports: Collection[str]) -> set[str]:
    """The ids of the positions to which these reports bring something."""
    return {stands.ident(_stance(p)[0]) for p in memory.pieces_of("position", reports)}


# Copies


def leave(memory: Memory, old: Kept) -> set[str]:
    """Take a report out of what is remembered of copies; returns those that it repeated or that repeated it."""
    ident = old.shape.id
    ties = memory.ties([ident])
    memory.unrun(ident, copying.sample(old.shape).tolist())
    memory.untie((t.one, t.other) for t in ties)
    return {t.other for t in ties}


def enter(memory: Memory, new: Sequence[Kept]) -> set[str]:
    """Look for the reports that some repeat, or that repeat them; returns these."""
    many = [(k.shape.id, copying.sample(k.shape).tolist(), copying.day_of(k.shape)) for k in new]
    memory.run(many)
    met = memory.repeating(many, copying.DAYS, copying.MET)
    pairs: set[tuple[str, str]] = set()
    for k in new:
        for data in memory.digests(met[k.shape.id]).values() if met[k.shape.id] else ():
            shape = unpacked(data).shape
            if copying.repeats(shape, k.shape):
                pairs.add((min(shape.id, k.shape.id), max(shape.id, k.shape.id)))
    memory.tie(Tie(*pair, 1.0, 1, False) for pair in sorted(pairs))
    return {r for pair in pairs for r in pair}


def copies(memory: Memory, start: Collection[str], part: Part) -> set[str]:
    """Groups of copies with these reports; returns the reports that repeat another one than before."""
    found: set[str] = set()
    rest = set(start)
    bound: dict[str, set[str]] = defaultdict(set)
    while rest:
        found |= rest
        for t in memory.ties(rest):
            bound[t.one].add(t.other)
        rest = {other for r in rest for other in bound[r]} - found
    kept = {r: unpacked(d).shape for r, d in memory.digests(found).items()}
    origins = {r: r for r in kept}
    part.reports |= found
    part.seen.setdefault("copy", set()).update(memory.copies_of(found))
    done: set[str] = set()
    for r in sorted(kept):
        many = _reached(r, bound) if r not in done else set()
        done |= many
        if len(many) > 1:
            texts = {x.report.id: x.report for x in memory.readings(many)}
            made = copying.group([kept[m] for m in sorted(many)], texts.__getitem__)
            origins.update(dict.fromkeys(made.members, made.origin))
            part.copies.append(made)
    before = memory.origins(kept)
    moved = {r for r, o in origins.items() if before.get(r, r) != o}
    memory.come_from({r: origins[r] for r in moved})
    return moved


def _reached(start: str, bound: dict[str, set[str]]) -> set[str]:
    out, rest = {start}, [start]
    while rest:
        more = bound[rest.pop()] - out
        out |= more
        rest += more
    return out


# Disputes


class Homes(All):
    """What denials look up, loaded as they ask for it: the incident of an event, and what its reports tell."""

    def __init__(self, memory: Memory, tell: Callable[[Collection[str]], Iterable[tuple[list[Incident], list[Told]]]]):
        super().__init__((), ())
        self._memory, self._tell = memory, tell
        self._asked: set[str] = set()

    def made(self, many: Sequence[Told], incidents: Sequence[Incident]) -> None:
        """Know incidents that were just made, as far as what their reports tell is held at once."""
        if len(self._when) + len(many) <= HELD:
            self.add(many, incidents)
            self._asked |= {e for i in incidents for e in i.events}

    def know(self, events: Collection[str]) -> None:
        """Look up the incidents of these events all at once."""
        fresh = {e for e in events if e not in self._asked}
        self._asked |= fresh
        if not fresh:
            return
        kept = [unpacked(d) for d in self._memory.digests(self._memory.reports_of(fresh)).values()]
        mine = [s.id for k in kept for s, own in zip(k.strands, k.events, strict=True) if fresh & set(own)]
        wanted = {h.incident for h in self._memory.strands(mine).values() if h.incident is not None}
        for incidents, many in self._tell(wanted):
            self.add(many, incidents)
            self._asked |= {e for i in incidents for e in i.events}

    def home(self, event: str) -> Incident | None:
        """The incident that an event is of."""
        self.know([event])
        return super().home(event)


def denials(
    memory: Memory,
    reports: Collection[str],
    events: Collection[str],
    days: Iterable[int],
    homes: Homes,
    words: Diplomacy,
) -> tuple[list[Dispute], set[str]]:
    """Disputes that denials open, told again: of these reports, on these events, and of the days after these days.

    Returns them, and the ids of all that were looked at.
    """
    again = set(reports)
    for first, last in _stretches(days):
        again |= memory.denying(first, last + BACK)
    again |= {p.owner for p in memory.pieces("hangs", events)}
    keys = {p.key for p in memory.pieces_of("denial", again)}
    memory.drop("denial", again)
    memory.drop("hangs", again)
    readings = [told(r) for r in memory.readings(again)]
    many = [t for t in readings if denies(t, words)]
    wanted = {str(d) for t in many for d in range(day_of(t.published) - BACK, day_of(t.published) + 1)}
    pieces = sorted(memory.pieces("claim", wanted), key=lambda p: p.rank)
    index = Claims(msgspec.json.decode(p.data, type=Claim) for p in pieces)
    homes.know({e for t in many for s in t.statements if is_denial(s, words) for e in s.claims})
    new: list[Piece] = []
    for t in many:
        for n, a in enumerate(denied(t, homes, index, words)):
            keys.add(key_of(a.key))
            new.append(Piece("denial", key_of(a.key), _rank(t, n), t.report, msgspec.json.encode(a)))
            new += [Piece("hangs", e, f"{n:06}", t.report, b"") for e in a.on]
    memory.add(new)
    answers = [msgspec.json.decode(p.data, type=Answer) for p in memory.pieces("denial", keys)]
    return list(disputed(answers)), {content_id("DSP", kind, *json.loads(k)) for k in keys for kind in DENIED}


def _stretches(days: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Days put together where they follow one another within the days after which a denial is sought."""
    first = last = None
    for day in sorted(set(days)):
        if first is not None and last is not None and day > last + BACK:
            yield first, last
            first = day
        first = day if first is None else first
        last = day
    if first is not None and last is not None:
        yield first, last


def two_towns(memory: Memory, gone: Collection[str], new: Sequence[Incident]) -> tuple[list[Dispute], set[str]]:
    """Disputes on the towns of incidents, where some are gone and some are new; and the ids of all looked at."""
    fresh = [
        Piece("blow", key_of(key), i.id, i.id, msgspec.json.encode(i)) for i in new if (key := blow(i)) is not None
    ]
    keys = {p.key for p in memory.pieces_of("blow", gone)} | {p.key for p in fresh}
    before = _in_towns(memory, keys)
    memory.drop("blow", [*gone, *(i.id for i in new)])
    memory.add(fresh)
    after = _in_towns(memory, keys)
    return after, {d.id for d in (*before, *after)}


def _in_towns(memory: Memory, keys: Collection[str]) -> list[Dispute]:
    many: dict[str, list[Incident]] = defaultdict(list)
    for p in memory.pieces("blow", keys):
        many[p.key].append(msgspec.json.decode(p.data, type=Incident))
    return [d for some in many.values() for pair in in_pairs(some) for d in in_two_towns(*pair)]
