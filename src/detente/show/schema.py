"""``detente schema``: what does a reading look like to a machine?"""

import json

import click


@click.command()
def schema() -> None:
    """Print the JSON Schema (draft 2020-12) of what 'detente read --format json' prints.

    \b
    detente schema > reading.schema.json
    """
    from detente.records import schema as made

    click.echo(json.dumps(made(), indent=2, ensure_ascii=False))
