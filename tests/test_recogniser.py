"""Does our walk over the recogniser's moves find the names that spaCy's own finds?"""

import pytest
from spacy.tokens import Doc

from detente import demo
from detente.reading.clean import clean
from detente.reading.parse import REPLACED, load_model, recogniser, shadow

HARD = [
    "",
    "   \n",
    "Oslo",
    "Oslo ",
    "United Nations",
    "the New York Times of June 4 , 2024",
    "\n\nNew York\n\nCity Hall in\nNew\n\nDelhi",
    "In New York. City Hall, the Bank of\n\nEngland and about 3,000 Norwegians of the 4th of May.",
]


@pytest.fixture(scope="module")
def docs():
    texts = HARD + [shadow(clean(raw, row.published).text) for raw, row in demo.load()]
    return list(load_model().pipe(texts, disable=[*REPLACED, "ner"]))


def whole(doc):
    return recogniser().among(doc, range(len(doc)))


def test_the_names_are_those_of_spacy(docs):
    ner = load_model().get_pipe("ner")
    mine = [whole(d) for d in docs]
    wanted = [[(e.start, e.end, e.label_) for e in ner(d.copy()).ents] for d in docs]
    assert mine == wanted
    assert sum(end - start > 2 for names in wanted for start, end, _ in names) > 50


def test_some_sentences_are_read_as_one_text(docs):
    doc = next(d for d in docs if len(list(d.sents)) > 6)
    some = list(doc.sents)[1:6:2]
    tokens = [i for s in some for i in range(s.start, s.end)]
    part = Doc.from_docs([s.as_doc() for s in some], ensure_whitespace=False)
    assert recogniser().among(doc, tokens) == whole(part)
    assert recogniser().among(doc, []) == []
