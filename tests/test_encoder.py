"""Windows, vectors of words, what heads made by hand read off them, and the shipped files."""

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc

from detente.errors import ModelError
from detente.reading.clean import clean_text
from detente.reading.encoder.decode import cues, deeds, sigmoid, softmax
from detente.reading.encoder.looks import WIDTH, looks
from detente.reading.encoder.model import Read, homes, load_encoder, pooled
from detente.reading.encoder.named import name, names
from detente.reading.encoder.windows import PIECES, cut, stretches
from detente.reading.parse import parse
from detente.reading.recogniser import Found


def test_stretches_are_paragraphs() -> None:
    text = "One. Two.\n\nThree."
    assert list(stretches(text, [(0, 4), (5, 9), (11, 17)])) == [(0, 9), (11, 17)]


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    sentences = [(i * 101, i * 101 + 100) for i in range(30)]
    text = " ".join("x" * 100 for _ in range(30))
    parts = list(stretches(text, sentences))
    assert len(parts) > 2
    assert {a for a, _ in parts} <= {a for a, _ in sentences}
    assert all(b - a <= 4 * PIECES for a, b in parts)


def test_no_sentences_no_stretches() -> None:
    assert list(stretches("", [])) == []


def test_pieces_are_gathered_into_words_at_their_place_in_the_text() -> None:
    # 'said un ##happily' behind two words of the text: pieces 7, 8 and 9
    (window,) = cut([(0, 4), (5, 7), (7, 14)], [7, 8, 9], [0, 1, 1], 10, (101, 102))
    assert window.ids.tolist() == [101, 7, 8, 9, 102]
    assert window.of.tolist() == [-1, 0, 1, 1, -1]
    assert window.words == ((10, 14), (15, 24))


def test_an_endless_sentence_is_cut_between_words() -> None:
    n = 3 * PIECES
    made = list(cut([(i, i + 1) for i in range(n)], list(range(n)), list(range(n)), 0, (0, 1)))
    assert sum(len(w.words) for w in made) == n
    assert max(len(w.ids) for w in made) == PIECES + 2


def test_vectors_of_words_are_the_mean_of_their_pieces() -> None:
    hidden = np.array([[9, 9], [1, 3], [2, 0], [4, 2], [9, 9]], dtype=np.float32)
    assert pooled(hidden, np.array([-1, 0, 1, 1, -1])).tolist() == [[1, 3], [3, 1]]


def test_probabilities_are_probabilities() -> None:
    p = softmax(np.array([[1000.0, 0.0], [0.0, 0.0]], dtype=np.float32))
    assert p.tolist() == [[1, 0], [0.5, 0.5]]
    assert sigmoid(np.array([0.0, 1e9, -1e9], dtype=np.float32)).round(3).tolist() == [0.5, 1, 0]


def made_by_hand() -> tuple[SimpleNamespace, Read]:
    """Words 'Oslo said rain fell hard': each is a unit vector, and the heads name words by their unit."""
    words = ((0, 4), (5, 9), (10, 14), (15, 19), (20, 24))
    one = np.eye(5, dtype=np.float32)
    big = 12.0
    cue = np.zeros((3, 5), np.float32)
    cue[0] = big
    cue[:, 1] = (0, big, 0)
    kind = np.zeros((2, 5), np.float32)
    kind[0] = big
    kind[:, 3] = (0, big)
    said = np.full((5, 5), -big, np.float32)
    said[0, 0] = said[1, 2] = said[1, 4] = big  # 'Oslo' source; 'rain' and 'hard' content, 'fell' left out
    done = np.full((2, 5), -big, np.float32)
    done[1, 2] = big
    flat = {"anchor.weight": np.zeros((5, 5), np.float32), "anchor.bias": np.zeros(5, np.float32)}
    flat |= {"word.weight": one, "word.bias": np.zeros(5, np.float32), "distance.weight": np.zeros((81, 5), np.float32)}
    flat |= {
        f"{side}.{k}": np.zeros((5, 5) if k == "weight" else 5, np.float32)
        for side in ("left", "right")
        for k in ("weight", "bias")
    }
    heads = {"cue.weight": cue, "cue.bias": np.zeros(3, np.float32)}
    heads |= {"kind.weight": kind, "kind.bias": np.zeros(2, np.float32)}
    for head, out in (("said", said), ("done", done)):
        heads |= {f"{head}.{k}": v for k, v in flat.items()}
        heads |= {f"{head}.out.weight": out, f"{head}.out.bias": np.zeros(len(out), np.float32)}
    heads |= {"act.weight": np.zeros((4, 10), np.float32), "act.bias": np.array([0, 5, -9, -9], np.float32)}
    heads |= {"status.weight": np.zeros((3, 5), np.float32), "status.bias": np.array([5, 0, -9], np.float32)}
    card = SimpleNamespace(acts=("assert", "deny"), types=("-", "ASSAULT"), status=("occurred", "denied"))
    return SimpleNamespace(heads=heads, card=card), Read(words, one, homes(words, [(0, 24)]))


