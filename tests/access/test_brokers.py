"""Does the way in go wherever the address goes, and is no secret told on the way?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from streams.brokers import Brokers, client_options
from streams.kafka_settings import Kafka
from streams.settings import Settings, load_settings
from streams.trouble import Trouble

STREAMS = Path(__file__).parents[2] / "streams"
LOGIN = {"username": "wire-desk", "password": "env:KAFKA_PASSWORD"}


@pytest.fixture(autouse=True)
def variables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A password in the environment, and no settings of the outside."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TOCSIN_KAFKA__BOOTSTRAP", raising=False)
    monkeypatch.setenv("KAFKA_PASSWORD", "hush-hush")


def test_the_address_carries_the_way_in() -> None:
    """
    From the address alone a client is made that logs in.
    """
    kafka = Kafka(bootstrap="a:1,b:2", security_protocol="SASL_PLAINTEXT", **LOGIN)

    assert kafka.bootstrap == "a:1,b:2"
    assert client_options(kafka.bootstrap) == {
        "bootstrap_servers": "a:1,b:2",
        "security_protocol": "SASL_PLAINTEXT",
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": "wire-desk",
        "sasl_plain_password": "hush-hush",
    }


def test_settings_that_travel_as_json_keep_the_way_in() -> None:
    """
    A process that is started with our settings gets in as we do.
    """
    kafka = Kafka(bootstrap="a:1", security_protocol="SASL_PLAINTEXT", **LOGIN)
    again = Settings.model_validate_json(Settings(kafka=kafka).model_dump_json())

    assert isinstance(again.kafka.bootstrap, Brokers)
    assert again.kafka.bootstrap.access == kafka.bootstrap.access


def test_a_plain_address_is_open() -> None:
    """
    The embedded broker needs no login.
    """
    assert client_options("127.0.0.1:9") == {
        "bootstrap_servers": "127.0.0.1:9",
        "security_protocol": "PLAINTEXT",
    }


def test_no_client_is_made_another_way() -> None:
    """
    A client that forgets TLS or the login cannot be written by mistake.
    """
    made = re.compile(r"AIOKafka(?:Producer|Consumer|AdminClient)\((?!\s*\*\*client_options)")
    forgetful = [
        str(file.relative_to(STREAMS))
        for file in STREAMS.rglob("*.py")
        if made.search(file.read_text("utf-8"))
    ]

    assert forgetful == []


def test_a_secret_is_in_no_representation() -> None:
    """
    Settings may be printed and logged: they name secrets and hold none.
    """
    settings = Settings(kafka=Kafka(bootstrap="a:1", security_protocol="SASL_PLAINTEXT", **LOGIN))

    assert "hush-hush" not in repr(settings) + settings.model_dump_json()


def test_files_are_looked_for_beside_the_settings(tmp_path: Path) -> None:
    """
    A setup can be started from anywhere.
    """
    (tmp_path / "setup").mkdir()
    config = tmp_path / "setup" / "tocsin.toml"
    config.write_text('[kafka]\nbootstrap = "a:1"\nsecurity_protocol = "SSL"\nca_file = "ca.pem"\n')
    bootstrap = load_settings(config).kafka.bootstrap

    assert isinstance(bootstrap, Brokers)
    assert bootstrap.access.ca_file == tmp_path / "setup" / "ca.pem"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('password = "hush-hush"', "`kafka.password`: a secret is named, not written: env:NAME"),
        ('security_protocol = "SASL_SSL"', "needs kafka.username and kafka.password"),
        ('username = "a"', "logs in nobody: set SASL_SSL"),
        ('ca_file = "ca.pem"', "nothing would be encrypted: set security_protocol to SSL"),
        (
            'security_protocol = "SSL"\nkey_file = "a.key"',
            "key_file is the key of cert_file, which is not set",
        ),
        ("replication = 2\nmin_insync = 3", "no record could ever be stored"),
    ],
)
def test_what_does_not_fit_together_is_refused(tmp_path: Path, text: str, said: str) -> None:
    """
    One line, and never the secret that somebody wrote where its name belongs.
    """
    (tmp_path / "tocsin.toml").write_text(f'[kafka]\nbootstrap = "a:1"\n{text}\n')

    with pytest.raises(Trouble) as caught:
        load_settings()

    assert said in str(caught.value)
    assert "hush-hush" not in str(caught.value)


def test_the_embedded_broker_takes_no_login(tmp_path: Path) -> None:
    """
    Who asks for TLS and names no cluster would otherwise work without it.
    """
    (tmp_path / "tocsin.toml").write_text('[kafka]\nsecurity_protocol = "SSL"\n')

    with pytest.raises(Trouble, match=r"is for a cluster: set kafka\.bootstrap"):
        load_settings()


@pytest.mark.parametrize(
    ("replication", "said", "copies"), [(1, None, 1), (2, None, 1), (3, None, 2), (5, 2, 2)]
)
def test_how_many_copies_count(replication: int, said: int | None, copies: int) -> None:
    """
    Of three copies two must have a record; fewer copies could not spare a broker.
    """
    assert Kafka(replication=replication, min_insync=said).copies_that_count == copies
