"""Which reports would several newsrooms write about one happening? Stories of our own, made from ``bank.toml``.

``happenings(seed, n)`` invents happenings in real towns (so that the reader can place them), many of them close to
one another on purpose: the same town a week later, the same day in the next town, the same two countries, the same
toll. ``report(happening, ...)`` writes one newsroom's report of it.
"""

import datetime
import random
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

BANK = tomllib.loads((Path(__file__).parent / "bank.toml").read_text(encoding="utf-8"))
KINDS = {k["name"]: k for k in BANK["kind"]}

COUNTRIES = {
    "Armenia": ("Armenian", ("Goris", "Vardenis", "Kapan", "Gyumri", "Sisian")),
    "Azerbaijan": ("Azerbaijani", ("Ganja", "Aghdam", "Sumqayit", "Terter", "Shamkir")),
    "Sudan": ("Sudanese", ("Kassala", "El Obeid", "Port Sudan", "Nyala", "Kosti")),
    "Ethiopia": ("Ethiopian", ("Gondar", "Mekelle", "Dessie", "Jimma", "Humera")),
    "Colombia": ("Colombian", ("Cucuta", "Arauca", "Pasto", "Tumaco", "Buenaventura")),
    "Venezuela": ("Venezuelan", ("Maracaibo", "San Cristobal", "Merida", "Barinas", "Guasdualito")),
    "Thailand": ("Thai", ("Surin", "Sisaket", "Buriram", "Trat", "Ubon Ratchathani")),
    "Cambodia": ("Cambodian", ("Battambang", "Siem Reap", "Samraong", "Kratie", "Pailin")),
    "Greece": ("Greek", ("Kastellorizo", "Alexandroupoli", "Kavala", "Chios", "Kos")),
    "Turkey": ("Turkish", ("Bodrum", "Edirne", "Izmir", "Mardin", "Hakkari")),
    "United States": ("American", ("Dayton", "Tulsa", "Fresno", "Shreveport", "Peoria", "Toledo", "Spokane", "Mobile")),
}
RIVALS = {
    "Armenia": "Azerbaijan",
    "Sudan": "Ethiopia",
    "Colombia": "Venezuela",
    "Thailand": "Cambodia",
    "Greece": "Turkey",
}
RIVALS |= {b: a for a, b in RIVALS.items()}
THIRD = ("Norway", "Qatar", "Brazil", "Switzerland", "Japan", "Egypt", "Canada", "Kenya")
GIVEN = (
    "Ana Boris Carla Dawit Elena Farid Greta Hassan Irina Jorge Keiko Luis Marta Nadia Omar Petra Rosa Tomas".split()
)
BEGINS = "Abel Bran Castel Dor Eskan Fen Gald Hart Ily Jarv Kess Lom March Nur Orv Pell Quint Rost Sand Tark Ulm Vant West Yard".split()
MIDDLES = ["", "a", "e", "i", "o", "der", "man", "ber", "len"]
ENDS = "ton well kov ian ez etti sen ard owe ova quist aga field by mont ski idis ull ant eau".split()
ROADS = ("Street", "Road", "Avenue", "Lane", "Drive", "Square")


def family(rng: random.Random) -> str:
    """A family name out of some four thousand: people of two happenings rarely share one."""
    return rng.choice(BEGINS) + rng.choice(MIDDLES) + rng.choice(ENDS)


OUTLETS = "Harbour Courier,Daily Meridian,Northern Tribune,The Lantern,Radio Delta,Capital Wire,Plain Dealer".split(",")
TIMES = ("morning", "evening", "night", "afternoon")
SMALL = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


WHO = (
    "The mayor of the district", "A nurse at the clinic", "The owner of a petrol station", "An aide to the governor", "Two lorry drivers",
    "A teacher at the primary school", "The head of the fire brigade", "A farmer from the valley", "The bishop", "An officer of the border guard",
    "The spokeswoman of the railway", "A student who had been on the bus", "The widow of a soldier", "Engineers of the water board", "A baker",
)  # fmt: skip
DID = (
    "said that the road over the pass would stay shut", "described how the windows of the hall had burst", "asked for tents and lamps",
    "counted eleven craters in the field behind the mill", "had seen smoke above the grain store", "would not say who had given the order",
    "spoke of a night in which nobody slept", "handed a list of the missing to reporters", "reopened the market under guard",
    "complained that no ambulance came for an hour", "found parts of a rocket in a vineyard", "told of a convoy without lights",
    "put the damage at four million", "moved the archive into a cellar", "called the promise of help empty", "thanked the volunteers by name",
)  # fmt: skip
HOW = (
    "while rain fell on the ruins", "as the first trains ran again", "before the curfew began", "although the line was said to be quiet",
    "in a letter read out at noon", "after a walk through the quarter", "with tears in his eyes", "when power came back for a few minutes",
    "during a visit to the shelter", "as helicopters circled above", "on the steps of the town hall", "hours before the deadline ran out",
    "without leaving the car", "at the end of a long meeting", "to the surprise of his own party", "for the third time in a month",
)  # fmt: skip


def colour(rng: random.Random, n: int) -> list[str]:
    """Paragraphs that no other newsroom has."""
    who = lambda: rng.choice(WHO) if rng.random() < 0.6 else f"{rng.choice(GIVEN)} {family(rng)}"  # noqa: E731
    make = lambda: f"{who()} {rng.choice(DID)} {rng.choice(HOW)}"  # noqa: E731
    return [f"{make()}, while {make()}." for _ in range(n)]


