"""How do tension, timeline and channels look as a picture? SVG or PNG; the same ledger gives the same bytes.

Colours are those of Okabe and Ito, which people with any sight tell apart; a shape or a word says what a colour says.
"""

import importlib
import textwrap
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from detente.errors import InputError
from detente.records import Tension
from detente.show.between import Matrix

BLUE, ORANGE, GREEN, SKY, INK, DIM = "#0072B2", "#D55E00", "#009E73", "#56B4E9", "#1b1d21", "#5d636e"
STANDING = {
    "corroborated": (GREEN, "o"),
    "admitted": (GREEN, "s"),
    "contested": (ORANGE, "D"),
    "denied": (ORANGE, "X"),
    "single_source": (BLUE, "."),
    "superseded": (DIM, "v"),
}
STATE = {"refused": ORANGE, "broken_off": ORANGE, "held": GREEN, "accepted": GREEN}
SETTINGS = {
    "svg.hashsalt": "detente",
    "svg.fonttype": "none",
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.edgecolor": DIM,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
}
LONGEST = 78
"""Characters of a sentence beside a bar."""
MOST = 40
"""Incidents that a timeline draws: the weightiest, as many as can be read."""


def _matplotlib() -> Any:
    try:
        return importlib.import_module("matplotlib")
    except ModuleNotFoundError:
        raise InputError("--plot needs matplotlib, which is not installed here; pip install 'detente[plot]'") from None


def _figure(wide: float, tall: float) -> Any:
    figure = importlib.import_module("matplotlib.figure")
    return figure.Figure(figsize=(wide, tall), layout="constrained")


def checked(path: str) -> Path:
    """The path of a picture; raises :class:`InputError` where its ending is neither .svg nor .png."""
    made = Path(path)
    if made.suffix.lower() not in (".svg", ".png"):
        raise InputError(f"--plot {path}: a picture ends in .svg or .png")
    _matplotlib()
    return made


def _save(figure: Any, path: Path) -> None:
    svg = path.suffix.lower() == ".svg"
    metadata = {"Date": None, "Creator": None} if svg else {"Software": None}
    figure.savefig(path, format=path.suffix[1:].lower(), dpi=160, metadata=metadata)


def tension(days: Sequence[Tension], sides: tuple[str, str], contested: Collection[str], path: Path) -> None:
    """The curve of two sides with its band, days on which contested incidents count, and the four streams beneath."""
    with _matplotlib().rc_context(SETTINGS):
        figure = _figure(9, 5.6)
        upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(2.2, 1))
        x = [date.fromisoformat(d.day) for d in days]
        upper.axhline(0, color=DIM, linewidth=0.8)
        upper.fill_between(
            x, [d.score - d.spread for d in days], [d.score + d.spread for d in days], color=SKY, alpha=0.25,
            linewidth=0, label="if any one outlet is left out",
        )  # fmt: skip
        upper.fill_between(
            x, [d.low for d in days], [d.high for d in days], color=BLUE, alpha=0.3, linewidth=0,
            label="what contest and silence allow",
        )  # fmt: skip
        upper.plot(x, [d.score for d in days], color=BLUE, linewidth=1.8, label="tension")
        told = [(a, d.score) for a, d in zip(x, days, strict=True) if d.n]
        upper.plot(*zip(*told, strict=True), "o", color=BLUE, markersize=4, label="a day with incidents")
        at_odds = [
            (a, d.score) for a, d in zip(x, days, strict=True) if any(c.incident in contested for c in d.contributions)
        ]
        if at_odds:
            upper.plot(*zip(*at_odds, strict=True), "D", markerfacecolor="white", markeredgecolor=ORANGE, markersize=6,
                       label="contested or denied incidents count")  # fmt: skip
        upper.set_ylabel("−100 cooperation · 100 conflict")
        upper.set_title(f"Tension between {sides[0]} and {sides[1]}")
        upper.legend(frameon=False, fontsize=8, loc="upper left")
        upper.margins(y=0.15)
        _streams(lower, x, days)
        figure.autofmt_xdate(rotation=30)
        _save(figure, path)


