"""Do words get the forms that spaCy's ruler and lemmatizer would give them?"""

import pytest

from detente import demo
from detente.reading import forms
from detente.reading.clean import clean
from detente.reading.parse import REPLACED, load_model, shadow

HARD = [
    "They're gonna leave. You've gotta stay, let's go; c'm on, y'all: that ain't so. There is hope and there's none.",
    "There are there is was were\n\n  There   's doubt. Gon na na. Let 's 's",
    "He had it, has had it and does what he did. 'd got gets",
    "",
    "   \n",
]


def facts(doc):
    return [(t.text, t.lemma_, t.tag_, t.dep_, t.pos_, str(t.morph), t.head.i, t.is_sent_start) for t in doc]


@pytest.fixture(scope="module")
def parsed():
    nlp = load_model()
    texts = HARD + [shadow(clean(raw, row.published).text) for raw, row in demo.load()]
    return [d.to_bytes() for d in nlp.pipe(texts, disable=[*REPLACED, "ner"])], nlp


def given(parsed):
    raw, nlp = parsed
    from spacy.tokens import Doc

    return [Doc(nlp.vocab).from_bytes(b) for b in raw]


def made(nlp):
    ruler, lemmatizer = map(nlp.get_pipe, REPLACED)
    return forms.Forms(nlp.vocab, ruler, lemmatizer)


def test_all_words_get_what_the_two_components_give(parsed):
    nlp = parsed[1]
    ruler, lemmatizer = map(nlp.get_pipe, REPLACED)
    wanted = [facts(lemmatizer(ruler(d))) for d in given(parsed)]
    mine = made(nlp)
    assert [facts(mine(d)) for d in given(parsed)] == wanted
    assert [facts(mine(d)) for d in reversed(given(parsed))] == wanted[::-1]  # from what is remembered
    assert any(row[1] == "be" and row[4] == "VERB" for rows in wanted for row in rows)  # a rule of two words


def test_what_is_remembered_is_bounded(parsed, monkeypatch):
    monkeypatch.setattr(forms, "KEPT", 200)
    mine = made(parsed[1])
    before = [facts(mine(d)) for d in given(parsed)]
    assert len(mine._words) < 2_000
    assert before == [facts(mine(d)) for d in given(parsed)]
