"""Who talks to whom through whom, as a matrix: go-betweens by parties, each cell with its states and days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.table import Table
from rich.text import Text

from detente.records import Channel

MOST = 10
"""Parties that a matrix names: more do not fit on a page."""
STYLE = {"refused": "red", "broken_off": "red", "held": "green", "accepted": "green"}


@dataclass(frozen=True, slots=True)
class Cell:
    """What one go-between did with one party: its channels, first and last day."""

    channels: list[Channel]
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """``cells`` by (go-between, party); ``""`` is 'directly' and stands last."""

    parties: list[str]
    between: list[str]
    cells: Mapping[tuple[str, str], Cell]


def matrix(found: Sequence[Channel], days: Mapping[str, str]) -> Matrix:
    """The matrix of some channels; ``days`` are those on which each was told of."""
    weight: dict[str, int] = {}
    for c in found:
        for p in c.parties:
            weight[p.name] = weight.get(p.name, 0) + 1
    parties = sorted(weight, key=lambda n: (-weight[n], n))[:MOST]
    cells: dict[tuple[str, str], list[Channel]] = {}
    for c in found:
        middle = c.intermediary.name if c.intermediary else ""
        for p in c.parties:
            if p.name in parties:
                cells.setdefault((middle, p.name), []).append(c)
    between = sorted({m for m, _ in cells}, key=lambda m: (m == "", m))
    made = {}
    for key, many in cells.items():
        dates = sorted(d[:10] for c in many for d in (c.first, c.last, days.get(c.id)) if d)
        made[key] = Cell(many, dates[0] if dates else "", dates[-1] if dates else "")
    return Matrix(parties, between, made)


def drawn(told: Matrix, width: int) -> Table:
    """The matrix for a terminal of this width, as many parties as fit: states in colour, the first day beneath them."""
    parties = told.parties[: max(2, (width - 18) // 14)]
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("through", style="bold")
    for name in parties:
        table.add_column(name, overflow="fold", min_width=10)
    for middle in told.between:
        cells = [told.cells.get((middle, name)) for name in parties]
        if any(cells):
            table.add_row(middle or "directly", *(_cell(c) for c in cells))
    return table


def _cell(cell: Cell | None) -> Text:
    if cell is None:
        return Text("")
    out = Text()
    for state in dict.fromkeys(c.state for c in cell.channels):
        out.append((" " if out else "") + state.replace("_", " "), style=STYLE.get(state, "yellow"))
    return out.append(f"\n{cell.first}", style="dim")
