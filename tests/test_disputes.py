"""Do reports of several newsrooms show on which questions two sides conflict: where, when, why, and whose doing?"""

from crisis import Wire
from detente.joining.alike import moved_on
from detente.joining.crisis import join
from detente.joining.strands import field, source, strands
from detente.lexicon.joining import load_joining
from detente.records import Dispute, Incident

DAYS = {"Monday": "2025-05-05", "Tuesday": "2025-05-06", "Wednesday": "2025-05-07"}


def told(
    outlet, lead, who, code, content, *, act="assert", town="Lyra", day="Tuesday", dead=None, published="2025-05-08"
):
    """A report in which one side tells of a shelling of Borduria by Atlantis."""
    w = Wire(f"{lead} {who} said that {content}. The wind was from the west.", outlet, published)
    names = {"ATL": "Atlantis", "BOR": "Borduria"}
    speaker = w.story.who(who, code)
    a, b = (w.story.who(n, c) for c, n in names.items())
    s = w.says(speaker, act, content)
    more = {"quantities": (w.story.count(f"{dead} people", "killed", dead),)} if dead else {}
    iso = DAYS[day]
    w.event(
        "shelled", "ASSAULT", (a,), (b,), mode="heavy-weapons", according_to=(s.id,),
        where=w.story.at(town, country="BOR"), when=w.story.on(day, iso, f"{iso[:-1]}{int(iso[-1]) + 1}"), **more,
    )  # fmt: skip
    return w


def disputes(kind, *wires) -> list[Dispute]:
    return [d for d in join([w.reading() for w in wires]).disputes if d.kind == kind]


def answers(d: Dispute) -> set[tuple[str, str]]:
    return {(p.side.country, p.answer) for p in d.positions}  # type: ignore[union-attr]


BORDURIA = ("Harbour Courier", "Ships lay idle.", "The governor of Borduria", "BOR")
ATLANTIS = ("Capital Post", "Flags flew at half mast.", "The marshal of Atlantis", "ATL")
NEUTRAL = ("Radio Delta", "Rain fell on the market.", "The governor of Borduria", "BOR")


def test_two_sides_that_name_two_towns_for_one_blow_dispute_the_place():
    here = told(*BORDURIA, "guns of Atlantis shelled Lyra in Borduria on Tuesday and 31 people died", dead=31)
    there = told(
        *ATLANTIS, "guns of Atlantis shelled Norport in Borduria on Tuesday and 31 people died", town="Norport", dead=31
    )
    (d,) = disputes("place", here, there)
    assert answers(d) == {("BOR", "Lyra"), ("ATL", "Norport")}
    assert all(p.statements for p in d.positions)


def test_two_towns_told_by_one_side_or_with_other_victims_are_two_blows():
    here = told(*BORDURIA, "guns of Atlantis shelled Lyra in Borduria on Tuesday and 31 people died", dead=31)
    same_side = told(
        *NEUTRAL, "guns of Atlantis shelled Norport in Borduria on Tuesday and 31 people died", town="Norport", dead=31
    )
    others = told(
        *ATLANTIS, "guns of Atlantis shelled Norport in Borduria on Tuesday and 19 people died", town="Norport", dead=19
    )
    both = told(
        "The Lantern", "Lamps burned.", "The marshal of Atlantis", "ATL",
        "guns of Atlantis shelled Lyra in Borduria on Tuesday and 31 people died", dead=31,
    )  # fmt: skip
    assert not disputes("place", here, same_side)
    assert not disputes("place", here, others)
    assert not disputes("place", here, both)


def test_two_sides_that_name_two_days_for_one_blow_dispute_the_time():
    first = told(*BORDURIA, "guns of Atlantis shelled Lyra in Borduria on Tuesday and 31 people died", dead=31)
    then = told(
        *ATLANTIS, "guns of Atlantis shelled Lyra in Borduria on Monday and 31 people died", day="Monday", dead=31
    )
    (d,) = disputes("time", first, then)
    assert answers(d) == {("BOR", "2025-05-06"), ("ATL", "2025-05-05")}
    assert not disputes("place", first, then)


def test_an_attack_without_cause_to_one_is_an_answer_that_was_owed_to_the_other():
    wrong = told(
        *BORDURIA, "guns of Atlantis shelled Lyra in Borduria on Tuesday, an unprovoked act of war", act="condemn"
    )
    right = told(
        *ATLANTIS,
        "guns of Atlantis shelled Lyra in Borduria on Tuesday in self-defence, at military targets",
        act="justify",
    )
    (d,) = disputes("motive", wrong, right)
    assert {(side, answer.split()[0]) for side, answer in answers(d)} == {("BOR", "condemns"), ("ATL", "defends")}
    assert not disputes("motive", wrong, told(*NEUTRAL, "guns of Atlantis shelled Lyra in Borduria on Tuesday"))


def truce(outlet, lead, who, code, content):
    w = Wire(f"{lead} {who} said that {content}. The wind was from the west.", outlet, "2025-05-10")
    speaker, a, b = w.story.who(who, code), w.story.who("Atlantis", "ATL"), w.story.who("Borduria", "BOR")
    s = w.says(speaker, "announce", content)
    w.event(
        "agreed", "AGREE", (a, b), (), mode="ceasefire", quad=1, according_to=(s.id,),
        when=w.story.on("Tuesday", "2025-05-06", "2025-05-07"),
    )  # fmt: skip
    return w


