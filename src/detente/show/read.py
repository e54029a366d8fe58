"""``detente read``: one report as a table or JSON, or a batch of them line by line."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from detente.errors import DetenteError, InputError


@click.command()
@click.argument("targets", nargs=-1, metavar="[FILE|URL|-]...")
@click.option("--published", metavar="DATE", help="Date of the report, ISO 8601; beats what the page says.")
@click.option("--format", "form", type=click.Choice(["table", "json", "jsonl"]), default="table", help="How to print.")
@click.option(
    "--jsonl", "batch", metavar="FILE", help="Read one report a line ({id, text|html, published, ...}); '-' is stdin."
)
@click.option("--workers", type=click.IntRange(0, 64), default=0, help="Processes for --jsonl; 0 chooses.")
@click.option("--output", metavar="FILE", help="For --jsonl: write there; what stands there is not read again.")
@click.option("--lexicon", type=click.Path(path_type=Path), help="Folder of rows laid over the bundled lexicon.")
@click.option("--offline", is_flag=True, help="Touch no network.")
def read(
    targets: tuple[str, ...],
    published: str | None,
    form: str,
    batch: str | None,
    workers: int,
    output: str | None,
    lexicon: Path | None,
    offline: bool,
) -> int:
    """Read reports (HTML, text, Markdown, PDF, .eml, a URL, or - for stdin) and print what they say.

    \b
    detente read article.html
    detente read report.txt --published 2025-05-08 --format json
    detente read --jsonl reports.jsonl --output readings.jsonl
    """
    if batch is not None:
        if targets:
            raise click.UsageError("give either --jsonl FILE or targets, not both")
        if published is not None:
            raise click.UsageError("--published is for single reports; a line of --jsonl has its own 'published'")
        return _batch(batch, workers, lexicon, output)
    if output is not None:
        raise click.UsageError("--output is for --jsonl; send single reports on with '> FILE'")
    if not targets:
        raise click.UsageError(
            "what shall be read? Name a file, a URL, or - for standard input; see 'detente read --help'"
        )
    return _each(targets, published, form, lexicon, offline)


def _each(targets: tuple[str, ...], published: str | None, form: str, lexicon: Path | None, offline: bool) -> int:
    from dataclasses import replace

    from detente.settings import load_settings

    settings = load_settings()
    if offline:
        settings = replace(settings, offline=True)
    from detente.reading.clean import clean
    from detente.sources.open import open_raw

    reports = []
    for target in targets:  # what cannot be read is said before a model is loaded
        try:
            reports.append(clean(open_raw(target, settings), published))
        except DetenteError as why:
            told = str(why) if target in str(why) or target == "-" else f"{target}: {why}"
            click.echo(f"detente: {told}", err=True)
    if not reports:
        return 2
    from detente.pipeline import read_reports
    from detente.records import to_json
    from detente.show import recent
    from detente.show.knowledge import knowledge
    from detente.show.tables import print_reading

    settings, know = knowledge(lexicon)
    several = form == "json" and len(targets) > 1
    for n, reading in enumerate(read_reports(reports, know)):
        recent.keep(settings.cache, reading)
        if form == "table":
            print_reading(reading)
        elif form == "jsonl":
            click.echo(to_json(reading))
        else:
            click.echo(("," if n else "[") * several + recent.plain(reading))
    if several:
        click.echo("]")
    return 2 if len(reports) < len(targets) else 0


def _lines(path: str) -> Iterator[bytes]:
    if path == "-":
        yield from (line for line in sys.stdin.buffer if line.strip())
        return
    try:
        with Path(path).open("rb") as f:
            yield from (line for line in f if line.strip())
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; give --jsonl a file with one JSON object a line") from None
    except IsADirectoryError:
        raise InputError(f"{path}: is a folder; give --jsonl a file with one JSON object a line") from None


def _count(path: str) -> int | None:
    if path == "-" or not sys.stderr.isatty():
        return None
    with Path(path).open("rb") as f:
        return sum(1 for line in f if line.strip())


def _batch(path: str, workers: int, lexicon: Path | None, output: str | None) -> int:
    from detente.show.progress import bar

    lines: Iterable[bytes] = _lines(path)
    first = next(iter(lines), None) if path != "-" else None
    if path != "-" and first is None:
        raise InputError(f"{path}: there is nothing in it; one JSON object a line is expected")
    from detente.show.batch import read_many
    from detente.show.resume import resumed

    with (
        resumed(output, _lines(path)) as (out, rest, done, failed),
        bar("reading", _count(path), "reports") as advance,
    ):
        advance(done)
        for line, good in read_many(rest, workers, lexicon):
            out.write(line + b"\n")
            failed += not good
            advance(1)
        out.flush()
    if failed:
        click.echo(f"detente: {failed} of the lines could not be read; each has its 'error' on its place", err=True)
    return 2 if failed else 0
