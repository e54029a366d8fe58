"""From where is an expression seen? The day of the report, the tense of the clause, and what was told before."""

import re
from bisect import bisect_right
from datetime import date

from spacy.tokens import Doc, Token

from detente.lexicon.times import TimeWords, load_time_words
from detente.reading.shown import starts
from detente.reading.times.scan import Hit

NEAR = 400
"""Characters within which 'a year ago' compares with a quarter told of (value F1 82.3 at 120, 82.9 at 400)."""


MODALS = frozenset({"would", "'d", "could", "may", "might", "must", "should", "can"})
"""Auxiliaries that look ahead with a bare verb; with 'have' they look back."""


class Context:
    """One report's calendar: its date, its tenses, and what was told before."""

    def __init__(self, doc: Doc, published: str | None) -> None:
        self.doc = doc
        self.words: TimeWords = load_time_words()
        self.today = _day(published)
        self._starts = starts(doc).tolist()
        self._said: date | None = None
        self._year: int | None = None
        self._quarter: tuple[int, int] | None = None
        self._quarter_at = 0

    def token(self, offset: int) -> Token | None:
        """The token that begins at or before an offset."""
        i = bisect_right(self._starts, offset) - 1
        return self.doc[i] if 0 <= i < len(self.doc) else None

    def looks(self, hit: Hit) -> str:
        """Where the clause looks: ``past``, ``future``, ``present``, ``unknown``, ``starts`` or ``loose``.

        ``starts`` is a present that announces ('Talks resume on Monday'), ``loose`` a past clause in which a noun
        or adjective stands between ('a dividend payable Dec. 7'), ``named`` a clause that looks ahead of which the
        subject is a noun that the day tells apart ('the attack of April 22 had been intended to').
        """
        token = self.token(hit.start)
        if token is None:
            return "past"
        before = self.doc[token.i - 1] if token.i else None
        if token.dep_ == "poss":
            before = None if before is None or before.lower_ == "by" else before  # 'killed by Monday's strikes'
        if before is not None and before.lower_ in self.words.ahead.prepositions:
            return "past" if before.lower_ == "by" and self._is_over(before) else "future"
        if token.dep_ in ("compound", "nmod") and token.head.pos_ == "NOUN" and token.head.i > token.i:
            return "loose"  # 'the Oct. 7 attack'
        loose = named = False
        for _ in range(8):
            if token.pos_ in ("VERB", "AUX"):
                seen = self._tense(token, before)
                if seen == "future" and named:
                    return "named"  # 'the attack of April 22 had been intended to'
                if seen is not None:
                    return "loose" if seen == "past" and loose else seen
            named = token.dep_ in ("nsubj", "nsubjpass") and token.pos_ == "NOUN"
            loose = loose or (token.pos_ in ("NOUN", "ADJ") and not hit.start <= token.idx < hit.end)
            if token.head.i == token.i:
                break
            token = token.head
        return "unknown"

    def _quarter_near(self, hit: Hit) -> tuple[int, int] | None:
        """The quarter told of just before, to which 'a year earlier' compares."""
        return self._quarter if 0 <= hit.start - self._quarter_at <= NEAR else None

    def _is_over(self, by: Token) -> bool:
        """Whether what was to be done 'by Wednesday' had been done: 'had filed by Wednesday'."""
        verb = by.head
        for _ in range(4):
            if verb.pos_ in ("VERB", "AUX"):
                return any(c.lower_ == "had" for c in verb.children)
            verb = verb.head
        return False

    def _tense(self, verb: Token, before: Token | None) -> str | None:
        helpers = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
        if helpers & {"will", "'ll", "shall", "wo"}:
            return "future"
        if verb.tag_ == "VB" and helpers & MODALS and "have" not in helpers:
            return "future"  # 'they would talk again on May 12'
        if verb.tag_ == "VBN" and any(c.lower_ in ("as", "previously", "originally") for c in verb.children):
            return "past"
        if verb.lemma_ in ("expect", "schedule", "slate", "plan", "due", "set", "intend", "call") and verb.tag_ in (
            "VBN",
            "VBP",
            "VBZ",
        ):
            return "future"
        if before is not None and before.lower_ == "for" and verb.pos_ == "VERB" and before.head.i != verb.i:
            return "future"
        if verb.tag_ == "VBD" or "did" in helpers or "had" in helpers or "was" in helpers or "were" in helpers:
            return "future" if before is not None and before.lower_ == "for" else "past"
        if helpers & {"have", "has"}:
            return "past"
        if verb.tag_ == "VB" and "to" in helpers:
            return "future"
        if verb.tag_ == "VBN" and verb.dep_ == "acl":
            return "past"
        if any(c.lower_ == "due" for c in verb.children):
            return "future"
        if verb.tag_ in ("VBZ", "VBP"):
            return "starts" if verb.lemma_ in self.words.ahead.starts else "present"
        return None

    def _number(self, words: str | None) -> float | None:
        """A number in digits or words; ``None`` for 'several'."""
        text = (words or "").strip().lower()
        if m := re.fullmatch(r"(\d+)\s(\d)/(\d)", text):
            return int(m[1]) + int(m[2]) / int(m[3])
        if text[:1].isdigit():
            return float(text.replace(",", "").rstrip("."))
        if "couple" in text:
            return 2
        if "dozen" in text:
            return 12
        total = 0
        spoken = re.split(r"[ -]", text)
        for w in spoken[1:] if spoken[0] in ("a", "an") and len(spoken) > 1 and spoken[1] != "hundred" else spoken:
            n = self.words.numbers.get(w)
            if n is None:
                return None
            total = total * n if n == 100 and total else total + n
        return total or None

    def _length(self, n: float | None, unit: str) -> str:
        unit = "century" if unit.startswith("centur") else unit.rstrip("s") if unit not in ("s",) else unit
        letter = self.words.units[unit]
        prefix = "PT" if letter.startswith("T") else "P"
        letter = letter[-1]
        if n is None:
            return f"{prefix}X{letter}"
        if unit == "fortnight":
            n *= 2
        whole = int(n)
        text = f"{prefix}{whole}{letter}"
        if n != whole and letter == "Y":
            text += f"{round((n - whole) * 12)}M"
        return text

    def _text(self, hit: Hit) -> str:
        token = self.token(hit.start)
        return token.text if token is not None else ""


def _day(published: str | None) -> date | None:
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None
