"""Do incidents, disputes, channels and positions of one report say what a careful reader would?"""

from crisis import Story
from detente.joining.channels import channels
from detente.joining.disputes import disputes
from detente.joining.incidents import incidents
from detente.joining.parties import dyad
from detente.joining.positions import positions
from detente.lexicon.diplomacy import load_diplomacy

WORDS = load_diplomacy()

DOWNED = Story(
    "Atlantis shelled the port of Lyra on Tuesday. Borduria says it downed two jets of Atlantis. "
    "Atlantis denies the loss of any jets. The raid on Lyra killed 12 people, Borduria said. "
    "Atlantis said five had died. Carpania offered to host talks between the two."
)
ATL = DOWNED.who("Atlantis", "ATL")
BOR = DOWNED.who("Borduria", "BOR")
CAR = DOWNED.who("Carpania", "CAR")


def shelling(**more):
    return DOWNED.event("shelled", "ASSAULT", (ATL,), (BOR,), **more)


def test_the_parties_are_those_whose_conflict_is_told_of_most():
    pair = dyad([shelling(), DOWNED.event("offered", "AGREE", (CAR,), (ATL,))], DOWNED.actors)
    assert pair is not None
    assert {pair.first, pair.second} == {"ATL", "BOR"}


def test_no_conflict_no_parties():
    assert dyad([DOWNED.event("offered", "AGREE", (CAR,), (ATL,))], DOWNED.actors) is None


def test_one_place_and_type_make_one_incident():
    a = shelling(where=DOWNED.at("Lyra"), when=DOWNED.on("Tuesday", "2025-05-06", "2025-05-07"))
    b = DOWNED.event("raid", "ASSAULT", (), (), where=DOWNED.at("Lyra"))
    found = incidents(DOWNED.report, [a, b], [])
    assert [i.events for i in found] == [(a.id, b.id)]
    assert found[0].when == a.when
    assert found[0].reports[0].events == 2


def test_different_places_are_different_incidents():
    a = shelling(where=DOWNED.at("Lyra"))
    b = DOWNED.event("raid", "ASSAULT", (ATL,), (BOR,), where=DOWNED.at("port"))
    assert len(incidents(DOWNED.report, [a, b], [])) == 2


def test_a_plan_or_a_wish_is_no_incident():
    assert incidents(DOWNED.report, [shelling(status="planned")], []) == ()
    assert incidents(DOWNED.report, [shelling(status="requested")], []) == ()
    assert incidents(DOWNED.report, [shelling(background=True)], []) == ()


def test_one_report_corroborates_nothing_and_a_denial_contests():
    claim = DOWNED.says(BOR, "assert", "it downed two jets")
    denial = DOWNED.says(ATL, "deny", "the loss of any jets")
    yes = DOWNED.event("downed", "ASSAULT", (BOR,), (ATL,), according_to=(claim.id,), where=DOWNED.at("Lyra"))
    no = DOWNED.event(
        "loss", "ASSAULT", (BOR,), (ATL,), according_to=(denial.id,), status="denied", where=DOWNED.at("Lyra")
    )
    (one,) = incidents(DOWNED.report, [yes, no], [claim, denial])
    assert one.standing == "contested"
    assert [(a.side.country, a.says) for a in one.accounts] == [("BOR", "asserts"), ("ATL", "denies")]
    assert incidents(DOWNED.report, [yes], [claim])[0].standing == "single_source"


def test_a_denial_stands_against_the_claim_that_it_denies():
    claim = DOWNED.says(BOR, "assert", "it downed two jets")
    yes = DOWNED.event("downed", "ASSAULT", (BOR,), (ATL,), according_to=(claim.id,))
    no = DOWNED.event("loss", "ASSAULT", (BOR,), (ATL,), status="denied")
    denial = DOWNED.says(ATL, "deny", "the loss of any jets", claims=(no.id,))
    (d,) = disputes(DOWNED.report, [yes, no], [claim, denial], ())
    assert d.kind == "occurrence"
    assert {(p.side.country, p.answer) for p in d.positions} == {("ATL", "denies"), ("BOR", "asserts")}


def test_a_denial_of_ones_own_account_is_no_dispute():
    claim = DOWNED.says(ATL, "assert", "it downed two jets")
    yes = DOWNED.event("downed", "ASSAULT", (BOR,), (ATL,), according_to=(claim.id,))
    no = DOWNED.event("loss", "ASSAULT", (BOR,), (ATL,), status="denied")
    denial = DOWNED.says(ATL, "deny", "the loss of any jets", claims=(no.id,))
    assert disputes(DOWNED.report, [yes, no], [claim, denial], ()) == ()