def test_a_cue_has_its_source_and_content_with_small_gaps_bridged() -> None:
    encoder, read = made_by_hand()
    (cue,) = cues(encoder, read)  # type: ignore[arg-type]
    assert cue.span == (5, 9)
    assert cue.source is not None
    assert cue.source[0] == (0, 4)
    assert cue.content[0] == ((10, 24),)
    assert cue.sure > 0.99
    assert max(cue.acts, key=lambda k: cue.acts[k]) == "deny"
    assert cue.negated < 0.01


def test_a_deed_has_its_type_and_whom_it_is_done_to() -> None:
    encoder, read = made_by_hand()
    (deed,) = deeds(encoder, read)  # type: ignore[arg-type]
    assert deed.span == (15, 19)
    assert deed.sure == pytest.approx(1.0, abs=1e-3)
    assert deed.actors[0] == ()
    assert deed.recipients[0] == ((10, 14),)
    assert max(deed.status, key=lambda k: deed.status[k]) == "occurred"


def test_a_role_is_sought_in_the_sentence_of_its_cue_alone() -> None:
    encoder, read = made_by_hand()
    apart = Read(read.words, read.vectors, homes(read.words, [(0, 14), (15, 24)]))
    (cue,) = cues(encoder, apart)  # type: ignore[arg-type]
    assert cue.content[0] == ((10, 14),)
    assert cue.words == ((0, 4), (5, 9), (10, 14))


def test_words_know_their_sentence() -> None:
    assert homes([(0, 1), (2, 3), (9, 12)], [(0, 4), (8, 12)]).tolist() == [[0, 2], [0, 2], [2, 3]]
    assert homes([], []).shape == (0, 2)


def test_nothing_is_seen_where_nothing_stands() -> None:
    encoder = load_encoder()
    read = encoder.read("", [])
    assert (list(cues(encoder, read)), list(deeds(encoder, read))) == ([], [])


def test_writing_is_told_for_a_word_and_its_neighbours() -> None:
    doc = spacy.blank("en")("In NATO 12")
    seen = looks(doc, [(0, 2), (3, 7), (8, 10)])
    assert seen.shape == (3, WIDTH)
    middle = WIDTH // 2 - 3  # the word's own features lie between those of its neighbours
    assert seen[:, middle : middle + 3].tolist() == [[1, 0, 0], [1, 1, 0], [0, 0, 1]]
    assert seen[1, middle - 6 : middle - 3].tolist() == [1, 0, 0]  # its left neighbour's
    assert seen[0, :middle].tolist() == [0.0] * middle


