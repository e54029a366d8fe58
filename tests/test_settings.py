"""Where do settings come from, and is a wrong one told in words?"""

from pathlib import Path

import pytest

from detente.errors import InputError
from detente.settings import Settings, load_settings, settings_file


def test_defaults_stand_where_nothing_is_said(tmp_path: Path) -> None:
    found = load_settings({}, tmp_path / "none.toml")
    assert found.workers == 0
    assert found.lexicon is None
    assert not found.offline
    assert found.cache.name == "detente"
    assert found.max_bytes == 20_000_000


def test_the_environment_beats_the_file(tmp_path: Path) -> None:
    file = tmp_path / "detente.toml"
    file.write_text('cache = "/somewhere"\nworkers = 3\noffline = true\n', encoding="utf-8")
    assert load_settings({}, file) == load_settings({"DETENTE_WORKERS": "3"}, file)
    found = load_settings({"DETENTE_CACHE": "/else", "DETENTE_OFFLINE": "no", "DETENTE_LEXICON": "rows"}, file)
    assert (found.cache, found.workers, found.offline, found.lexicon) == (Path("/else"), 3, False, Path("rows"))


@pytest.mark.parametrize(("said", "meant"), [("no", False), ("0", False), ("false", False), ("1", True), ("yes", True)])
def test_the_encoder_can_be_left_out(said: str, meant: bool, tmp_path: Path) -> None:
    file = tmp_path / "none.toml"
    assert load_settings({}, file).encoder
    assert load_settings({"DETENTE_ENCODER": said}, file).encoder is meant


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("wokers = 2\n", "there is no setting 'wokers'; there are cache"),
        ("workers = \n", "not a settings file"),
        ('workers = "many"\n', "whole numbers"),
    ],
)
def test_a_wrong_file_is_told_with_its_name(content: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / "detente.toml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=words):
        load_settings({}, file)


def test_settings_are_frozen_and_their_file_is_the_users() -> None:
    with pytest.raises(AttributeError):
        load_settings({}).workers = 2  # type: ignore[misc]
    assert settings_file().name == "detente.toml"
    known = {"cache", "ledger", "lexicon", "workers", "offline", "encoder", "max_bytes"}
    known |= {"webhook", "webhook_secret", "webhook_local"}
    assert set(Settings.__dataclass_fields__) == known
