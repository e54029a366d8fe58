"""Which language is a text in, and is it one that is read?"""

import functools
import re

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from detente.errors import UnsupportedLanguage
from detente.lexicon.page import load_page

SURE = 0.97
"""Probability from which another language is believed. On 3,366 English texts of 3 to 90,000 characters, none was
taken for another language with more than 0.77; one French or German sentence of ten words reaches 0.996."""
LETTERS = 40
"""Letters needed to tell a language in Latin script; names alone ('Ahmad Khan, Lahore') are no language."""
LETTERS_OTHER = 12
"""... and in another script, which English never uses."""
RUNNING = 0.12
"""Share of such words from which a text is English without asking the model, whose loading costs more than all of
cleaning: on 294 open news articles the median is 0.19 and 95 in 100 have 0.13; sentences of Dutch, German, French and
Norwegian had at most 0.05."""
RUNNING_WORDS = 20
_SAMPLE = 4000
_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH = frozenset(["en", "pcm", "zxx"])
_ANOTHER = frozenset(["grc", "hbo", "la"])


@functools.lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def language_of(text: str, declared: str | None = None) -> str | None:
    """``en``, or ``None`` where the text is too short to tell; ``declared`` is what the page says of itself.

    Raises :class:`~detente.errors.UnsupportedLanguage` naming the language, only where the words themselves show it.

    >>> language_of("Troops exchanged fire along the border for a third night, the army said.")
    'en'
    """
    sample = text if len(text) <= 2 * _SAMPLE else text[:_SAMPLE] + "\n" + text[len(text) // 2 :][:_SAMPLE]
    letters = sum(1 for c in sample if c.isalpha())
    foreign = sum(1 for c in sample if c.isalpha() and ord(c) > 0x24F)
    said = (declared or "").lower().replace("_", "-").split("-")[0]
    other_script = foreign * 2 > letters and letters >= LETTERS_OTHER
    if letters < LETTERS and not other_script:
        return "en" if said == "en" else None
    if not other_script and _runs_in_english(sample):
        return "en"
    code, sure = _identifier().classify(sample)
    if code in _ENGLISH and not other_script:
        return "en"
    if code not in _ANOTHER and code not in _ENGLISH and (sure >= SURE or other_script or code == said):
        name = load_page().languages.get(code, f"the language {code!r}")
        raise UnsupportedLanguage(f"the text is in {name}; only English is read for now")
    return "en" if said == "en" else None


def _runs_in_english(sample: str) -> bool:
    words = _WORD.findall(sample.lower())
    common = load_page().common
    return len(words) >= RUNNING_WORDS and sum(w in common for w in words) >= RUNNING * len(words)