def _streams(axes: Any, x: list[date], days: Sequence[Tension]) -> None:
    streams = (
        ("conflict, deeds", [d.conflict_deeds for d in days], ORANGE, "", 1),
        ("conflict, words", [d.conflict_words for d in days], ORANGE, "////", 1),
        ("cooperation, deeds", [d.cooperation_deeds for d in days], GREEN, "", -1),
        ("cooperation, words", [d.cooperation_words for d in days], GREEN, "////", -1),
    )
    base = {1: [0.0] * len(days), -1: [0.0] * len(days)}
    for label, values, colour, hatch, sign in streams:
        signed = [sign * abs(v) for v in values]
        fill = "white" if hatch else colour
        axes.bar(
            x, signed, 0.8, bottom=base[sign], color=fill, edgecolor=colour, hatch=hatch, linewidth=0.6, label=label
        )
        base[sign] = [a + b for a, b in zip(base[sign], signed, strict=True)]
    axes.axhline(0, color=DIM, linewidth=0.8)
    axes.set_ylabel("weight of incidents")
    axes.legend(frameon=False, fontsize=8, ncols=2, loc="upper left")


def timeline(rows: Sequence[dict[str, Any]], path: Path) -> None:
    """The incidents that matter, a row each in order of time: its weight, how it stands, and its best sentence."""
    kept = sorted(sorted(rows, key=lambda r: -r["weight"])[:MOST], key=lambda r: (r["day"], -r["weight"]))
    with _matplotlib().rc_context(SETTINGS):
        figure = _figure(12, 1.4 + 0.34 * len(kept))
        axes = figure.subplots()
        most = max(r["weight"] for r in kept) or 1.0
        for y, row in enumerate(kept):
            colour, marker = STANDING.get(row["standing"], (DIM, "."))
            axes.hlines(y, 0, row["weight"], color=colour, linewidth=2.4)
            axes.plot(row["weight"], y, marker, color=colour, markersize=7)
            words = " ".join((row["sentence"] or "").split())
            axes.text(most * 1.06, y, textwrap.shorten(words, LONGEST, placeholder=" …"), va="center", color=INK)
        first = [r["day"] if i == 0 or kept[i - 1]["day"] != r["day"] else "" for i, r in enumerate(kept)]
        axes.set_yticks(range(len(kept)), first)
        axes.set_ylim(len(kept) - 0.4, -0.6)
        axes.set_xlim(0, most * 2.9)
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
        there = dict.fromkeys(r["standing"] for r in kept)
        for name in there:
            colour, marker = STANDING.get(name, (DIM, "."))
            axes.plot([], [], marker, color=colour, label=name.replace("_", " "), markersize=7)
        axes.legend(frameon=False, ncols=len(there), loc="lower left", bbox_to_anchor=(0, 1.0), fontsize=8)
        axes.set_title("The days that matter", pad=24)
        _save(figure, path)


def channels(told: Matrix, path: Path) -> None:
    """Go-betweens by parties: the states in words and colour, and the days."""
    with _matplotlib().rc_context(SETTINGS):
        wide, tall = len(told.parties), len(told.between)
        figure = _figure(2.4 + 1.35 * wide, 1.4 + 0.62 * tall)
        axes = figure.subplots()
        for y, middle in enumerate(told.between):
            axes.axhline(y + 0.5, color="#dedfe3", linewidth=0.8)
            for x, name in enumerate(told.parties):
                if (cell := told.cells.get((middle, name))) is None:
                    continue
                states = list(dict.fromkeys(c.state for c in cell.channels))
                colour = STATE.get(states[-1], BLUE)
                axes.text(x, y - 0.12, ", ".join(s.replace("_", " ") for s in states), ha="center", va="center",
                          color=colour, weight="bold")  # fmt: skip
                days = cell.first if cell.first == cell.last else f"{cell.first[5:]} to {cell.last[5:]}"
                axes.text(x, y + 0.22, days, ha="center", va="center", color=DIM, fontsize=7.5)
        axes.set_xticks(range(wide), [textwrap.fill(n, 16) for n in told.parties])
        axes.set_yticks(range(tall), [textwrap.fill(m or "directly", 22) for m in told.between])
        axes.xaxis.tick_top()
        axes.tick_params(length=0)
        axes.set_xlim(-0.6, wide - 0.4)
        axes.set_ylim(tall - 0.5, -0.5)
        for spine in axes.spines.values():
            spine.set_visible(False)
        axes.set_title("Who talks to whom, and through whom", pad=14)
        _save(figure, path)
