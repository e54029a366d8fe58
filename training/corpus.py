"""What is marked in the corpus, and do all marks stand in their words?

    python training/corpus.py check [FILE ...]                        every mark proven; prints file, line and fault
    python training/corpus.py stats                                   sentences, statements and events, by act and type
    python training/corpus.py standoff FILE ARTICLES.jsonl OUT.jsonl  marks of an article without its text
    python training/corpus.py agree                                   agreement of two annotators on corpus/twice

The form of a file is told in corpus/guideline.md. Marks on Wikinews stand off their text (article address and offsets):
reading them takes the articles, a JSONL of ``{"id", "text"}`` named by --articles.
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
CORPUS = HERE / "corpus"
ARTICLES = HERE.parent.parent / "shared" / "train" / "wikinews.jsonl"

ACTS = frozenset(
    "assert confirm deny accuse blame admit condemn concern warn threaten demand appeal offer propose promise agree "
    "accept reject support thank apologise justify question announce predict believe want fear intend".split()
)
TYPES = frozenset(
    "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE "
    "COERCE ASSAULT".split()
)
STATUS = frozenset("occurred ongoing planned threatened requested offered hypothetical denied failed".split())
REGISTERS = frozenset("wire national release liveblog caption opinion transcript wikinews".split())
FLAGS = frozenset({"anon", "neg", "hyp", "hist"})
KEYS = {
    "S": frozenset({"src", "cue", "con", "act", "form", "to", "about", "via", "in", "anon", "neg", "hyp"}),
    "E": frozenset({"trg", "type", "mode", "actors", "recipients", "status", "by", "hist"}),
}

Spans = tuple[tuple[int, int], ...]


class CorpusError(Exception):
    """A mark that does not hold; the message names file and line."""


@dataclass(slots=True)
class Mark:
    """A statement ('S') or an event ('E'): spans by field in offsets of the document, and its plain fields."""

    kind: str
    sentence: int
    line: int
    spans: dict[str, Spans] = field(default_factory=dict)
    plain: dict[str, str] = field(default_factory=dict)
    parent: int | None = None
    """Index in ``marks`` of the statement that it is nested in, or that tells it."""


@dataclass(slots=True)
class Document:
    """A text with its sentences as offsets and its marks in order."""

    name: str
    register: str = ""
    published: str | None = None
    text: str = ""
    sentences: list[tuple[int, int]] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    source: str = ""


def _raw(path: Path) -> Iterator[tuple[int, str, str]]:
    """Lines of a file as number, tag and rest."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        tag, _, rest = line.partition(" ")
        if tag not in {"#", "T", "P", "S", "E"}:
            raise CorpusError(f"{path.name}:{number}: a line begins with '#', 'T', 'P', 'S' or 'E', not {tag[:20]!r}")
        yield number, tag, rest.strip()


def read_file(path: Path, articles: Mapping[str, str] | None = None) -> list[Document]:
    """The documents of a file; with ``articles`` the sentences are found in the article's text instead of joined."""
    documents: list[Document] = []
    waiting: list[tuple[int, str, str, int]] = []
    opened = False
    for number, tag, rest in _raw(path):
        if tag == "#":
            key, _, value = rest.partition(" ")
            if key == "doc":
                _settle(documents, waiting, path)
                documents.append(Document(value.strip(), source=path.name))
                opened = False
            elif key == "register":
                if value not in REGISTERS:
                    raise CorpusError(f"{path.name}:{number}: register {value!r} is none of {sorted(REGISTERS)}")
                documents[-1].register = value
            elif key == "published":
                documents[-1].published = value
            continue
        if not documents:
            raise CorpusError(f"{path.name}:{number}: '# doc NAME' must come first")
        doc = documents[-1]
        if tag == "P":
            opened = False
        elif tag == "T":
            _add(doc, rest, opened, articles, f"{path.name}:{number}")
            opened = True
        else:
            if not doc.sentences:
                raise CorpusError(f"{path.name}:{number}: a mark before any sentence")
            waiting.append((number, tag, rest, len(doc.sentences) - 1))
    _settle(documents, waiting, path)
    return documents


def _add(doc: Document, sentence: str, opened: bool, articles: Mapping[str, str] | None, at: str) -> None:
    if articles is not None:
        doc.text = articles[doc.name]
        start = doc.text.find(sentence, doc.sentences[-1][1] if doc.sentences else 0)
        if start < 0:
            raise CorpusError(f"{at}: this sentence does not stand in the article: {sentence[:60]!r}")
        doc.sentences.append((start, start + len(sentence)))
        return
    if doc.text:
        doc.text += " " if opened else "\n\n"
    doc.sentences.append((len(doc.text), len(doc.text) + len(sentence)))
    doc.text += sentence


