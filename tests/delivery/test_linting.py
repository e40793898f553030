"""A valid subscription that reaches nobody, or gives a secret away, is found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.codec import convert
from schemas.subscription import Silence, Subscription
from schemas.watch import Watch, Watchlist
from streams.delivery.linting import about, about_silence, problems_with
from streams.delivery.signing import new_secret
from streams.delivery.subscription_findings import in_file
from streams.subscriptions_file import load_subscriptions

NOON = datetime(2024, 7, 28, 12, tzinfo=UTC)
WATCHLIST = Watchlist(watch=(Watch(id="mali", country="ML"), Watch(id="goma", country="CD")))
HOOK = {
    "id": "a", "channel": "webhook", "target": "https://a.example/in", "secrets": ["env:HOOK_KEY"],
}  # fmt: skip
MAIL = {"id": "mail", "channel": "email", "target": "me@desk.example"}
NIGHT = {"quiet_hours": ["22:00", "06:00"], "zone": "Europe/Paris"}


def made(*values: dict[str, object]) -> Subscription:
    """A subscription of these *values*."""
    return convert(Subscription, {key: said for each in values for key, said in each.items()})


@pytest.mark.parametrize(
    "values",
    [HOOK, MAIL, HOOK | NIGHT, HOOK | {"watches": ["mali"], "regions": ["ML-8"]},
     MAIL | {"channel": "chat", "target": "env:ROOM"}, HOOK | {"target": "http://127.0.0.1:8080/"},
     HOOK | {"regions": ["XK", "CD"]}, MAIL | {"digest": "07:00", "zone": "Africa/Bamako"}],
)  # fmt: skip
def test_what_is_sound_is_not_complained_of(values: dict[str, object]) -> None:
    """
    A lint that cries wolf is switched off.
    """
    assert list(about(made(values), others={}, watchlist=WATCHLIST)) == []


@pytest.mark.parametrize(
    ("values", "key", "said"),
    [
        (HOOK | {"secrets": []}, "secrets", "unsigned"),
        (HOOK | {"target": "ftp://a.example"}, "target", "https://"),
        (HOOK | {"target": "https://[half"}, "target", "cannot be read"),
        (HOOK | {"target": "https://me:hunter2@a.example"}, "target", "password"),
        (MAIL | {"channel": "chat", "target": "slack://hunter2"}, "target", "env:NAME"),
        (MAIL | {"channel": "push", "target": "ntfy://hunter2"}, "target", "env:NAME"),
        (MAIL | {"target": "me@desk.example, you"}, "target", "no e-mail address"),
        (MAIL | {"kinds": ["CANCEL"]}, "kinds", "nothing will ever come"),
        (MAIL | {"sources": ["AFP"], "not_sources": ["AFP", "TASS"]}, "not_sources", "refused"),
        (MAIL | {"languages": ["en", "tlh"]}, "languages[1]", "`tlh`"),
        (MAIL | {"regions": ["QQ"]}, "regions", "3166-1"),
        (MAIL | {"regions": ["ML-77"]}, "regions", "3166-2"),
    ],
)
def test_what_can_never_work_is_grave(values: dict[str, object], key: str, said: str) -> None:
    """
    The API refuses it, and neither repeats a secret.
    """
    (told,) = [one for one in about(made(values)) if one.grave]

    assert told.key == key
    assert said in told.what
    assert problems_with(made(values)) == [f"`{key}`: {told.what}"]
    assert "hunter2" not in told.what


@pytest.mark.parametrize(
    ("values", "key", "said"),
    [
        (HOOK | {"target": "http://a.example"}, "target", "http://"),
        (HOOK | {"target": "https://a.example/?token=1"}, "target", "file:PATH"),
        (MAIL | {"secrets": ["env:X"]}, "secrets", "only a webhook"),
        (MAIL | {"watches": ["mali", "malli"]}, "watches", "`malli` is not on the watchlist"),
        (MAIL | {"watches": ["mali"], "regions": ["CD"]}, "regions", "none of them"),
        (MAIL | NIGHT | {"quiet_hours": ["00:00", "23:59"]}, "quiet_hours", "but 1 min"),
        (MAIL | NIGHT | {"critical_from": "Unknown"}, "critical_from", "stop nothing"),
        (MAIL | NIGHT | {"digest": "05:00"}, "digest", "in the quiet hours"),
        (MAIL | NIGHT | {"zone": "UTC"}, "quiet_hours", "UTC's"),
        (MAIL | {"digest": "05:00"}, "digest", "UTC's"),
        (MAIL | NIGHT | {"zone": "Etc/GMT+3"}, "zone", "turned round"),
        (MAIL | NIGHT | {"zone": "EST"}, "zone", "summer time"),
        (MAIL | {"on_failure": "nobody"}, "on_failure", "no subscription"),
        (MAIL | {"on_failure": "off"}, "on_failure", "switched off"),
        (MAIL | {"on_failure": "twin"}, "on_failure", "same place"),
        (MAIL | {"on_failure": "back"}, "on_failure", "in turn"),
        (MAIL | {"id": "z"}, "target", "comes twice"),
    ],
)
def test_what_is_doubtful_is_said(values: dict[str, object], key: str, said: str) -> None:
    """
    It works, and perhaps not as it was meant.
    """
    others = {
        "off": made(HOOK, {"id": "off", "enabled": False}),
        "back": made(HOOK, {"id": "back", "on_failure": "mail"}),
    }
    if {"twin", "z"} & {values.get("on_failure"), values["id"]}:
        others["twin"] = made(MAIL, {"id": "twin"})

    found = list(about(made(values), others=others, watchlist=WATCHLIST))

    assert [(one.key, one.grave) for one in found] == [(key, False)]
    assert said in found[0].what


@pytest.mark.parametrize(
    ("values", "key", "said"),
    [
        ({"watch_id": "malli"}, "watch_id", "not on the watchlist"),
        ({"subscription_id": "b"}, "subscription_id", "no subscription"),
        ({"region": "QQ"}, "region", "ISO 3166-1"),
        ({"watch_id": "mali", "ends": NOON}, "ends", "ended already"),
        ({"watch_id": "mali", "ends": NOON + timedelta(days=90)}, "ends", "days"),
    ],
)
def test_silence_that_silences_nothing_or_too_much_is_said(
    values: dict[str, object], key: str, said: str
) -> None:
    """
    Else somebody sleeps badly, or for a quarter of a year.
    """
    plain = {"id": "s", "reason": "drill", "author": "me", "starts": NOON - timedelta(hours=1)}
    silence = Silence(**{**plain, "ends": NOON + timedelta(hours=2), **values})  # type: ignore[arg-type]  # plain values

    (told,) = about_silence(silence, now=NOON, subscriptions={"a": made(HOOK)}, watchlist=WATCHLIST)

    assert told.key == key
    assert said in told.what


def test_finding_stands_on_its_line_and_secrets_are_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    One that is not there, one that all may read, one that is no key, and no letter of any.
    """
    monkeypatch.setenv("NO_KEY", "hunter2")
    monkeypatch.delenv("NOT_THERE", raising=False)
    (tmp_path / "open").write_text(f"{new_secret()}\n")
    (tmp_path / "open").chmod(0o644)
    path = tmp_path / "s.toml"
    path.write_text(
        f'[[subscription]]\nid = "a"\nchannel = "webhook"\ntarget = "https://a.example"\n'
        f'secrets = ["file:{tmp_path}/open", "env:NO_KEY"]\n\n'
        f'[[subscription]]\nid = "b"\nchannel = "chat"\ntarget = "env:NOT_THERE"\n'
        f'watches = ["malli"]\n'
    )

    found = in_file(path, load_subscriptions(path), WATCHLIST, ())

    assert [(one.where, one.subscription) for one in found] == [
        (f"{path}:5", "a"), (f"{path}:5", "a"), (f"{path}:10", "b"), (f"{path}:11", "b"),
    ]  # fmt: skip
    assert "chmod 600" in found[0].what
    assert (found[1].grave, "hunter2" in found[1].what) == (True, False)
    assert "NOT_THERE is not set" in found[2].what


def test_what_is_switched_off_is_no_finding() -> None:
    """
    The example is the first file that a newcomer lints: secrets, addresses and watch entries
    of what is off may be missing; what can never work, or gives a secret away, is told.
    """
    off = made(MAIL, {"enabled": False, "watches": ["malli"], "on_failure": "nobody"})
    bad = made(MAIL, {"enabled": False, "kinds": ["CANCEL"]})
    example = Path("subscriptions.example.toml")

    assert list(about(off, others={}, watchlist=WATCHLIST)) == []
    assert [one.key for one in about(bad, others={})] == ["kinds"]
    assert in_file(example, load_subscriptions(example), WATCHLIST, ()) == []


@given(st.text(max_size=60))
def test_no_address_breaks_the_lint(target: str) -> None:
    """
    Whatever somebody writes there over the API.
    """
    if target:
        list(about(made(HOOK, {"target": target})))
