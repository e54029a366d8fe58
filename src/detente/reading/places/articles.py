"""Is it a town, or a common word with 'the' before it?

Towns of English news stand without an article: 'the Republic', 'the Valley' and 'the Delta' are none, whatever village
bears the name. Behind the article a town's name may belong to the noun behind it: 'the Delft police station'.
"""

from spacy.tokens import Token

from detente.reading.places.finder import Finder, Spot

GOES_ON = frozenset(["NOUN", "PROPN", "ADJ", "NUM"])
"""What the article may belong to behind a name: 'the Karachi office', 'the Karachi main office'."""
LINKS = frozenset(["-", "of", "'s", "’s", "and", "or", ",", "/", "&"])
"""So too behind these: 'the Goma and Bukavu districts'."""


def has_article(finder: Finder, spot: Spot) -> bool:
    """Whether a single word with 'the' before it and no noun behind would be a town: 'fled to the Valley'."""
    doc = finder.doc
    if spot.first == 0 or spot.last - spot.first > 1 or doc[spot.first - 1].lower_ != "the":
        return False
    if spot.last < len(doc) and _belongs(doc[spot.last]):
        return False
    best = next(iter(finder.gazetteer.lookup(spot.name)), None)
    if best is None or best.quality == 4 or best.kind != "city":
        return False
    return not (doc[spot.first - 1].text == "The" and best.name.startswith("The "))


def _belongs(behind: Token) -> bool:
    return behind.pos_ in GOES_ON or behind.dep_ in ("amod", "compound") or behind.lower_ in LINKS