def _settle(documents: list[Document], waiting: list[tuple[int, str, str, int]], path: Path) -> None:
    """Turn the marks of the last document into offsets, now that all of its sentences are known."""
    for number, tag, rest, sentence in waiting:
        try:
            documents[-1].marks.append(_mark(documents[-1], tag, rest, sentence, number))
        except CorpusError as why:
            raise CorpusError(f"{path.name}:{number}: {why}") from None
    waiting.clear()


def _mark(doc: Document, tag: str, rest: str, sentence: int, line: int) -> Mark:
    mark = Mark(tag, sentence, line)
    for part in rest.split(" | "):
        key, eq, value = part.strip().partition("=")
        if not eq or key not in KEYS[tag]:
            raise CorpusError(f"{part[:30]!r} is no field of {tag}; there are {sorted(KEYS[tag])}")
        if key in {"act", "type", "status", "mode", "form"} or key in FLAGS:
            mark.plain[key] = value
        elif key in {"in", "by"}:
            mark.parent = _parent(doc, sentence, value)
        elif value != "-":
            mark.spans[key] = tuple(_spans(doc, sentence, value))
    _hold(mark)
    return mark


def _hold(mark: Mark) -> None:
    """Refuse a mark that lacks what it needs or carries a value that there is not."""
    needed = ("cue", "con") if mark.kind == "S" else ("trg",)
    if missing := [k for k in needed if k not in mark.spans]:
        raise CorpusError(f"{mark.kind} lacks {missing[0]}")
    for key, allowed in (("act", ACTS), ("type", TYPES), ("status", STATUS), ("form", {"direct", "mixed", "indirect"})):
        value = mark.plain.get(key)
        if value is not None and value not in allowed:
            raise CorpusError(f"{key} {value!r} is none of {sorted(allowed)}")
    for key in ("act",) if mark.kind == "S" else ("type", "status"):
        if key not in mark.plain:
            raise CorpusError(f"{mark.kind} lacks {key}")
    if any(v != "yes" for k, v in mark.plain.items() if k in FLAGS):
        raise CorpusError("a flag is 'yes' or left out")


def _parent(doc: Document, sentence: int, value: str) -> int:
    m = re.fullmatch(r"(?:(-?\d+):)?(\d+)", value)
    if not m:
        raise CorpusError(f"{value!r} names no statement; write 1, or -1:2")
    at, nth = sentence + int(m[1] or 0), int(m[2])
    said = [i for i, k in enumerate(doc.marks) if k.kind == "S" and k.sentence == at]
    if nth > len(said) or nth < 1:
        raise CorpusError(f"there is no statement {value} yet")
    return said[nth - 1]


def _spans(doc: Document, sentence: int, value: str) -> Iterator[tuple[int, int]]:
    for piece in value.split(" || "):
        at, words = sentence, piece.strip()
        if m := re.match(r"([+-]\d+)(?::\s?(.*))?$", words):
            at, words = sentence + int(m[1]), m[2] or ""
            if not 0 <= at < len(doc.sentences):
                raise CorpusError(f"there is no sentence {m[1]}")
        start, end = doc.sentences[at]
        if not words:
            yield start, end
            continue
        nth = 1
        if m := re.search(r"~(\d+)$", words):
            words, nth = words[: m.start()], int(m[1])
        yield _locate(doc.text, start, end, words, nth)


def _locate(text: str, start: int, end: int, words: str, nth: int) -> tuple[int, int]:
    """Where the words stand for the nth time as whole words."""
    edges = (r"(?<!\w)" if words[0].isalnum() else "") + re.escape(words) + (r"(?!\w)" if words[-1].isalnum() else "")
    found = [m.start() for m in re.finditer(edges, text[start:end])]
    if len(found) < nth:
        raise CorpusError(f"does not stand in its sentence (occurrence {nth}): {words[:70]!r}")
    return start + found[nth - 1], start + found[nth - 1] + len(words)


