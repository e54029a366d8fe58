"""What does the encoder learn from a marked document? Windows of words with labels per word and roles per anchor."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

sys.path.insert(0, str(Path(__file__).resolve().parent))
from corpus import ACTS, STATUS, TYPES, Document, Mark, Spans

from detente.reading.encoder.looks import looks
from detente.reading.encoder.windows import Window, cut, stretches
from detente.reading.parse import load_model, shadow

ACT_LIST = sorted(ACTS)
TYPE_LIST = ["-", *sorted(TYPES)]
STATUS_LIST = sorted(STATUS)
NAME_LIST = ("ORG", "GPE", "PERSON", "NORP", "LOC", "FAC", "DATE", "TIME", "CARDINAL", "ORDINAL", "QUANTITY", "MONEY",
             "PERCENT", "EVENT", "LAW", "PRODUCT", "WORK_OF_ART", "LANGUAGE")  # fmt: skip
"""Kinds of names and measures, as OntoNotes 5 has them; 0 is none, 2k + 1 begins kind k, 2k + 2 goes on."""
SAID = ("src", "con", "to", "about", "via")
DONE = ("actors", "recipients")


@dataclass(slots=True)
class Anchor:
    """A cue or trigger: its words, the words of each role, its label, flags."""

    words: list[int]
    roles: np.ndarray  # roles x words, 0/1
    label: int
    extra: tuple[int, ...]
    mark: Mark
    near: np.ndarray
    """Words of the anchor's own sentence: roles are sought there, and quotations that go on are the syntax's."""


@dataclass(slots=True)
class Example:
    """One window with what is marked in it."""

    document: Document
    window: Window
    cue: np.ndarray  # 0 O, 1 B, 2 I
    kind: np.ndarray  # index in TYPE_LIST
    flat: np.ndarray  # words x 2: in any source, in any content
    said: list[Anchor]
    done: list[Anchor]
    name: np.ndarray  # words: see NAME_LIST
    looks: np.ndarray  # words x features: detente.reading.encoder.looks
    marked: bool = True  # whether sayings and deeds are marked in it, or only names


def windows_of(document: Document, tokenizer: Tokenizer) -> Iterator[Window]:
    """The windows of a document, as reading makes them."""
    ends = (tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]"))
    for start, end in stretches(document.text, document.sentences):
        told = tokenizer.encode(document.text[start:end], add_special_tokens=False)
        yield from cut(told.offsets, told.ids, told.word_ids, start, ends)


def words_in(window: Window, spans: Spans) -> list[int]:
    """Indices of the window's words that spans touch."""
    return [i for i, (a, b) in enumerate(window.words) if any(s < b and a < e for s, e in spans)]


def names_in(window: Window, ents: Sequence[tuple[int, int, int]]) -> np.ndarray:
    """Labels of the window's words from entities as (start, end, kind) in offsets of the document."""
    out = np.zeros(len(window.words), int)
    for start, end, kind in ents:
        for i in words_in(window, [(start, end)]):
            out[i] = 2 * kind + (1 if window.words[i][0] <= start or i == 0 else 2)
    return out


def examples(document: Document, tokenizer: Tokenizer) -> Iterator[Example]:
    """The examples of one document; names are those that spaCy's own recogniser finds in it (a pupil of its)."""
    parsed = load_model()(shadow(document.text))
    ents = [(e.start_char, e.end_char, NAME_LIST.index(e.label_)) for e in parsed.ents]
    for window in windows_of(document, tokenizer):
        n = len(window.words)
        made = Example(
            document, window, np.zeros(n, int), np.zeros(n, int), np.zeros((n, 2), np.float32), [], [],
            names_in(window, ents), looks(parsed, window.words), bool(document.register),
        )  # fmt: skip
        for mark in document.marks:
            anchor = words_in(window, mark.spans["cue" if mark.kind == "S" else "trg"])
            if not anchor:
                continue
            names = SAID if mark.kind == "S" else DONE
            roles = np.zeros((len(names), n), np.float32)
            for k, name in enumerate(names):
                roles[k, words_in(window, mark.spans.get(name, ()))] = 1
            home = words_in(
                window, [s for s in document.sentences if any(s[0] <= window.words[i][0] < s[1] for i in anchor)]
            )
            near = np.zeros(n, bool)
            near[home] = True
            if mark.kind == "S":
                if not (roles[1] * near).any():
                    continue
                made.cue[anchor] = [1 if j == 0 or anchor[j - 1] != i - 1 else 2 for j, i in enumerate(anchor)]
                made.flat[roles[0] > 0, 0] = 1
                made.flat[roles[1] > 0, 1] = 1
                flags = (int(mark.plain.get("neg") == "yes"), int(mark.plain.get("hyp") == "yes"))
                made.said.append(Anchor(anchor, roles, ACT_LIST.index(mark.plain["act"]), flags, mark, near))
            else:
                kind = TYPE_LIST.index(mark.plain["type"])
                made.kind[anchor] = kind
                flags = (STATUS_LIST.index(mark.plain["status"]), int(mark.plain.get("hist") == "yes"))
                made.done.append(Anchor(anchor, roles, kind, flags, mark, near))
        yield made


def unmarked(articles: Mapping[str, str], documents: Sequence[Document]) -> Iterator[Document]:
    """What of the articles bears no marks, as documents without a register: names can be learned from it too."""
    taken = {d.name: d.sentences for d in documents}
    for name, text in articles.items():
        parsed = load_model()(shadow(text))
        spots = [(s.start_char, s.end_char) for s in parsed.sents if any(c.isalnum() for c in s.text)]
        free = [s for s in spots if not any(a < s[1] and s[0] < b for a, b in taken.get(name, ()))]
        if free:
            yield Document(name, text=text, sentences=free)


def all_examples(documents: Sequence[Document], tokenizer: Tokenizer) -> list[Example]:
    """The examples of several documents, in order."""
    return [e for d in documents for e in examples(d, tokenizer)]
