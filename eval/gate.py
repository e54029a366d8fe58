"""Did any figure fall below its floor? Runs the evaluation, compares, and writes docs/accuracy.md on request.

    make eval                                         measure all, compare with eval/floors.toml
    make eval ARGS="--sets roles times"               only these sets
    make eval ARGS="--figures figures.json"           compare figures that were measured before
    make eval ARGS="--raise --write"                  lift the floors to what was measured; fill docs/accuracy.md
    make eval ARGS="--lower 'roles type' --reason 'the corpus was mended'"

Exit status: 0 all at or above their floors (or the annotated text is absent, which is said), 1 something fell or was
not measured although it has a floor, 2 misuse.
"""

import argparse
import datetime
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
FLOORS = HERE / "floors.toml"
ACCURACY = HERE.parent / "docs" / "accuracy.md"
ROUNDING = 0.05
"""Figures are compared as they are printed, with one decimal."""


@dataclass(frozen=True, slots=True)
class Field:
    """One figure that is watched; a row of floors.toml."""

    name: str
    path: tuple[str, ...]
    scale: float = 1
    floor: float | None = None
    aim: float | None = None
    less: bool = False
    peer: str | None = None

    def measured(self, figures: Mapping[str, Any]) -> float | None:
        """The figure, or ``None`` where it was not measured."""
        value: Any = figures
        for key in self.path:
            value = value.get(key) if isinstance(value, Mapping) else None
        return None if value is None else round(self.scale * float(value), 2)

    def fell(self, value: float) -> bool:
        """Whether the figure is on the wrong side of the floor."""
        if self.floor is None:
            return False
        return value > self.floor + ROUNDING if self.less else value < self.floor - ROUNDING

    def better(self, value: float) -> bool:
        """Whether the figure would lift the floor."""
        return self.floor is None or (value < self.floor if self.less else value > self.floor)


def load(text: str) -> tuple[list[Field], list[dict[str, Any]]]:
    """Fields and the record of lowered floors; an unknown key is an error that names it."""
    raw = tomllib.loads(text)
    fields = []
    for row in raw.get("field", []):
        if unknown := sorted(set(row) - set(Field.__dataclass_fields__)):
            sys.exit(f"floors.toml: {row.get('name')}: there is no key {unknown[0]!r}")
        fields.append(Field(**{**row, "path": tuple(row["path"])}))
    return fields, raw.get("lowered", [])


def row(f: Field) -> dict[str, Any]:
    """A field as its row in the file; what is not said is left out."""
    said = {"name": f.name, "path": list(f.path), "scale": f.scale if f.scale != 1 else None, "less": f.less or None}
    return {**said, "floor": f.floor, "aim": f.aim, "peer": f.peer}


def block(name: str, values: Mapping[str, Any]) -> str:
    """One table of a TOML array; strings and numbers are written as JSON writes them, which TOML reads."""
    lines = (f"{k} = {json.dumps(v, ensure_ascii=False)}\n" for k, v in values.items() if v is not None)
    return f"[[{name}]]\n" + "".join(lines)


def dump(head: str, fields: Sequence[Field], lowered: Sequence[Mapping[str, Any]]) -> str:
    """The floors file again, under its own comment."""
    blocks = [block("field", row(f)) for f in fields] + [block("lowered", r) for r in lowered]
    return head.rstrip() + "\n\n" + "\n".join(blocks)


def measure(folder: Path, sets: Sequence[str]) -> dict[str, Any]:
    """Run the evaluation with this very detente; returns its figures."""
    with tempfile.TemporaryDirectory() as tmp:
        out = Path(tmp) / "figures.json"
        env = {**os.environ, "DETENTE": os.environ.get("DETENTE", f"{sys.executable} -m detente")}
        subprocess.run([sys.executable, str(folder / "run.py"), *sets, "--out", str(out)], env=env, check=True)
        figures: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
        return figures


def compare(fields: Sequence[Field], figures: Mapping[str, Any]) -> list[str]:
    """Print a line a field; returns the names of those that fell, or have a floor and were not measured."""
    fell = []
    for f in fields:
        value = f.measured(figures)
        bad = f.floor is not None if value is None else f.fell(value)
        word = "FELL" if bad else "new " if f.floor is None else "ok  "
        seen = "not measured" if value is None else f"{value:g}"
        floor = "none yet" if f.floor is None else f"{f.floor:g}"
        print(f"  {word}  {f.name}: {seen} (floor {floor}, aim {f.aim})")
        fell += [f.name] if bad else []
    return fell


def raised(fields: Sequence[Field], figures: Mapping[str, Any]) -> list[Field]:
    """The fields with every floor lifted to what was measured; none is lowered."""
    out = []
    for f in fields:
        value = f.measured(figures)
        out.append(replace(f, floor=value) if value is not None and f.better(value) else f)
    return out


