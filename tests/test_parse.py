"""Does the parser see the text at the text's own offsets, and do sentences end where a reader ends them?"""

from hypothesis import given
from hypothesis import strategies as st

from detente.reading.parse import parse, shadow
from detente.records import Report, report_id


def read(text):
    report = Report(id=report_id(text), text=text, parts=(), sha256="0" * 64)
    (doc,) = parse([report])
    return doc


def sentences(text):
    return [s.text.strip() for s in read(text).sents if s.text.strip()]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_the_shadow_is_as_long_as_the_text(text):
    assert len(shadow(text)) == len(text)


def test_curly_quotes_and_hard_spaces_are_made_plain():
    assert shadow("“Yes”\u00a0he said… ‘no’") == "\"Yes\" he said. 'no'"


def test_a_line_in_capitals_is_calmed():
    assert shadow("INDIA STRIKES NINE SITES IN PAKISTAN") == "India Strikes Nine Sites in Pakistan"


def test_initials_and_short_lines_are_left():
    assert shadow("UN URGES US AND EU TO ACT NOW") == "UN Urges US and EU to Act Now"
    assert shadow("BBC NEWS") == "BBC NEWS"


def test_hard_wrapped_lines_are_joined_and_paragraphs_kept():
    text = (
        "The two governments agreed on Monday to reopen the crossing that\n"
        "had been closed for three weeks after the exchange of fire along\n"
        "the line, officials of both sides said after talks that went on\n"
        "until late in the evening in the border town.\n\nTrucks rolled at dawn."
    )
    assert len(sentences(text)) == 2


def test_line_breaks_between_paragraphs_end_sentences():
    assert sentences("Talks resume\n\nEnvoys met in Oslo on Monday.") == [
        "Talks resume",
        "Envoys met in Oslo on Monday.",
    ]


def test_a_closing_quote_stays_with_its_sentence():
    assert sentences('The bloc asked both "to step back from the brink." It will meet on Friday.') == [
        'The bloc asked both "to step back from the brink."',
        "It will meet on Friday.",
    ]


def test_a_clock_time_does_not_end_a_sentence():
    assert len(sentences("Around 1 a.m. Wednesday, jets crossed the line.")) == 1


def test_offsets_are_those_of_the_text():
    text = "𝒜 “Minister” said:\r\n\r\nNo\u00a0attack took place."
    for token in read(text):
        assert shadow(text)[token.idx : token.idx + len(token)] == token.text
