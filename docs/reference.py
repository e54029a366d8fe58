"""Which pages of the reference follow from the code? A hook of mkdocs that writes them while the site is built.

Commands come from the command line itself, records from their types and docstrings, so that the reference cannot tell
of anything that is not there.
"""

import ast
import dataclasses
import inspect
import textwrap
import types
import typing
from collections.abc import Iterator
from typing import Any

import click
import msgspec
from mkdocs.structure.files import File, Files

import detente
from detente import errors, records, settings
from detente.show import cli

RECORDS = (
    ("One report", ("Reading", "Report", "Part", "Span")),
    ("Who", ("Actor", "ActorRef")),
    ("Who says what", ("Statement", "SaidAt")),
    ("Who did what", ("Event", "When", "Where", "Quantity")),
    ("What was found on the way", ("Place", "Time", "Number", "Name")),
    ("Across reports", ("Incident", "Account", "ReportShare", "Telling", "Dispute", "DisputePosition")),
    (
        "Over time",
        (
            "Channel",
            "ChannelMove",
            "Position",
            "NumberChange",
            "Counted",
            "Tension",
            "Contribution",
            "TimelineDay",
            "TimelineEntry",
        ),
    ),
    ("Copies", ("CopyGroup", "CopyChange")),
)
"""Records in the order in which a newcomer meets them."""


def on_files(files: Files, config: Any) -> Files:
    """Add the pages to the site."""
    pages = {"commands": commands(), "records": vocabulary(), "python": python(), "settings": configuration()}
    for name, text in pages.items():
        files.append(File.generated(config, f"reference/{name}.md", content=text))
    return files


def commands() -> str:
    """Every command with its arguments, options and example."""
    lines = ["# Commands", "", "Data goes to standard output, everything else to standard error.", ""]
    lines += ["Exit status: 0 done, 1 nothing found, 2 an error, 130 stopped with Ctrl-C.", ""]
    for name in cli.COMMANDS:
        command = cli.Lazy().get_command(click.Context(cli.cli), name)
        assert command is not None
        lines += _command(command, f"detente {name}", 2)
    return "\n".join(lines) + "\n"


def _command(command: click.Command, called: str, level: int) -> Iterator[str]:
    ctx = click.Context(command, info_name=called)
    about, _, example = (command.help or "").partition("\b")
    usage = " ".join([called, *command.collect_usage_pieces(ctx)])
    yield from (f"{'#' * level} {called}", "", _prose(about), "", "```", usage, "```", "")
    options = [p for p in command.params if isinstance(p, click.Option) and not p.hidden]
    if options:
        yield from ("| option | what it does |", "|---|---|")
        for option in options:
            names = ", ".join(f"`{o}`" for o in (*option.opts, *option.secondary_opts))
            yield f"| {names}{_kind(option, ctx)} | {_cell(option.help or '')} |"
        yield ""
    if example.strip():
        yield from ("```", textwrap.dedent(example).strip(), "```", "")
    if isinstance(command, click.Group):
        for name in command.list_commands(ctx):
            inner = command.get_command(ctx, name)
            assert inner is not None
            yield from _command(inner, f"{called} {name}", level + 1)


def _kind(option: click.Option, ctx: click.Context) -> str:
    if option.is_flag:
        return ""
    if isinstance(option.type, click.Choice):
        return ": " + ", ".join(f"`{c}`" for c in option.type.choices)
    return f" `{option.make_metavar(ctx).replace('INTEGER RANGE', 'NUMBER')}`"


def _prose(text: str) -> str:
    return " ".join(textwrap.dedent(text).split()).replace("<", "&lt;")


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


def vocabulary() -> str:
    """Every record with its fields, their types, and what they mean."""
    lines = [
        "# Records",
        "",
        _opening(records),
        "",
        "One rule stands above all: `report.text[start:end] == quote` holds",
    ]
    lines += ["for every span, always. Offsets count Unicode code points. What the text does not say is `null`.", ""]
    lines += ["`detente schema` prints the same as JSON Schema.", ""]
    for title, names in RECORDS:
        lines += [f"## {title}", ""]
        for name in names:
            lines += _record(_find(name))
    return "\n".join(lines) + "\n"


