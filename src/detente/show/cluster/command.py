"""``detente batch``: an archive in, Parquet files of records out, on a cluster or on this machine's processes."""

import os
from pathlib import Path

import click

from detente.errors import InputError


@click.command()
@click.argument("targets", nargs=-1, required=True, metavar="IN... OUT")
@click.option("--scheduler", metavar="ADDRESS", help="Dask scheduler that leads the workers, as tcp://host:8786.")
@click.option("--workers", type=click.IntRange(0, 256), default=0, help="Else: processes here; 0 is one a core.")
@click.option("--part", "size", type=click.IntRange(1, 100_000), default=256, help="Reports a part.", show_default=True)
@click.option("--lexicon", type=click.Path(path_type=Path), help="Folder of rows laid over the bundled lexicon.")
@click.option("--no-join", is_flag=True, help="Leave the reports unjoined.")
def batch(
    targets: tuple[str, ...], scheduler: str | None, workers: int, size: int, lexicon: Path | None, no_join: bool
) -> int:
    """Read an archive (WARC, JSON Lines, Parquet, folders, patterns) on many workers; leave Parquet in folder OUT.

    Each part of the archive becomes one file a table, whole or not at all. Stopped or killed at any moment, the same
    command goes on; what stands there already is not read again.

    \b
    detente batch archive/ 'crawl-*.warc.gz' out/ --workers 2
    detente batch /shared/archive /shared/out --scheduler tcp://10.0.0.5:8786
    """
    if len(targets) < 2:
        raise click.UsageError("two things are needed: what to read, and the folder for the records")
    if scheduler is not None and workers:
        raise click.UsageError("a scheduler has its own workers: give --scheduler or --workers, not both")
    *given, out = targets
    folder = Path(out)
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{out}: is a file; give a folder for the records")
    try:
        from detente.show.cluster import crew, plan, run
    except ModuleNotFoundError as why:
        raise InputError(f"batch needs {why.name}: pip install 'detente[cluster]'") from None
    files = [f for f in plan.files(given) if folder.resolve() not in Path(f).resolve().parents]
    if not files:
        raise InputError(f"{given[0]}: there is nothing in it")
    folder.mkdir(parents=True, exist_ok=True)
    with crew.crew(scheduler, workers or os.cpu_count() or 1) as client:
        crew.check_reach(client, folder)
        return run.run(client, run.Wish(files, folder, size, lexicon, not no_join))
