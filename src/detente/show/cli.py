"""Which commands are there, and how does a command end? Data on stdout, everything else on stderr.

Commands are loaded when they are called, so that ``--help`` answers at once. An error of detente's own is one
sentence and exit status 2; an unforeseen one is one sentence too, with ``--debug`` for the traceback.
"""

import difflib
import importlib
import os
import sys
from typing import Any

import click

from detente import __version__
from detente.errors import DetenteError
from detente.show.threads import one_thread

COMMANDS = {
    "read": ("detente.show.read", "Read reports and print what they say."),
    "demo": ("detente.show.demo", "Read the bundled crisis and print its ledger."),
    "ingest": ("detente.show.ingest", "Read reports of any format and keep them in a ledger."),
    "batch": ("detente.show.cluster.command", "Read an archive on many workers; leave Parquet files of records."),
    "watch": ("detente.show.ingest", "Ingest again and again, asking only for what is new."),
    "sources": ("detente.show.ingest", "Show the feeds that are followed, and how they fare."),
    "events": ("detente.show.lists", "List who did what to whom, when and where."),
    "statements": ("detente.show.lists", "List who said what."),
    "actors": ("detente.show.lists", "List everybody named."),
    "reports": ("detente.show.lists", "List the reports that were kept."),
    "copies": ("detente.show.lists", "List reports that repeat one another."),
    "incidents": ("detente.show.lists", "List happenings, each once."),
    "disputes": ("detente.show.lists", "List the questions on which accounts conflict."),
    "channels": ("detente.show.lists", "List who talks to whom through whom."),
    "positions": ("detente.show.lists", "List where third parties stand."),
    "tension": ("detente.show.curves", "Draw the tension between two sides, day by day."),
    "timeline": ("detente.show.curves", "Tell the days that matter, each incident with its best sentence."),
    "crisis": ("detente.show.crisis", "Name crises, list them, have some suggested."),
    "diff": ("detente.show.history", "Show what changed since a day or a snapshot."),
    "snapshot": ("detente.show.history", "Name the state of the ledger, to be read again later."),
    "verify": ("detente.show.history", "Hold every quote and hash against the texts again."),
    "revise": ("detente.show.revise", "Accept, reject, edit, merge, split, undo; nothing is overwritten."),
    "serve": ("detente.show.serve", "Open the dashboard and the HTTP API on a ledger."),
    "export": ("detente.show.export", "Write records in the formats of others."),
    "why": ("detente.show.why", "Show the words, offsets and rule that a record stands on."),
    "show": ("detente.show.why", "Show one record whole."),
    "actor": ("detente.show.people", "Say who a name or phrase means, and why."),
    "place": ("detente.show.people", "Show the places that bear a name, and why one is chosen."),
    "explain": ("detente.show.explain", "Say sentence by sentence what fired, what was overruled, and why."),
    "lexicon": ("detente.show.lexicon", "Check the rows of words, or try a sentence on them."),
    "schema": ("detente.show.schema", "Print the JSON Schema of a reading."),
    "doctor": ("detente.show.doctor", "Check models, place index, disk and settings, and say what to do."),
}


class Lazy(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[cmd_name][0])
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, what) for name, (_, what) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], COMMANDS, 1)
            hint = f"; did you mean {near[0]!r}?" if near else "; see 'detente --help'"
            raise click.UsageError(f"there is no command {args[0]!r}{hint}", ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="detente")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def cli(debug: bool) -> None:
    """Reads the news of an international crisis: who did what to whom, when and where; who says so and who denies it.

    detente says who says what, never who is right; every record stands on exact words. Begin with 'detente demo'.
    """
    _ = debug


def main() -> None:
    """Run the command line and end with the right status: 0 done, 1 nothing found, 2 an error, 130 interrupted."""
    one_thread()
    sys.exit(run(sys.argv[1:]))


def run(args: list[str]) -> int:
    """Run one command line; returns the exit status."""
    debug = "--debug" in args
    try:
        result: Any = cli.main(args=args, prog_name="detente", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("detente: interrupted", err=True)
        return 130
    except KeyboardInterrupt:
        click.echo("detente: interrupted", err=True)
        return 130
    except click.exceptions.NoArgsIsHelpError as why:
        click.echo(why.format_message(), err=True)
        return 2
    except click.ClickException as why:
        click.echo(f"detente: {why.format_message()}", err=True)
        return 2
    except DetenteError as why:
        if debug:
            raise
        click.echo(f"detente: {why}", err=True)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as why:
        if debug:
            raise
        click.echo(f"detente: {why.filename or ''}: {why.strerror or why}".replace(": :", ":"), err=True)
        return 2
    except Exception as why:
        if debug:
            raise
        click.echo(
            f"detente: something unforeseen went wrong ({type(why).__name__}: {why}); run it again with --debug before "
            "the command and report what it prints",
            err=True,
        )
        return 2
    return result if isinstance(result, int) else 0
