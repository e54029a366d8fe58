"""Is a list readable where its columns would be too narrow?"""

import io

from rich.console import Console

from detente.show.cards import ID, LONGEST, cards

EVENT = {
    "id": "EV-0123456789abcdef",
    "day": "2025-05-07",
    "type": "ASSAULT",
    "actors": "Oslo",
    "recipients": "Bern; Rome",
    "status": "denied",
    "place": "Uri",
    "outlet": "Lake Post",
    "sentence": "Oslo denied  that it had shelled Bern and Rome.",
}


def shown(kind: str, row: dict[str, object], width: int = 60) -> list[str]:
    out = io.StringIO()
    Console(file=out, width=width, highlight=False).print(cards(kind, [row]))
    return [line.rstrip() for line in out.getvalue().splitlines()]


def test_a_record_is_told_in_lines() -> None:
    assert shown("event", EVENT) == [
        "EV-01234567  2025-05-07  ASSAULT  Oslo → Bern; Rome  denied",
        "             Uri · Lake Post",
        "             “Oslo denied that it had shelled Bern and",
        "             Rome.”",
    ]


def test_what_was_not_told_is_not_made_up() -> None:
    row = EVENT | {"actors": None, "day": None, "place": None, "outlet": None, "status": "occurred"}
    assert shown("event", row)[:2] == [
        "EV-01234567  day not told  ASSAULT  nobody named → Bern;",
        "             Rome",
    ]
    assert shown("event", row | {"recipients": None, "actors": "Oslo"}, 80)[0].endswith("ASSAULT  Oslo")


def test_one_is_no_plural_and_long_words_are_cut() -> None:
    incident = EVENT | {"reports": 1, "origins": 1, "standing": "single_source"}
    assert shown("incident", incident, 100) == [
        "EV-01234567  2025-05-07  ASSAULT  Oslo → Bern; Rome  single source",
        "             Uri · 1 report, 1 origin",
    ]
    long = shown("statement", {"id": "STM-1", "content": "x" * (LONGEST + 1), "day": "2025-05-07"}, 400)
    assert long[1] == " " * (ID + 2) + "“" + "x" * LONGEST + "…”"


def test_words_that_look_like_markup_are_words() -> None:
    assert "[red]Oslo[/red]" in shown("event", EVENT | {"actors": "[red]Oslo[/red]"}, 120)[0]