@dataclass
class Happening:
    """What happened; ``facts`` fill the sentences."""

    id: str
    kind: str
    day: datetime.date
    facts: dict[str, Any] = field(default_factory=dict)


def _facts(rng: random.Random, kind: str) -> dict[str, Any]:
    country = "United States" if kind == "shooting" or rng.random() < 0.1 else rng.choice(sorted(RIVALS))
    enemy = RIVALS.get(country, "Venezuela")
    name = lambda: f"{rng.choice(GIVEN)} {family(rng)}"  # noqa: E731
    side, towns = COUNTRIES[country]
    town = rng.choice(towns)
    return {
        "country": country,
        "enemy": enemy,
        "side": side,
        "foe": COUNTRIES[enemy][0],
        "town": town,
        "othertown": rng.choice([t for t in towns if t != town]),
        "otherdead": rng.randint(3, 40),
        "dead": rng.randint(1, 6) if rng.random() < 0.7 else rng.randint(7, 60),
        "hurt": rng.randint(1, 9),
        "count": rng.randint(2, 40),
        "street": f"{family(rng)} {rng.choice(ROADS)}",
        "time": rng.choice(TIMES),
        "victim": name(),
        "victim2": name(),
        "suspect": name(),
        "chief": name(),
        "minister": name(),
        "envoy": name(),
        "third": rng.choice(THIRD),
        "age": rng.randint(18, 80),
    }


def happenings(seed: int, n: int) -> list[Happening]:
    """``n`` happenings; one in four is made to look like one before it."""
    rng = random.Random(seed)
    start = datetime.date(2023, 3, 1)
    out: list[Happening] = []
    for i in range(n):
        kind = "shooting" if rng.random() < 0.35 else rng.choice(sorted(KINDS))
        day = start + datetime.timedelta(days=rng.randint(0, 60))
        facts = _facts(rng, kind)
        if out and rng.random() < 0.25:
            twin = rng.choice(out[-30:])
            kind, day = twin.kind, twin.day + datetime.timedelta(days=rng.choice((0, 0, 1, 2, 5, 8)))
            facts = _facts(rng, kind)
            same = rng.choice(
                (("country", "enemy", "side", "foe", "town"), ("country", "enemy", "side", "foe"), ("dead", "hurt"))
            )
            facts |= {k: twin.facts[k] for k in same}
            if "country" in same and "town" not in same:
                facts["town"] = rng.choice([t for t in COUNTRIES[facts["country"]][1] if t != twin.facts["town"]])
        out.append(Happening(f"H{i}", kind, day, facts))
    return out


def _number(rng: random.Random, n: int) -> str:
    return SMALL[n - 1] if n <= 10 and rng.random() < 0.7 else str(n)


def _fill(rng: random.Random, sentence: str, facts: dict[str, Any], day: datetime.date) -> str:
    values = dict(facts) | {"day": day.strftime("%A")}
    for k in ("dead", "hurt", "count"):
        values[k] = _number(rng, int(facts[k]))
    out = sentence.format(**values)
    if values["dead"] in ("one", "1") and "{dead}" in sentence:
        out = out.replace(f"{values['dead']} people were", f"{values['dead']} person was").replace(
            f"{values['dead']} people", f"{values['dead']} person"
        )
    return out[0].upper() + out[1:]


def report(h: Happening, rng: random.Random, n: int, later: bool | None = None) -> dict[str, Any]:
    """One newsroom's report of a happening: a row for ``detente read --jsonl``."""
    kind = KINDS[h.kind]
    facts = dict(h.facts)
    late = rng.random() < 0.35 if later is None else later
    lag = rng.choice((2, 3, 4, 6, 10, 20, 40)) if late else rng.choice((0, 0, 1, 1, 2))
    published = h.day + datetime.timedelta(days=lag)
    if rng.random() < 0.25:
        facts["dead"] = max(1, int(facts["dead"]) + rng.choice((-1, 1, 1, 2)))
    told = published if late else h.day
    body = [(h.id, _fill(rng, rng.choice(kind["lead"]), facts, h.day))]
    if late:
        body.insert(0, (h.id, _fill(rng, rng.choice(kind["later"]), facts, told)))
    details = rng.sample(kind["detail"], k=min(len(kind["detail"]), rng.randint(2, 5)))
    body += [(f"{h.id} {s}" if s.startswith("~") else h.id, _fill(rng, s.lstrip("~"), facts, h.day)) for s in details]
    common = BANK["common"]
    if not kind.get("domestic"):
        some = rng.sample(common["reaction"], k=rng.randint(0, 2))
        body += [(f"{h.id} {s}", _fill(rng, s, facts, h.day)) for s in some]
    some = rng.sample(common["background"], k=rng.randint(0, 2))
    body += [(f"aside {filled}", filled) for s in some for filled in [_fill(rng, s, facts, h.day)]]
    for aside in colour(rng, rng.choice((0, 2, 4, 6, 8, 12, 16))):
        body.insert(rng.randint(1, len(body)), (f"aside {aside}", aside))
    title = _fill(rng, rng.choice(kind["headline"]), facts, h.day)
    return {
        "id": f"{h.id}-{n}",
        "title": title,
        "text": title + "\n\n" + "\n\n".join(text for _, text in body),
        "published": published.isoformat(),
        "outlet": rng.choice(OUTLETS),
        "labels": [h.id, *(label for label, _ in body)],
    }


def reports(seed: int, n: int, most: int = 4) -> list[dict[str, Any]]:
    """One to ``most`` reports of each of ``n`` happenings."""
    rng = random.Random(seed + 1)
    return [report(h, rng, i) for h in happenings(seed, n) for i in range(rng.randint(1, most))]
