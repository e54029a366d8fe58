"""Attachments that tense tells better than the model, on parses written by hand and read by the real model."""

import pytest
from spacy.tokens import Doc

from detente.lexicon.words import load_words
from detente.reading import attribute
from detente.reading.mend import mend
from detente.reading.parse import parse
from detente.records import Report, report_id
from parses import VOCAB


def tree(words: str, tags: str, heads: list[int], deps: str) -> Doc:
    return Doc(VOCAB, words=words.split(), tags=tags.split(), heads=heads, deps=deps.split())


def test_a_past_tense_goes_on_with_the_verb_of_saying() -> None:
    doc = tree(
        "Oslo said it is watching and urged both",
        "NNP VBD PRP VBZ VBG CC VBD DT",
        [1, 1, 4, 4, 1, 4, 4, 6],
        "nsubj ROOT nsubj aux ccomp cc conj dobj",
    )
    mended = mend(doc)
    assert [mended[5].head.i, mended[6].head.i] == [1, 1]


def test_a_past_tense_inside_a_past_report_stays() -> None:
    doc = tree(
        "Oslo said it watched and urged both",
        "NNP VBD PRP VBD CC VBD DT",
        [1, 1, 3, 1, 3, 3, 5],
        "nsubj ROOT nsubj ccomp cc conj dobj",
    )
    assert mend(doc)[5].head.i == 3


def statements(text: str) -> list[tuple[str, str, str]]:
    report = Report(id=report_id(text), text=text, parts=(), sha256="")
    (doc,) = parse([report])
    return [
        (
            text[s.speaker.start : s.speaker.end] if s.speaker else "",
            s.act,
            " … ".join(text[a:b] for a, b in s.content),
        )
        for s in attribute.find(report, doc, load_words())
    ]


def test_two_sayings_of_one_speaker_stand_side_by_side() -> None:
    found = statements("Norway said it is watching the border and urged both sides to talk.")
    assert ("Norway", "assert", "it is watching the border") in found
    assert any(s[:2] == ("Norway", "appeal") for s in found)


def test_a_clause_that_the_model_takes_for_an_object_is_whole() -> None:
    found = statements("Ankara backed the plan while cautioning that Peru's raids risk triggering a wider war.")
    assert ("Ankara", "warn", "that Peru's raids risk triggering a wider war") in found


@pytest.mark.parametrize(
    ("sentence", "speaker", "said"),
    [
        ("Six sailors were hurt, most of them in the harbour, Togolese police said.", "Togolese police", "Six sailors"),
        (
            "A junior officer was killed by shelling in Lyra, Ada Obi, the governor of the province, said.",
            "Ada Obi, the governor of the province",
            "A junior officer was killed by shelling in Lyra",
        ),
    ],
)
def test_who_stands_right_before_said_says_it(sentence: str, speaker: str, said: str) -> None:
    ((who, act, content),) = statements(sentence)
    assert (who, act) == (speaker, "assert")
    assert content.startswith(said)


def test_nobody_before_said_stays_in_what_is_said() -> None:
    ((who, _, content),) = statements("Two guards were hurt in Lyra, a port, police said.")
    assert who == "police"
    assert content == "Two guards were hurt in Lyra, a port"


def test_what_stands_before_a_semicolon_is_not_what_is_said_behind_it() -> None:
    found = statements("Norway says it stopped the ship; Denmark denies any raid")
    assert ("Denmark", "deny", "any raid") in found
    assert ("Norway", "assert", "it stopped the ship") in found


def test_what_a_conjunction_opens_is_no_main_clause() -> None:
    text = (
        "Norway fired rockets at the port on Saturday, hours after it said that Danish guns had been fired at a base."
    )
    found = statements(text)
    assert [content for _, act, content in found if act == "assert"] == ["that Danish guns had been fired at a base"]


def test_whoever_uses_a_means_to_press_presses() -> None:
    assert ("Oslo", "truce") in {(who, what) for who, _, what in statements("Oslo used the loan to press for truce.")}


def test_a_thing_called_untrue_is_denied_and_one_about_untruth_is_not() -> None:
    assert [a for _, a, _ in statements("The embassy called the report on the ships disinformation.")] == ["deny"]
    assert "deny" not in [a for _, a, _ in statements("The embassy called the propaganda film a work of art.")]


def test_a_denial_behind_a_comma_is_of_him_who_admitted() -> None:
    found = statements("Peru admitted that one of its jets had been hit, and denied that a pilot was missing.")
    assert ("Peru", "deny", "that a pilot was missing") in found
    assert ("Peru", "admit", "that one of its jets had been hit") in found


def test_the_tag_at_the_end_of_a_sentence_is_not_what_is_said() -> None:
    found = statements(
        "Secretary Marco Rubio has asked Peru and Chile to de-escalate at once, the State Department says."
    )
    assert not [content for _, _, content in found if content == "the State Department says"]
    assert any(who == "the State Department" and "Peru" in content for who, _, content in found)


def test_a_day_is_neither_offered_nor_agreed() -> None:
    assert ("Oslo", "offer", "to work with both sides") in statements("Oslo offered on Sunday to work with both sides.")


def test_what_is_condemned_ends_before_the_next_clause() -> None:
    found = statements("Turkey condemned the Indian attack and Foreign Minister Hakan Fidan telephoned Ishaq Dar.")
    assert ("Turkey", "condemn", "the Indian attack") in found
