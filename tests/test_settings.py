"""Where does a setting come from, and is a mistake in one named?"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from streams.settings import Settings, load_settings, setting_paths
from streams.trouble import Trouble

EXAMPLE = Path(__file__).parents[1] / "tocsin.example.toml"


@pytest.fixture(autouse=True)
def bare_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder; variables of the outside do not count."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TOCSIN_KAFKA__BOOTSTRAP", raising=False)
    return tmp_path


def test_everything_has_a_default() -> None:
    """No file and no variable is a valid setup."""
    assert load_settings() == Settings()


def test_reads_tocsin_toml_of_the_working_folder(bare_folder: Path) -> None:
    """The file is found without being named."""
    (bare_folder / "tocsin.toml").write_text("[kafka]\npartitions = 3\n")

    assert load_settings().kafka.partitions == 3


def test_variable_wins_over_file(bare_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable replaces its own setting and leaves the table's others."""
    (bare_folder / "tocsin.toml").write_text('[kafka]\npartitions = 3\nprefix = "a."\n')
    monkeypatch.setenv("TOCSIN_KAFKA__PARTITIONS", "4")

    kafka = load_settings().kafka

    assert (kafka.partitions, kafka.prefix) == (4, "a.")


def test_empty_variable_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """``TOCSIN_KAFKA__BOOTSTRAP=`` in a container's environment means "not set"."""
    monkeypatch.setenv("TOCSIN_KAFKA__BOOTSTRAP", "")

    assert load_settings().kafka.bootstrap is None


def test_paths_are_relative_to_the_file(bare_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A setup can be started from anywhere; a variable is meant from where one stands."""
    (bare_folder / "setup").mkdir()
    config = bare_folder / "setup" / "tocsin.toml"
    config.write_text('feeds = "wires/feeds.toml"\n')
    monkeypatch.setenv("TOCSIN_WATCHLIST", "mine.toml")

    settings = load_settings(config)

    assert settings.feeds == bare_folder / "setup" / "wires" / "feeds.toml"
    assert settings.state == bare_folder / "setup" / ".tocsin"
    assert settings.watchlist == Path("mine.toml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[kafka]\n\nbootstap = "x"\n',
            "tocsin.toml, line 3, `kafka.bootstap`: unknown key; did you mean `bootstrap`?",
        ),
        ("[kavka]\na = 1\n", "tocsin.toml, line 1, `kavka`: unknown key; did you mean `kafka`?"),
        (
            "[worker]\ntick_seconds = 0\n",
            "tocsin.toml, line 2, `worker.tick_seconds`: Input should be greater than 0",
        ),
        (
            "[poller]\nmax_bytes = 20_000_000\n",
            "tocsin.toml, line 2, `poller.max_bytes`: Input should be less than or equal to 8000000",
        ),
        (
            '[poller]\nallow = ["a", 1]\n',
            "tocsin.toml, line 2, `poller.allow[1]`: Input should be a valid string",
        ),
    ],
)
def test_mistake_in_the_file_names_line_and_key(bare_folder: Path, text: str, said: str) -> None:
    """One line: file, line, key, what is wrong, and the likely word."""
    (bare_folder / "tocsin.toml").write_text(text)

    with pytest.raises(Trouble) as caught:
        load_settings()

    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("TOCSIN_KAFKA__BOOTSTAP", "x", "did you mean `TOCSIN_KAFKA__BOOTSTRAP`"),
        ("TOCSIN_KAFKA__PARTITIONS", "many", "TOCSIN_KAFKA__PARTITIONS: Input should be"),
        ("TOCSIN_POLLER__ALLOW", "localhost:1", "a list is written as JSON"),
    ],
)
def test_mistake_in_a_variable_names_it(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    """A misspelt variable is an error, not a setting that silently does nothing."""
    monkeypatch.setenv(name, value)

    with pytest.raises(Trouble, match=said):
        load_settings()


def test_named_file_must_exist(bare_folder: Path) -> None:
    """A typo in ``--config`` does not fall back to defaults."""
    with pytest.raises(Trouble, match="no such file"):
        load_settings(bare_folder / "toxin.toml")


def test_example_shows_every_setting_with_its_default() -> None:
    """Uncommented, the example is a valid file that changes nothing and leaves nothing out."""
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    said = tomllib.loads("\n".join(line.removeprefix("#") for line in lines if line[:2] != "# "))
    shown = {
        (name, *inner) for name, value in said.items()
        for inner in ([(key,) for key in value] if isinstance(value, dict) else [()])
    }  # fmt: skip

    # What has no default is shown by an example; that is no setup of its own.
    sections = {
        table: {
            name: value
            for name, value in said[table].items()
            if getattr(Settings(), table).__class__.model_fields[name].default is not None
        }
        for table in said
        if isinstance(said[table], dict)
    }

    assert shown == set(setting_paths())
    assert Settings(**{**said, **sections}) == Settings()


def test_example_is_a_valid_file_as_it_stands() -> None:
    """Copied and not changed, it does no harm."""
    assert load_settings(EXAMPLE).kafka == Settings().kafka