def test_who_brought_a_truce_about_is_a_dispute_of_roles():
    helped = truce(
        "Harbour Courier", "Ships lay idle.", "The envoy of Carpania", "CAR",
        "Atlantis and Borduria agreed on a truce on Tuesday, brokered by Carpania",
    )  # fmt: skip
    alone = truce(
        "Capital Post", "Flags flew at half mast.", "The marshal", "ATL",
        "Atlantis and Borduria agreed on a truce on Tuesday, worked out directly between the two countries",
    )  # fmt: skip
    (d,) = disputes("role", helped, alone)
    assert answers(d) == {("CAR", "with a third party"), ("ATL", "the two alone")}


# A later number of the same source takes the place of its earlier one


def counts(outlet, published, dead, who="Borduria", code="BOR", lead=""):
    w = Wire(f"{lead} {who} said that {dead} people died in Lyra on Tuesday.", outlet, published)
    s = w.says(w.story.who(who, code), "assert", f"{dead} people died in Lyra on Tuesday")
    w.event(
        "died", "ASSAULT", (), (), according_to=(s.id,), where=w.story.at("Lyra", country="BOR"),
        when=w.story.on("Tuesday", "2025-05-06", "2025-05-07"),
        quantities=(w.story.count(f"{dead} people", "killed", dead),),
    )  # fmt: skip
    return w


def one(*wires) -> Incident:
    (made,) = join([w.reading() for w in wires]).incidents
    return made


def numbers(i: Incident) -> dict[str, tuple[list[float | None], list[float | None]]]:
    return {
        a.side.country: ([q.best for q in a.quantities], [q.best for q in a.superseded])  # type: ignore[union-attr]
        for a in i.accounts
    }


def test_a_later_number_of_a_side_supersedes_its_earlier_one():
    made = one(counts("Harbour Courier", "2025-05-06", 12), counts("The Lantern", "2025-05-08", 20))
    assert numbers(made) == {"BOR": ([20], [12])}
    assert made.standing == "corroborated"


def test_an_incident_known_from_one_origin_that_corrected_itself_is_superseded():
    first = counts("Harbour Courier", "2025-05-06", 12)
    assert one(first).standing == "single_source"
    long = (
        "The quay was closed at dawn, and cranes stood still while divers searched the harbour for what had sunk there."
    )
    early, late = counts("Wire", "2025-05-06", 12, lead=long), counts("Wire", "2025-05-08", 20, lead=long)
    made = one(early, late)
    assert made.origins == 1  # the second is an update of the first
    assert made.standing == "superseded"
    assert numbers(made) == {"BOR": ([20], [12])}


def test_the_same_number_again_and_numbers_of_two_sides_supersede_nothing():
    again = one(counts("Harbour Courier", "2025-05-06", 12), counts("The Lantern", "2025-05-08", 12))
    assert numbers(again) == {"BOR": ([12], [])}
    two = one(counts("Harbour Courier", "2025-05-06", 12), counts("The Lantern", "2025-05-06", 5, "Atlantis", "ATL"))
    assert numbers(two) == {"BOR": ([12], []), "ATL": ([5], [])}


LEADS = {
    "Harbour Courier": "Bakers queued for flour at the eastern mill while trams stood idle under a grey sky.",
    "The Lantern": "Choirs practised hymns in a cellar, farmers sold melons, and a comet hung over orchards.",
}


def toll(outlet: str, published: str, words: str, dead: int, hurt: int, code: str = "BOR") -> Wire:
    """A report of a war that begins with a raid and in which one side counts its dead."""
    w = Wire(f"{LEADS[outlet]} Jets of Atlantis raided Borduria. Its envoy said that {words}.", outlet, published)
    w.event("raided", "ASSAULT", (w.story.who("Atlantis", "ATL"),), (w.story.who("Borduria", "BOR"),))
    s = w.says(w.story.who("Its envoy", code), "assert", words)
    counts = (w.story.count(str(dead), "killed", dead), w.story.count(str(hurt), "wounded", hurt))
    w.event("killed", "ASSAULT", (), (), according_to=(s.id,), quantities=counts)
    return w


def moves(*wires: Wire) -> bool:
    """Whether the tolls of two reports are held for one that moved."""
    weights = load_joining()
    readings = [w.reading() for w in wires]
    found = field([source(r) for r in readings], [s for i, r in enumerate(readings) for s in strands(r, i, weights)])
    one, other = (next(s for s in found.strands if s.report == i and s.counts) for i in (0, 1))
    return moved_on(one, other, found, weights.update)


FIRST = ("Harbour Courier", "2025-05-06", "26 civilians were killed and 46 hurt", 26, 46)
RISEN = ("The Lantern", "2025-05-07", "the number killed rose to 31 and of hurt to 57", 31, 57)


def test_a_later_toll_of_the_same_side_is_of_the_happening_whose_dead_it_counted_before():
    assert moves(toll(*FIRST), toll(*RISEN))
    assert moves(toll(*RISEN), toll(*FIRST))  # the order in which they arrive tells nothing
    made = join([toll(*FIRST).reading(), toll(*RISEN).reading()]).incidents
    assert {26, 31} <= {
        q.best for i in made for a in i.accounts if len(i.reports) == 2 for q in a.superseded + a.quantities
    }


def test_a_toll_that_fell_or_does_not_say_it_moved_or_is_another_sides_or_weeks_later_is_another():
    assert not moves(toll(*FIRST), toll(*RISEN, "ATL"))
    assert not moves(
        toll(*FIRST), toll("The Lantern", "2025-05-07", "31 miners were killed by fire and 57 hurt", 31, 57)
    )
    assert not moves(
        toll(*FIRST), toll("The Lantern", "2025-05-07", "the number killed rose to 9 and of hurt to 57", 9, 57)
    )
    assert not moves(toll(*FIRST), toll("The Lantern", "2025-05-26", *RISEN[2:]))