def test_names_begin_go_on_and_end_with_their_sentence() -> None:
    words = ((0, 3), (4, 8), (9, 13), (14, 18))
    heads = {"name.word.weight": np.eye(4, dtype=np.float32), "name.word.bias": np.zeros(4, np.float32)}
    heads |= {"name.looks.weight": np.zeros((4, WIDTH), np.float32), "name.looks.bias": np.zeros(4, np.float32)}
    out = np.zeros((5, 4), np.float32)
    out[1, 0] = out[2, 1] = out[2, 2] = out[3, 3] = 1  # B-GPE I-GPE I-GPE B-DATE
    heads |= {"name.out.weight": out, "name.out.bias": np.zeros(5, np.float32)}
    encoder = SimpleNamespace(heads=heads, card=SimpleNamespace(names=("GPE", "DATE")))
    doc = spacy.blank("en")("New York City 2025")
    read = Read(words, np.eye(4, dtype=np.float32), homes(words, [(0, 18)]))
    found, unsure = names(encoder, read, doc)  # type: ignore[arg-type]
    assert found == [(0, 13, "GPE"), (14, 18, "DATE")]
    assert unsure == [(0, 18)]  # one in five is no certainty
    cut = Read(words, read.vectors, homes(words, [(0, 8), (9, 18)]))
    assert names(encoder, cut, doc)[0][:2] == [(0, 8, "GPE"), (9, 13, "GPE")]  # type: ignore[arg-type]
    heads["name.out.weight"] = out * 20
    assert names(encoder, read, doc)[1] == []  # type: ignore[arg-type]


def test_where_the_encoder_is_unsure_the_recogniser_is_asked() -> None:
    doc = spacy.blank("en")("Oslo met Bern. Then Rome met Kyiv today. Lima left.")
    heard: list[str] = []

    def ask(doc: Doc, tokens: Sequence[int]) -> list[Found]:
        heard.append("".join(doc[i].text_with_ws for i in tokens))
        return [(1, 2, "ORG"), (3, 4, "GPE")]

    name(doc, [(0, 4, "GPE"), (15, 24, "PERSON"), (41, 45, "GPE"), (43, 45, "ORG")], [(15, 40)], ask)
    assert heard == ["Then Rome met Kyiv today. "]
    assert [(e.text, e.label_) for e in doc.ents] == [
        ("Oslo", "GPE"),
        ("Rome", "ORG"),
        ("Kyiv", "GPE"),
        ("Lima", "GPE"),
    ]


def test_a_name_over_two_stretches_that_do_not_touch_is_none() -> None:
    doc = spacy.blank("en")("Oslo met Bern. Rome met Kyiv. Lima left.")

    name(doc, [], [(0, 14), (30, 40)], lambda *_: [(3, 5, "ORG")])
    assert not doc.ents


def test_the_shipped_encoder_is_whole_and_sees_a_saying_and_names() -> None:
    encoder = load_encoder()
    text = "Norway's minister said on Monday that rebels had shelled the port of Aden."
    read = encoder.read(text, [(0, len(text))])
    assert read.vectors.shape == (len(read.words), 384)
    best = max(cues(encoder, read), key=lambda c: c.sure)
    assert text[slice(*best.span)] == "said"
    assert best.source is not None
    assert text[slice(*best.source[0])] == "Norway's minister"
    (doc,) = parse([clean_text(text, source_id="x")], names=False)
    assert not doc.ents
    found, _ = names(encoder, read, doc)
    told = {(text[a:b].removesuffix("'s"), kind) for a, b, kind in found}
    assert {("Norway", "GPE"), ("Monday", "DATE"), ("Aden", "GPE")} <= told


def test_what_is_read_in_a_paragraph_does_not_hang_on_the_others() -> None:
    encoder = load_encoder()
    text = "Oslo denied it.\n\nThe bloc, which has ten members, urged both sides to talk on Sunday."
    spots = [(0, 15), (17, len(text))]
    together = encoder.read(text, spots).vectors
    apart = np.concatenate([encoder.read(text, [s]).vectors for s in spots])
    assert np.array_equal(together, apart)


def test_a_file_that_was_changed_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "data" / "encoder"
    folder.mkdir(parents=True)
    for f in (files("detente.lexicon") / "data" / "encoder").iterdir():
        (folder / f.name).write_bytes(f.read_bytes())
    (folder / "heads.npz").write_bytes(b"x" + (folder / "heads.npz").read_bytes())
    monkeypatch.setattr("detente.reading.encoder.model.files", lambda _: tmp_path)
    with pytest.raises(ModelError, match=r"heads\.npz is not the one that was measured"):
        load_encoder.__wrapped__()
    (folder / "heads.npz").unlink()
    with pytest.raises(ModelError, match="install detente again"):
        load_encoder.__wrapped__()
