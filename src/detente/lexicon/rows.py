"""What does a row of the lexicon look like? The types that ``lexicon/data/words/*.toml`` is checked against.

Every file holds ``[[verb]]``, ``[[noun]]``, ``[[adjective]]`` or ``[[idiom]]`` tables; unknown keys are errors.
"""

from typing import Literal

import msgspec

from detente.records import Act, Status

Role = Literal[
    "actor",  # who does it
    "recipient",  # to whom it is done
    "both",  # takes part on equal terms: everybody named becomes an actor ('clashed with')
    "speaker",  # who says it (an actor too, where the row has an event)
    "addressee",  # who is spoken to (a recipient too, where the row has an event)
    "about",  # of whom it is said (a recipient too, where the row has an event)
    "content",  # what is said: a clause, or the words of a noun phrase
    "theme",  # the thing handled: the quantity is counted on it, it is no participant ('seized 20 boats')
    "victim",  # a recipient whose number is counted under the row's ``counts``
    "instrument",  # with what
    "place",  # where
    "medium",  # Reuters, TRT World
    "none",
]

Slot = Literal[
    "subject",  # nsubj; the passive agent ('by ...') where the verb is passive
    "object",  # dobj; the passive subject where the verb is passive
    "indirect",  # dative
    "possessive",  # of a noun: 'India's strike'
    "modifier",  # of a noun: adjective or compound naming somebody: 'Indian strike', 'police raid'
    "clause",  # ccomp, xcomp, acl: what follows 'that' or 'to'
    "of", "by", "with", "on", "against", "to", "for", "from", "into", "in", "over", "between", "at", "about",
    "towards", "toward", "among", "inside", "upon", "as", "after", "off", "out", "onto", "through", "behind", "under",
    "across", "within", "near", "around", "via", "amid", "during", "along", "before", "alongside", "outside", "beyond",
    "throughout", "since", "until", "above", "below", "opposite", "amongst", "without", "despite", "concerning",
    "regarding",
]  # fmt: skip

Class = Literal["actor", "person", "place", "weapon", "document", "group"]


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One word in one use.

    ``event`` is ``TYPE`` or ``TYPE.mode``. ``particle`` ('down' in 'shot down'), ``object`` (lemmas of a direct object
    that the use needs: 'hold' + 'talks') and ``prep`` (a preposition that must follow: 'call' + 'on') narrow the use;
    the narrower row wins.
    ``subject`` are lemmas one of which must do it ('demonstrators' + 'clash').
    ``not_object`` and ``not_subject`` are lemmas that rule the use out ('shoot' + 'film').
    ``bare``: the use has no direct object ('nurses struck over pay', but 'jets struck the port').
    ``complement`` is the status of what stands in its clause ('plan to strike': planned).
    ``counts`` names what its victims are counted as ('killed'). ``tool`` is an instrument that the word implies.
    ``yes`` are sentences in which the row must fire, ``no`` those in which it must not.
    """

    lemma: str
    yes: tuple[str, ...]
    no: tuple[str, ...] = ()
    act: Act | None = None
    event: str | None = None
    cameo: str | None = None
    context: tuple[str, ...] = ()
    frame: dict[Slot, Role] = {}
    particle: str | None = None
    object: tuple[str, ...] = ()
    prep: str | None = None
    subject: tuple[str, ...] = ()
    not_object: tuple[str, ...] = ()
    not_subject: tuple[str, ...] = ()
    bare: bool = False
    subject_class: Class | None = None
    object_class: Class | None = None
    complement: Status | None = None
    status: Status | None = None
    counts: str | None = None
    tool: str | None = None
    reciprocal: bool = False
    note: str | None = None


class Verb(Row, frozen=True, kw_only=True):
    """A verb in one use."""


class Noun(Row, frozen=True, kw_only=True):
    """A noun that is itself an event or a saying: 'strike', 'warning'."""


class Adjective(Row, frozen=True, kw_only=True):
    """An adjective that says something: 'critical of', 'adamant that'."""


class Idiom(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words in a row that are no event although a word in them often is: 'war of words', 'heart attack'.

    ``words`` are lemmas, separated by spaces; ``*`` stands for one word of any kind.
    """

    words: str
    yes: tuple[str, ...]
    note: str | None = None


class WordFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file of words."""

    verb: tuple[Verb, ...] = ()
    noun: tuple[Noun, ...] = ()
    adjective: tuple[Adjective, ...] = ()
    idiom: tuple[Idiom, ...] = ()