def test_two_tellers_with_different_numbers_dispute_them():
    lyra = DOWNED.at("Lyra")
    theirs = DOWNED.says(BOR, "assert", "The raid on Lyra killed 12 people")
    ours = DOWNED.says(ATL, "assert", "five had died")
    a = DOWNED.event(
        "raid",
        "ASSAULT",
        (ATL,),
        (),
        where=lyra,
        according_to=(theirs.id,),
        quantities=(DOWNED.count("12 people", "killed", 12),),
    )
    b = DOWNED.event(
        "died",
        "ASSAULT",
        (ATL,),
        (),
        where=lyra,
        according_to=(ours.id,),
        quantities=(DOWNED.count("five", "killed", 5),),
    )
    happened = incidents(DOWNED.report, [a, b], [theirs, ours])
    (d,) = disputes(DOWNED.report, [a, b], [theirs, ours], happened)
    assert d.kind == "number"
    assert {(p.side.country, p.answer) for p in d.positions} == {("BOR", "12 people"), ("ATL", "five")}


def test_numbers_that_can_both_be_true_are_no_dispute():
    lyra = DOWNED.at("Lyra")
    theirs = DOWNED.says(BOR, "assert", "The raid on Lyra killed 12 people")
    ours = DOWNED.says(ATL, "assert", "five had died")
    at_least = DOWNED.count("five", "killed", 5, low=5, high=50)
    a = DOWNED.event(
        "raid",
        "ASSAULT",
        (ATL,),
        (),
        where=lyra,
        according_to=(theirs.id,),
        quantities=(DOWNED.count("12 people", "killed", 12),),
    )
    b = DOWNED.event("died", "ASSAULT", (ATL,), (), where=lyra, according_to=(ours.id,), quantities=(at_least,))
    assert disputes(DOWNED.report, [a, b], [theirs, ours], incidents(DOWNED.report, [a, b], [theirs, ours])) == ()


def test_an_offer_to_host_talks_is_an_offered_channel_between_the_parties():
    offer = DOWNED.says(CAR, "offer", "to host talks between the two")
    (c,) = channels([offer], [shelling()], list(DOWNED.actors.values()), WORDS)
    assert c.state == "offered"
    assert c.intermediary is not None
    assert c.intermediary.country == "CAR"
    assert {p.country for p in c.parties} == {"ATL", "BOR"}
    assert c.statements == (offer.id,)


def test_a_held_contact_of_two_advisers_is_a_direct_channel():
    s = Story("The national security advisers of Atlantis and Borduria spoke by phone.")
    spoke = s.event("spoke", "CONSULT", (s.who("Atlantis", "ATL"), s.who("Borduria", "BOR")), ())
    (c,) = channels([], [spoke], list(s.actors.values()), WORDS)
    assert (c.state, c.level, c.intermediary) == ("held", "national security adviser", None)


def test_a_third_party_who_speaks_with_both_sides_is_an_intermediary():
    s = Story("Atlantis bombed Borduria. The envoy of Carpania spoke with Atlantis and Borduria.")
    a, b, c = s.who("Atlantis", "ATL"), s.who("Borduria", "BOR"), s.who("Carpania", "CAR")
    bombed = s.event("bombed", "ASSAULT", (a,), (b,))
    spoke = s.event("spoke", "CONSULT", (c,), (a, b))
    (channel,) = channels([], [bombed, spoke], list(s.actors.values()), WORDS)
    assert channel.intermediary is not None
    assert channel.intermediary.country == "CAR"
    assert channel.state == "held"


def test_an_offer_of_something_else_is_no_channel():
    s = Story("Atlantis bombed Borduria. Carpania offered blankets and medicine.")
    a, b, c = s.who("Atlantis", "ATL"), s.who("Borduria", "BOR"), s.who("Carpania", "CAR")
    offer = s.says(c, "offer", "blankets and medicine")
    assert channels([offer], [s.event("bombed", "ASSAULT", (a,), (b,))], list(s.actors.values()), WORDS) == ()


def test_where_third_parties_stand():
    s = Story(
        "Atlantis bombed Borduria. Carpania urged both to show restraint. Dorland called for an inquiry into the raid. "
        "Elbonia condemned the bombing. Atlantis urged restraint on nobody."
    )
    a, b = s.who("Atlantis", "ATL"), s.who("Borduria", "BOR")
    urges = s.says(s.who("Carpania", "CAR"), "appeal", "both to show restraint")
    asks = s.says(s.who("Dorland", "DOR"), "appeal", "an inquiry into the raid")
    blames = s.says(s.who("Elbonia", "ELB"), "condemn", "the bombing")
    party = s.says(a, "appeal", "restraint on nobody")
    found = positions(
        [urges, asks, blames, party],
        [s.event("bombed", "ASSAULT", (a,), (b,))],
        list(s.actors.values()),
        WORDS,
        "2025-05-08",
    )
    assert {(p.actor.country, p.kind) for p in found} == {
        ("CAR", "urges_restraint"),
        ("DOR", "calls_for_investigation"),
        ("ELB", "condemns"),
    }
    assert {p.since for p in found} == {"2025-05-08"}


def test_levels_are_taken_from_the_words():
    assert WORDS.level("The two foreign ministers met in Geneva.") == "foreign minister"
    assert WORDS.level("Officers used the hotline between the armies.") == "military hotline"
    assert WORDS.level("They met.") is None
    assert WORDS.level("The premier met the king.") == "head of state"
    assert WORDS.level("They met.", "Deputy Prime Minister and Minister of Foreign Affairs") == "foreign minister"
    assert WORDS.level("The vice president took the call.") is None