def faults(doc: Document) -> Iterator[str]:
    """What is inconsistent though each mark holds: doubles, nesting outside its teller, an event told by nobody."""
    seen: set[tuple[str, Spans]] = set()
    for mark in doc.marks:
        at = f"{doc.source}:{mark.line}"
        key = "cue" if mark.kind == "S" else "trg"
        if (mark.kind + key, mark.spans[key] + mark.spans.get("con", ())) in seen:
            yield f"{at}: marked twice: {cut(doc, mark.spans[key])!r}"
        seen.add((mark.kind + key, mark.spans[key] + mark.spans.get("con", ())))
        if mark.kind == "S":
            if touches(mark.spans["cue"], mark.spans["con"]):
                yield f"{at}: cue and content overlap: {cut(doc, mark.spans['cue'])!r}"
            if touches(mark.spans.get("src", ()), mark.spans["con"]):
                yield f"{at}: source and content overlap: {cut(doc, mark.spans['src'])!r}"
            outer = doc.marks[mark.parent] if mark.parent is not None else None
            if outer and not touches(outer.spans["con"], mark.spans["cue"]):
                yield f"{at}: nested, but its cue {cut(doc, mark.spans['cue'])!r} lies outside the outer content"
        words = cut(doc, mark.spans["cue"]) if mark.kind == "S" else ""
        if mark.plain.get("form") == "direct" and not re.search("[\"“”'‘’«»„]", cut(doc, mark.spans["con"])):
            yield f"{at}: direct, but no quote mark in the content of {words!r}"


def touches(a: Spans, b: Spans) -> bool:
    """Whether two lists of spans share a character."""
    return any(s < f and t < e for s, e in a for t, f in b)


def cut(doc: Document, spans: Spans) -> str:
    """The words of a list of spans."""
    return " ".join(doc.text[a:b] for a, b in spans)


def to_standoff(doc: Document) -> dict[str, Any]:
    """A document as offsets and labels only."""
    rows = [
        {
            "kind": m.kind,
            "sentence": m.sentence,
            **{k: [list(s) for s in v] for k, v in m.spans.items()},
            **m.plain,
            **({"parent": m.parent} if m.parent is not None else {}),
        }
        for m in doc.marks
    ]
    return {"article": doc.name, "sentences": [list(s) for s in doc.sentences], "marks": rows}


def from_standoff(row: Mapping[str, Any], text: str, source: str, line: int) -> Document:
    """A document again, from offsets and the article's text."""
    doc = Document(row["article"], "wikinews", None, text, [(a, b) for a, b in row["sentences"]], source=source)
    for m in row["marks"]:
        mark = Mark(m["kind"], m["sentence"], line, parent=m.get("parent"))
        for key, value in m.items():
            if key in {"kind", "sentence", "parent"}:
                continue
            if isinstance(value, list):
                mark.spans[key] = tuple((a, b) for a, b in value)
            else:
                mark.plain[key] = value
        _hold(mark)
        doc.marks.append(mark)
    return doc


def load_articles(path: Path) -> dict[str, str]:
    """Articles by id; empty where the file is absent."""
    if not path.is_file():
        return {}
    rows = (json.loads(line) for line in path.open(encoding="utf-8"))
    return {r["id"]: r["text"] for r in rows}


def load(articles: Path = ARTICLES, files: Sequence[Path] = ()) -> list[Document]:
    """The whole corpus, or some files of it; marks on articles that are not here are left out."""
    texts = load_articles(articles)
    chosen = files or [*sorted((CORPUS / "own").glob("*.txt")), *sorted((CORPUS / "wikinews").glob("*.jsonl"))]
    out: list[Document] = []
    for path in chosen:
        if path.suffix == ".jsonl":
            for n, line in enumerate(path.open(encoding="utf-8"), 1):
                row = json.loads(line)
                if row["article"] in texts:
                    out.append(from_standoff(row, texts[row["article"]], path.name, n))
        else:
            out += read_file(path)
    return out


def stats(documents: Iterable[Document]) -> str:
    """How much there is of each kind, as lines."""
    docs = list(documents)
    said = [m for d in docs for m in d.marks if m.kind == "S"]
    done = [m for d in docs for m in d.marks if m.kind == "E"]
    depth = Counter(_depth(d, m) for d in docs for m in d.marks if m.kind == "S")
    rows = {
        "register": Counter({r: sum(len(d.sentences) for d in docs if d.register == r) for r in sorted(REGISTERS)}),
        "act": Counter(m.plain["act"] for m in said),
        "form": Counter(m.plain.get("form", "indirect") for m in said),
        "depth": Counter({str(k): v for k, v in depth.items()}),
        "type": Counter(m.plain["type"] for m in done),
        "status": Counter(m.plain["status"] for m in done),
    }
    head = f"{len(docs)} documents, {sum(len(d.sentences) for d in docs)} sentences, {len(said)} statements, "
    lines = [head + f"{len(done)} events, {sum('src' not in m.spans for m in said)} statements without a source"]
    return "\n".join(lines + [f"{k}: " + ", ".join(f"{a} {n}" for a, n in c.most_common()) for k, c in rows.items()])


