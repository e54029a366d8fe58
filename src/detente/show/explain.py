"""``detente explain FILE``: sentence by sentence, which rows fired, which were overruled, and why?"""

from pathlib import Path

import click


@click.command()
@click.argument("target", metavar="FILE|URL|-")
@click.option("--published", metavar="DATE", help="Date of the report, ISO 8601.")
@click.option("--lexicon", type=click.Path(path_type=Path), help="Folder of rows laid over the bundled lexicon.")
def explain(target: str, published: str | None, lexicon: Path | None) -> int:
    """Show what every sentence was read as, what was overruled, and why.

    \b
    detente explain report.txt --published 2025-05-08
    """
    from detente.lexicon.words import load_words
    from detente.reading.clean import clean
    from detente.reading.explain import explain as run
    from detente.reading.parse import parse
    from detente.settings import load_settings
    from detente.sources.open import open_raw

    settings = load_settings()
    report = clean(open_raw(target, settings), published=published)
    (doc,) = parse([report])
    found = 0
    for sentence in run(report, doc, load_words(lexicon or settings.lexicon)):
        click.echo(f"[{sentence.start}-{sentence.end}] {' '.join(sentence.text.split())}")
        for line in sentence.lines:
            click.echo(f"    {line.kind:<9} {' '.join(line.words.split())}: {line.what}\n              {line.why}")
        found += bool(sentence.lines)
    return 0 if found else 1
