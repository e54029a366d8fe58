"""What can a user set, and where does it come from?

``detente.toml`` in the user's configuration folder, overridden by ``DETENTE_*`` in the environment,
overridden by flags. Nothing is read when this module is imported.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

import tomli
from platformdirs import user_cache_path, user_config_path, user_data_path

from detente.errors import InputError


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting, with its default."""

    cache: Path
    """Folder of what can be made again: the place index."""
    ledger: str
    """SQLite file (or database URL) that keeps the records."""
    lexicon: Path | None = None
    """Folder of rows laid over the bundled lexicon."""
    workers: int = 0
    """Processes that read a batch; 0 is one per core."""
    offline: bool = False
    """Touch no network."""
    encoder: bool = True
    """Read with the trained encoder beside the rules; without it reading takes about two thirds of the time."""
    max_bytes: int = 20_000_000
    """Largest single input, in bytes."""
    webhook: tuple[str, ...] = ()
    """Addresses that are told of new disputes and changed numbers (in the environment, spaces between them)."""
    webhook_secret: str | None = field(default=None, repr=False)
    """What deliveries are signed with; the receiver knows it too."""
    webhook_local: bool = False
    """Let hooks stand on this machine or a private network."""


def settings_file() -> Path:
    """Where the user's settings stand, whether or not the file is there."""
    return user_config_path("detente") / "detente.toml"


def load_settings(env: Mapping[str, str] | None = None, file: Path | None = None) -> Settings:
    """Settings from file and environment; raises :class:`InputError` on a key or value that is none."""
    env = os.environ if env is None else env
    path = file or settings_file()
    values: dict[str, object] = {}
    if path.is_file():
        try:
            values = tomli.loads(path.read_text(encoding="utf-8"))
        except (tomli.TOMLDecodeError, UnicodeDecodeError) as why:
            raise InputError(f"{path}: not a settings file: {why}") from None
    known = {f.name for f in fields(Settings)}
    if unknown := sorted(set(values) - known):
        raise InputError(f"{path}: there is no setting {unknown[0]!r}; there are {', '.join(sorted(known))}")
    values |= {name: env[key] for name in known if (key := f"DETENTE_{name.upper()}") in env}
    try:
        return Settings(
            cache=Path(str(values.get("cache") or user_cache_path("detente"))),
            ledger=str(values.get("ledger") or user_data_path("detente") / "ledger.db"),
            lexicon=Path(str(values["lexicon"])) if values.get("lexicon") else None,
            workers=int(str(values.get("workers", 0))),
            offline=str(values.get("offline", "")).lower() in {"1", "true", "yes"},
            encoder=str(values.get("encoder", "yes")).lower() in {"1", "true", "yes"},
            max_bytes=int(str(values.get("max_bytes", 20_000_000))),
            webhook=_list(values.get("webhook")),
            webhook_secret=str(values["webhook_secret"]) if values.get("webhook_secret") else None,
            webhook_local=str(values.get("webhook_local", "")).lower() in {"1", "true", "yes"},
        )
    except ValueError as why:
        raise InputError(f"settings: {why}; 'workers' and 'max_bytes' are whole numbers") from None


def _list(value: object) -> tuple[str, ...]:
    """A list of a settings file, or words with spaces between them."""
    return tuple(str(v) for v in value) if isinstance(value, list) else tuple(str(value or "").split())