def _find(name: str) -> type[Any]:
    found: type[Any] = getattr(records, name)
    return found


def _record(kind: type[Any]) -> Iterator[str]:
    yield from (f"### {kind.__name__}", "", _doc(kind), "", "| field | type | |", "|---|---|---|")
    told = _told(kind)
    for field in msgspec.structs.fields(kind):
        yield f"| `{field.name}` | {_type(field.type)} | {_cell(told.get(field.name, ''))} |"
    yield ""


def _told(kind: type[Any]) -> dict[str, str]:
    """The docstrings beneath the fields of a class."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0]
    assert isinstance(tree, ast.ClassDef)
    out: dict[str, str] = {}
    for field, after in zip(tree.body, tree.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
            assert isinstance(field.target, ast.Name)
            out[field.target.id] = str(after.value.value)
    return out


def _type(hint: Any) -> str:
    """A type in words."""
    if hint is type(None):
        return "null"
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal:
        return ", ".join(f"`{a}`" for a in args)
    if isinstance(hint, types.UnionType) or origin is typing.Union:
        return " or ".join(_type(a) for a in args)
    if origin is tuple:
        return f"list of {_type(args[0])}"
    if isinstance(hint, type) and hint.__name__ in {n for _, names in RECORDS for n in names}:
        return f"[{hint.__name__}](#{hint.__name__.lower()})"
    return {str: "text", int: "whole number", float: "number", bool: "true or false"}.get(hint, str(hint))


def python() -> str:
    """What `import detente` offers."""
    lines = ["# Python", "", _opening(detente), ""]
    for name in sorted(detente.__all__):
        thing = getattr(detente, name)
        if inspect.isclass(thing):
            lines += _class(name, thing)
        elif inspect.isfunction(thing):
            lines += _function(name, thing, 2)
    return "\n".join(lines) + "\n"


def _class(name: str, thing: type[Any]) -> Iterator[str]:
    yield from (f"## {name}", "", _doc(thing), "")
    if dataclasses.is_dataclass(thing):
        told = _told(thing)
        yield from ("| field | |", "|---|---|")
        for field in dataclasses.fields(thing):
            yield f"| `{field.name}` | {_cell(told.get(field.name, ''))} |"
        yield ""
    for method, made in vars(thing).items():
        if inspect.isfunction(made) and not method.startswith("_") and made.__doc__:
            yield from _function(f"{name}.{method}", made, 3)


def _function(name: str, made: Any, level: int) -> Iterator[str]:
    yield from (f"{'#' * level} {name}", "", "```python", f"{name}{inspect.signature(made)}", "```", "", _doc(made), "")


def configuration() -> str:
    """Settings, where they come from, and the tree of errors."""
    lines = ["# Settings and errors", "", "## Settings", "", _opening(settings), ""]
    lines += ["| key in `detente.toml` | in the environment | |", "|---|---|---|"]
    told = _told(settings.Settings)
    for field in dataclasses.fields(settings.Settings):
        lines.append(f"| `{field.name}` | `DETENTE_{field.name.upper()}` | {_cell(told.get(field.name, ''))} |")
    tree = inspect.cleandoc(errors.__doc__ or "").partition("\n\n")[2]
    lines += ["", "## Errors", "", "All are raised on purpose, and print one sentence and status 2.", ""]
    return "\n".join([*lines, "```", tree, "```", ""])


def _opening(module: Any) -> str:
    """The docstring of a module, without the doctests."""
    return _doc(module)


def _doc(thing: Any) -> str:
    told = inspect.cleandoc(thing.__doc__ or "")
    said, _, example = told.partition(">>>")
    said = said.replace("``", "`")
    for role in ("class", "meth", "func", "mod", "exc"):
        said = said.replace(f":{role}:", "")
    said = said.replace("`~", "`")
    return said.strip() + (f"\n\n```python\n>>>{example}\n```" if example else "")
