"""Which country's English is a report written in?

A local paper names the town, not the country: 'Paris' where the 'school district' votes is in America, 'London' where
a 'Const.' speaks is in Canada. An outlet that the registry knows tells more, and counts beside it.
"""

from collections import Counter

from detente.lexicon.place_signs import Signs

CLEARLY = 2
"""How many times more words of its own a country needs than the next: a report of two countries is of neither."""


def spoken(text: str, signs: Signs) -> Counter[str]:
    """How many words of its own a text uses of each country (ISO 3166-1 alpha-3); each word counts once.

    >>> from detente.lexicon.place_signs import place_signs
    >>> spoken("The school district asked a grand jury. The grand jury met.", place_signs())
    Counter({'USA': 2})
    """
    return Counter(signs.country[w] for w in set(signs.pattern.findall(text)))


def dialect(words: Counter[str]) -> str | None:
    """The country whose own words a text uses more than twice as much as any other's.

    >>> dialect(Counter({"USA": 3, "GBR": 1})), dialect(Counter({"USA": 2, "GBR": 1})), dialect(Counter())
    ('USA', None, None)
    """
    told = words.most_common(2)
    if not told or (len(told) > 1 and told[0][1] <= CLEARLY * told[1][1]):
        return None
    return told[0][0]
