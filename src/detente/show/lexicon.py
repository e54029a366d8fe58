"""``detente lexicon``: does every row fire where it must, and which rows fire on a sentence?"""

from pathlib import Path

import click


@click.group()
def lexicon() -> None:
    """Check the rows of words, or try a sentence on them."""


@lexicon.command()
@click.option(
    "--lexicon", "overlay", type=click.Path(path_type=Path), help="Folder of rows laid over the bundled ones."
)
@click.option("--file", "only", metavar="NAME", help="Check the rows of one file.")
def check(overlay: Path | None, only: str | None) -> int:
    """Run every row's own sentences: 'yes' must fire it, 'no' must not.

    \b
    detente lexicon check --file speech_verbs.toml
    """
    from detente.lexicon.words import load_words
    from detente.reading.rowcheck import check as run
    from detente.show.progress import bar

    words = load_words(overlay)
    with bar("checking rows", len(words.rows), "rows") as advance:
        findings = run(words, only, advance)
    for f in findings:
        click.echo(f"{f.source}: {f.table} {f.name!r} {f.fault}: {f.sentence}")
    rows = len(words.rows)
    click.echo(
        f"{rows:,} rows; {len(findings)} sentences do not do what their row says"
        if findings
        else f"{rows:,} rows, all well"
    )
    return 1 if findings else 0


@lexicon.command(name="try")
@click.argument("sentence")
@click.option(
    "--lexicon", "overlay", type=click.Path(path_type=Path), help="Folder of rows laid over the bundled ones."
)
def try_(sentence: str, overlay: Path | None) -> int:
    """Show which rows fire on a sentence, with the roles they give, and which words stand in an idiom.

    \b
    detente lexicon try "Ankara rebuked Delhi for the strikes."
    """
    from detente.lexicon.words import load_words
    from detente.reading.rowcheck import attempt

    tries = attempt(load_words(overlay), sentence)
    for t in tries:
        roles = "; ".join(f"{name}: {' | '.join(words)}" for name, words in t.roles if words)
        click.echo(f"{t.words}: {t.what}\n    {roles or 'no roles'}\n    {t.why}")
    if not tries:
        click.echo("no row fires on this sentence")
    return 0 if tries else 1
