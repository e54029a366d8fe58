"""Does a denial meet only the claim that it is about?"""

from crisis import Wire
from detente.joining.crisis import join
from detente.records import Dispute

TALE = (
    "The marshal of Atlantis said that guns of Borduria shelled Lyra. "
    "The regent of Delphia said that Delphia offered Borduria its good offices. "
    "The minister of Borduria said that {denied}. "
)


def disputes(denied: str, act: str = "deny", *, outlet: str = "Harbour Courier") -> tuple[Dispute, ...]:
    """Disputes of a report in which Atlantis charges Borduria, Delphia offers help, and Borduria answers last."""
    w = Wire(TALE.format(denied=denied), outlet, "2025-05-08")
    atl, dlp, bor = (
        w.story.who(n, c)
        for n, c in (("The marshal of Atlantis", "ATL"), ("The regent of Delphia", "DLP"), ("The minister", "BOR"))
    )
    guns = w.story.who("Borduria", "BOR")
    claim = w.says(atl, "assert", "guns of Borduria shelled Lyra")
    w.event("shelled", "ASSAULT", (guns,), (), according_to=(claim.id,))
    w.says(dlp, "assert", "Delphia offered Borduria its good offices", about=(guns,))
    w.says(bor, act, denied)
    return tuple(d for d in join([w.reading()]).disputes if d.kind in ("occurrence", "responsibility"))


def sides(found: tuple[Dispute, ...]) -> set[tuple[str, str]]:
    return {(p.side.country, p.answer) for d in found for p in d.positions}  # type: ignore[union-attr]


CHARGED = {("BOR", "denies"), ("ATL", "asserts")}


def test_a_charge_and_every_deed_are_denied_by_whom_they_charge_not_by_whom_they_name():
    assert sides(disputes("the allegations")) == CHARGED
    assert sides(disputes("that Borduria had carried out any offensive action")) == CHARGED
    assert sides(disputes("it")) == CHARGED


def test_a_denial_that_says_what_it_denies_points_at_nothing_else():
    assert disputes("reports that the council had convened the harbour authority at night") == ()
    assert disputes("that the minister would resign over the price of bread") == ()
    assert disputes("that its account had been hacked") == ()


def test_whoever_answers_a_denial_denies_nothing():
    assert disputes("that the denial was an example of duplicity") == ()


def test_it_points_at_nothing_in_another_report():
    first = Wire("The marshal of Atlantis said that guns of Borduria shelled Lyra.", "Harbour Courier", "2025-05-08")
    claim = first.says(first.story.who("The marshal of Atlantis", "ATL"), "assert", "guns of Borduria shelled Lyra")
    first.event("shelled", "ASSAULT", (first.story.who("Borduria", "BOR"),), (), according_to=(claim.id,))

    def answer(words: str) -> tuple[Dispute, ...]:
        later = Wire(f"Rain fell. The minister of Borduria denied {words}.", "The Lantern", "2025-05-09")
        later.says(later.story.who("The minister of Borduria", "BOR"), "deny", words)
        return join([first.reading(), later.reading()]).disputes

    assert answer("it") == ()
    assert sides(answer("the allegations")) == CHARGED


def test_a_blame_for_another_deed_is_not_what_is_denied():
    text = "Atlantis has long accused Borduria of arming smugglers. Borduria denied any role in {deed}. Trade went on."

    def found(deed: str) -> tuple[Dispute, ...]:
        w = Wire(text.format(deed=deed), "The Lantern", "2025-05-08")
        bor = w.story.who("Borduria", "BOR")
        w.says(w.story.who("Atlantis", "ATL"), "accuse", "arming smugglers", about=(bor,))
        w.says(bor, "deny", f"any role in {deed}")
        return join([w.reading()]).disputes

    assert found("the bombing at the port") == ()
    assert sides(found("the arming of smugglers")) == CHARGED
