"""Which words of a news page are no part of the article, and which outlet and language stand behind a code?"""

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType

import msgspec
import tomli

from detente.errors import LexiconError

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
"""English month names in order; three letters suffice to know one."""


class _Furniture(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    whole: tuple[str, ...]
    opening: tuple[str, ...]
    teaser_heading: tuple[str, ...]
    teaser_line: tuple[str, ...]
    teaser_inline: tuple[str, ...]
    byline: tuple[str, ...]
    desk: tuple[str, ...]
    stamp: tuple[str, ...]
    stamp_within: tuple[str, ...]
    caption_opening: tuple[str, ...]
    credit_opening: tuple[str, ...]
    agencies: tuple[str, ...]
    photo_verbs: tuple[str, ...]
    not_places: tuple[str, ...]
    outlet_words: tuple[str, ...]
    html_furniture: tuple[str, ...]
    html_never: tuple[str, ...]
    html_teaser: tuple[str, ...]
    html_deck: tuple[str, ...]
    html_caption: tuple[str, ...]
    html_credit: tuple[str, ...]
    html_byline: tuple[str, ...]
    html_quote: tuple[str, ...]
    html_stamp: tuple[str, ...]


class _Outlets(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    outlets: dict[str, str]


class _Languages(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    common: tuple[str, ...]
    languages: dict[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """The words of pages, compiled. Patterns are used with ``match`` unless their name says otherwise."""

    whole: re.Pattern[str]
    opening: re.Pattern[str]
    teaser_heading: re.Pattern[str]
    teaser_line: re.Pattern[str]
    teaser_inline: re.Pattern[str]
    byline: re.Pattern[str]
    desk: re.Pattern[str]
    stamp: re.Pattern[str]
    stamp_within: re.Pattern[str]
    """Searched anywhere in a line without end punctuation that holds a full date."""
    caption_opening: re.Pattern[str]
    credit_opening: re.Pattern[str]
    credit_line: re.Pattern[str]
    """The whole line is one or more agencies: ``Reuters``, ``[AFP/Getty Images]``."""
    credit_tail: re.Pattern[str]
    """Searched at the end of a paragraph: ``... May 7, 2025. Reuters``."""
    photo_verbs: re.Pattern[str]
    """Searched anywhere."""
    not_places: frozenset[str]
    outlet_words: frozenset[str]
    """Lower case."""
    html: Mapping[str, frozenset[str]]
    """Kind (``furniture``, ``teaser``, ``deck``, ...) to words in classes and ids."""
    outlets: Mapping[str, str]
    languages: Mapping[str, str]
    common: frozenset[str]
    """Words that running English cannot do without, lower case."""

    def outlet(self, host: str | None) -> str | None:
        """The outlet of a host name, ``None`` where it is not known.

        >>> load_page().outlet("www.reuters.com")
        'Reuters'
        """
        labels = (host or "").lower().rstrip(".").split(".")
        for i in range(len(labels) - 1):
            if name := self.outlets.get(".".join(labels[i:])):
                return name
        return None


def _any(patterns: Iterable[str]) -> str:
    return "(?:" + "|".join(patterns) + ")"


def _compile(raw: _Furniture, outlets: _Outlets, languages: _Languages) -> Page:
    ignore = re.IGNORECASE
    agency = _any(sorted((re.escape(a) for a in raw.agencies), key=len, reverse=True))
    several = rf"{agency}(?: ?(?:[/,|&]|via|and) ?{agency}){{0,3}}"
    html = {
        name.removeprefix("html_"): frozenset(getattr(raw, name))
        for name in raw.__struct_fields__
        if name[:5] == "html_"
    }
    return Page(
        whole=re.compile(_any(raw.whole) + r"[.:!?…]?\Z", ignore),
        opening=re.compile(_any(raw.opening), ignore),
        teaser_heading=re.compile(_any(raw.teaser_heading), ignore),
        teaser_line=re.compile(_any(raw.teaser_line), ignore),
        teaser_inline=re.compile(_any(raw.teaser_inline), ignore),
        byline=re.compile(_any(raw.byline), ignore),
        desk=re.compile(_any(raw.desk) + r"\Z", ignore),
        stamp=re.compile(_any(raw.stamp), ignore),
        stamp_within=re.compile(r"(?<!\w)" + _any(raw.stamp_within) + r"(?!\w)", ignore),
        caption_opening=re.compile(_any(raw.caption_opening), ignore),
        credit_opening=re.compile(_any(raw.credit_opening), ignore),
        credit_line=re.compile(
            rf"\([A-Z][\w/&-]{{0,30}}(?: [A-Z][\w/&-]{{0,30}}){{0,4}}\)\Z|{agency} ?/ ?[A-Z][^\d\n]{{2,40}}\Z"
            rf"|[\[(|/–—-]? ?{several} ?[\])]?\.?\Z"
        ),
        credit_tail=re.compile(
            rf"(?:[.!?”\"]|\d{{4}}) *(?:[/|–—-] ?)?{several}\.?\Z"
            rf"|[\[(][^\[\]()]{{0,60}}(?<!\w)(?:{agency}|[Pp]hoto)(?!\w)[^\[\]()]{{0,60}}[\])]\.?\Z"
            # an agency not in the list, behind a full date: '... in Geneva, March 2, 2025. Lake Agency'
            rf"|\d{{4}}\. [A-Z][\w/&-]{{0,30}}(?: [A-Z/|][\w/&-]{{0,30}}){{0,4}}\Z"
            rf"|(?<!\w)(?i:photos?|picture|image|photograph)(?: credit)?(?::| by| courtesy)[^.]{{2,60}}\.?\Z"
        ),
        photo_verbs=re.compile(
            r"(?<!\w)(?<!to )(?<!not )(?<!will )(?<!would )(?<!could )(?<!the )(?<! a )(?:In )?"
            + _any(re.escape(v) for v in raw.photo_verbs)
            + r"(?!\w)"
        ),
        not_places=frozenset(raw.not_places),
        outlet_words=frozenset(w.lower() for w in raw.outlet_words),
        html=MappingProxyType(html),
        outlets=MappingProxyType(outlets.outlets),
        languages=MappingProxyType(languages.languages),
        common=frozenset(languages.common),
    )


@functools.lru_cache(maxsize=1)
def load_page() -> Page:
    """The bundled words; raises :class:`~detente.errors.LexiconError` on an unknown key or a broken pattern."""
    folder = files("detente.lexicon") / "data" / "page"
    shapes = {"furniture.toml": _Furniture, "outlets.toml": _Outlets, "languages.toml": _Languages}
    read = {}
    for name, shape in shapes.items():
        try:
            read[name] = msgspec.convert(tomli.loads((folder / name).read_text(encoding="utf-8")), shape)
        except (tomli.TOMLDecodeError, msgspec.ValidationError) as why:
            raise LexiconError(f"page/{name}: {why}") from None
    try:
        return _compile(read["furniture.toml"], read["outlets.toml"], read["languages.toml"])
    except re.error as why:
        raise LexiconError(f"page/furniture.toml: a pattern is broken: {why}") from None
