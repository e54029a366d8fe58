"""What does the encoder learn from a marked document? Windows of words with labels per word and roles per anchor."""

import hashlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

sys.path.insert(0, str(Path(__file__).resolve().parent))
from corpus import ACTS, STATUS, TYPES, Document, Mark, Spans
from detente.reading.encoder.windows import Window, cut, stretches

ACT_LIST = sorted(ACTS)
TYPE_LIST = ["-", *sorted(TYPES)]
STATUS_LIST = sorted(STATUS)
SAID = ("src", "con", "to", "about", "via")
DONE = ("actors", "recipients")
HELD_BACK = 8
"""One document in eight is kept for measuring, chosen by the hash of its name."""


@dataclass(slots=True)
class Anchor:
    """A cue or trigger: its words, the words of each role, its label, flags."""

    words: list[int]
    roles: np.ndarray  # roles x words, 0/1
    label: int
    extra: tuple[int, ...]
    mark: Mark


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


def held_back(document: Document) -> bool:
    """Whether a document is kept for measuring."""
    return hashlib.sha256(document.name.encode()).digest()[0] % HELD_BACK == 0


def windows_of(document: Document, tokenizer: Tokenizer) -> Iterator[Window]:
    """The windows of a document, as reading makes them."""
    ends = (tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]"))
    for start, end in stretches(document.text, document.sentences):
        told = tokenizer.encode(document.text[start:end], add_special_tokens=False)
        yield from cut(told.offsets, told.ids, told.word_ids, start, ends)


def words_in(window: Window, spans: Spans) -> list[int]:
    """Indices of the window's words that spans touch."""
    return [i for i, (a, b) in enumerate(window.words) if any(s < b and a < e for s, e in spans)]


def examples(document: Document, tokenizer: Tokenizer) -> Iterator[Example]:
    """The examples of one document."""
    for window in windows_of(document, tokenizer):
        n = len(window.words)
        made = Example(
            document, window, np.zeros(n, int), np.zeros(n, int), np.zeros((n, 2), np.float32), [], []
        )  # fmt: skip
        for mark in document.marks:
            anchor = words_in(window, mark.spans["cue" if mark.kind == "S" else "trg"])
            if not anchor:
                continue
            names = SAID if mark.kind == "S" else DONE
            roles = np.zeros((len(names), n), np.float32)
            for k, name in enumerate(names):
                roles[k, words_in(window, mark.spans.get(name, ()))] = 1
            if mark.kind == "S":
                if not roles[1].any():
                    continue
                made.cue[anchor] = [1 if j == 0 or anchor[j - 1] != i - 1 else 2 for j, i in enumerate(anchor)]
                made.flat[roles[0] > 0, 0] = 1
                made.flat[roles[1] > 0, 1] = 1
                flags = (int(mark.plain.get("neg") == "yes"), int(mark.plain.get("hyp") == "yes"))
                made.said.append(Anchor(anchor, roles, ACT_LIST.index(mark.plain["act"]), flags, mark))
            else:
                kind = TYPE_LIST.index(mark.plain["type"])
                made.kind[anchor] = kind
                flags = (STATUS_LIST.index(mark.plain["status"]), int(mark.plain.get("hist") == "yes"))
                made.done.append(Anchor(anchor, roles, kind, flags, mark))
        yield made


def all_examples(documents: Sequence[Document], tokenizer: Tokenizer) -> list[Example]:
    """The examples of several documents, in order."""
    return [e for d in documents for e in examples(d, tokenizer)]