def lower(
    fields: Sequence[Field], figures: Mapping[str, Any], name: str, reason: str
) -> tuple[list[Field], dict[str, Any]]:
    """The fields with one floor at what was measured, and the row that says why."""
    field = next((f for f in fields if f.name == name), None)
    if field is None:
        sys.exit(f"there is no field {name!r}; there are: {', '.join(f.name for f in fields)}")
    value = field.measured(figures)
    if value is None or field.floor is None or not field.fell(value):
        sys.exit(f"{name!r} has not fallen below its floor: nothing to lower")
    day = datetime.datetime.now(datetime.UTC).date().isoformat()
    record = {"name": name, "from": field.floor, "to": value, "day": day, "reason": reason}
    return [replace(f, floor=value) if f.name == name else f for f in fields], record


def table(fields: Sequence[Field], figures: Mapping[str, Any]) -> str:
    """The figures as a Markdown table, with the machine's Python and the speed of the run."""
    lines = ["| figure | measured | floor | aim | others, same metric |", "|---|---:|---:|---:|---|"]
    for f in fields:
        value = f.measured(figures)
        shown = "not measured" if value is None else f"{value:.{2 if f.less else 1}f}"
        floor, aim = ("" if v is None else f"{v:g}" for v in (f.floor, f.aim))
        name = f"{f.name} (less is better)" if f.less else f.name
        lines.append(f"| {name} | {shown} | {floor} | {aim} | {f.peer or ''} |")
    speed = figures.get("speed")
    if speed:
        what = f"{speed['words']:,} words in {speed['seconds']:,} s: {speed['words_per_second']:,} words a second"
        where = f"Python {platform.python_version()}, {os.cpu_count()} cores"
        lines += ["", f"{what}, the start of a process for every set included ({where})."]
    return "\n".join(lines)


def fill(document: str, name: str, content: str) -> str:
    """The document with what stands between ``<!-- name -->`` and ``<!-- /name -->`` replaced."""
    pattern = re.compile(rf"(<!-- {name} -->\n).*?(\n<!-- /{name} -->)", re.DOTALL)
    if not pattern.search(document):
        sys.exit(f"the document has no place marked <!-- {name} -->")
    return pattern.sub(lambda m: m[1] + content + m[2], document)


def arguments() -> argparse.Namespace:
    """What the caller wants."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--eval", type=Path, default=HERE.parent.parent / "shared" / "eval", help="folder with run.py")
    ap.add_argument("--sets", nargs="*", default=[], help="only these sets")
    ap.add_argument("--figures", type=Path, help="figures that run.py --out wrote before")
    ap.add_argument("--keep", type=Path, help="also write the figures here")
    ap.add_argument("--raise", dest="lift", action="store_true", help="lift floors to what was measured")
    ap.add_argument("--lower", metavar="NAME", help="lower one floor to what was measured")
    ap.add_argument("--reason", help="why it is lowered")
    ap.add_argument("--write", action="store_true", help="fill docs/accuracy.md")
    return ap.parse_args()


def main() -> int:
    """Measure, compare, and change the floors only as told."""
    a = arguments()
    if a.lower and not a.reason:
        print("--lower needs --reason TEXT: it is written into the floors file", file=sys.stderr)
        return 2
    text = FLOORS.read_text(encoding="utf-8")
    fields, lowered = load(text)
    if a.figures:
        figures = json.loads(a.figures.read_text(encoding="utf-8"))
    elif not (a.eval / "run.py").is_file():
        print(f"skipped: the annotated text is not here (no run.py in {a.eval}); name its folder with EVAL_DIR=...")
        return 0
    else:
        figures = measure(a.eval, a.sets or list(dict.fromkeys(f.path[0] for f in fields)))
    if a.keep:
        a.keep.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    asked = set(a.sets) or set(figures) if a.figures else set(a.sets)
    fell = compare([f for f in fields if not asked or f.path[0] in asked], figures)
    changed = fields
    if a.lower:
        changed, record = lower(changed, figures, a.lower, a.reason)
        lowered = [*lowered, record]
        fell = [name for name in fell if name != a.lower]
    if a.lift:
        changed = raised(changed, figures)
    if changed != fields:
        FLOORS.write_text(dump(text.split("[[field]]")[0], changed, lowered), encoding="utf-8")
    if a.write:
        document = ACCURACY.read_text(encoding="utf-8")
        ACCURACY.write_text(fill(document, "figures", table(changed, figures)), encoding="utf-8")
    print(f"{len(fell)} of {len(fields)} figures fell below their floors" if fell else "no figure fell below its floor")
    return 1 if fell else 0


if __name__ == "__main__":
    sys.exit(main())
