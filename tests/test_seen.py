"""Are words weighed alike, whatever else is in a ledger?"""

import pytest

from detente.errors import LexiconError
from detente.joining import strands
from detente.joining.crisis import digest
from detente.joining.terms import bag, rarity
from detente.lexicon import seen
from detente.lexicon.joining import load_joining
from test_rejoining import crisis


def vectors(readings, first):
    """The vectors of the first report's words when it is joined with these."""
    digests = [digest(r, load_joining()) for r in readings]
    many = [s for d in digests[:1] for s in d.strands]
    field = strands.field([d.source for d in digests], many)
    return [v.weights.tolist() for v in (field.story[first], field.names[first], *field.words)]


def test_a_report_is_the_same_beside_one_other_and_beside_many():
    readings = crisis()
    assert vectors(readings[:2], 0) == vectors(readings, 0)


def test_a_rare_word_weighs_more_than_a_frequent_one_and_a_name_more_than_a_word():
    rare = rarity()
    told = bag("The police said that the harbour of Tolmar was closed by the police.")
    weights = dict(zip(told.terms.tolist(), rare.vector(told, rare.names(told)).weights.tolist(), strict=True))
    the, police, harbour, tolmar = (int(bag(w).terms[0]) for w in ("the", "police", "harbour", "tolmar"))
    assert weights[the] < weights[police] < weights[tolmar]
    assert weights[harbour] < weights[tolmar]
    assert rare.names(told).tolist() == [tolmar]


@pytest.mark.parametrize(
    "row", ["harbour,two,0", "harbour,2,yes", "harbour,2", ",9,0\nharbour,10,0", "the,1,0\nthe,2,0"]
)
def test_a_row_that_is_none_is_told(row, tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / seen.NAME).write_text(f"word,reports,name\n{row}\n", encoding="utf-8")
    monkeypatch.setattr(seen, "files", lambda _: tmp_path)
    with pytest.raises(LexiconError, match="words_seen"):
        seen.load_seen.__wrapped__()