def _depth(doc: Document, mark: Mark) -> int:
    depth, at = 0, mark
    while at.parent is not None and depth < 9:
        depth, at = depth + 1, doc.marks[at.parent]
    return depth


def agreement(ones: Sequence[Document], twos: Sequence[Document]) -> dict[str, float]:
    """F1 of the second annotator held against the first, and the share of equal labels where both marked.

    Only documents that both hold are compared; the two may lay out the same sentences differently.
    """
    other = {d.name: d for d in twos}
    tally: Counter[str] = Counter()
    for one in ones:
        two = other.get(one.name)
        if two is None:
            continue
        if [one.text[a:b] for a, b in one.sentences] != [two.text[a:b] for a, b in two.sentences]:
            raise CorpusError(f"{one.name}: the two do not hold the same sentences")
        tally["sentences"] += len(one.sentences)
        for kind, key in (("S", "cue"), ("E", "trg")):
            left = [m for m in one.marks if m.kind == kind]
            right = [m for m in two.marks if m.kind == kind]
            tally[kind + " one"] += len(left)
            tally[kind + " two"] += len(right)
            for m in left:
                mate = next((r for r in right if _share(one, m, two, r, key) > 0), None)
                if mate is None:
                    continue
                right.remove(mate)
                tally[kind + " both"] += 1
                for label in ("act", "type", "status"):
                    if label in m.plain:
                        tally[f"{kind} {label}"] += m.plain[label] == mate.plain.get(label)
                if kind == "S":
                    tally["S source"] += _share(one, m, two, mate, "src") >= 0.8
                    tally["S content"] += _share(one, m, two, mate, "con") >= 0.8
    out = {"sentences": float(tally["sentences"])}
    for kind, name in (("S", "statements"), ("E", "events")):
        out[name] = 200 * tally[kind + " both"] / max(1, tally[kind + " one"] + tally[kind + " two"])
        for label in ("act", "source", "content") if kind == "S" else ("type", "status"):
            out[f"{name}: {label}"] = 100 * tally[f"{kind} {label}"] / max(1, tally[kind + " both"])
    return out


def _share(one: Document, m: Mark, two: Document, r: Mark, key: str) -> float:
    """Overlap (Jaccard) of the characters of a role in two documents of the same sentences; empty roles agree."""
    a, b = _places(one, m.spans.get(key, ())), _places(two, r.spans.get(key, ()))
    return len(a & b) / len(a | b) if a | b else 1.0


def _places(doc: Document, spans: Spans) -> set[tuple[int, int]]:
    """Characters as (sentence, offset in it), whatever stands between the sentences."""
    return {
        (n, i - start)
        for s, e in spans
        for n, (start, end) in enumerate(doc.sentences)
        for i in range(max(s, start), min(e, end))
    }


def main() -> int:
    """Do what was asked; exit status 1 where a mark does not hold."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--articles", type=Path, default=ARTICLES)
    sub = ap.add_subparsers(dest="command", required=True)
    sub.add_parser("check").add_argument("files", nargs="*", type=Path)
    sub.add_parser("stats").add_argument("files", nargs="*", type=Path)
    off = sub.add_parser("standoff")
    for name in ("file", "articles_of", "out"):
        off.add_argument(name, type=Path)
    sub.add_parser("agree")
    a = ap.parse_args()
    try:
        if a.command == "standoff":
            docs = read_file(a.file, load_articles(a.articles_of))
            a.out.write_text("".join(json.dumps(to_standoff(d)) + "\n" for d in docs), encoding="utf-8")
        elif a.command == "agree":
            twice = sorted((CORPUS / "twice").iterdir())
            for name, value in agreement(load(a.articles), load(a.articles, twice)).items():
                print(f"{name}: {value:.1f}")
            return 0
        else:
            docs = load(a.articles, a.files)
        found = [f for d in docs for f in faults(d)]
    except CorpusError as why:
        print(why, file=sys.stderr)
        return 1
    if a.command == "stats":
        print(stats(docs))
        return 0
    print("\n".join(found) or f"{sum(len(d.sentences) for d in docs)} sentences, every mark holds")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
