"""Is everybody let in who may, and nobody else?"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from msgspec import to_builtins

from schemas.codec import BadRecord, convert
from schemas.record import Record
from streams.api import door
from streams.api import serving as at_work
from streams.api.service import Service
from streams.api.serving import serving
from streams.api.tokens import SCOPES, Made, Token, TokenList, Tokens, new_token, ticket_for
from streams.api_settings import Api
from streams.settings import Settings
from streams.toml_edits import entry
from streams.trouble import Trouble
from tests.api.desk import NOW, PATIENCE_SECONDS, Client, events, reading, with_api


def token(token_id: str, *scopes: str, owner: str = "desk", days: int = 9) -> Made:
    """A token that ends after so many days."""
    return new_token(
        token_id, owner=owner, scopes=scopes or SCOPES, made=NOW,  # type: ignore[arg-type]
        expires=NOW + timedelta(days=days),
    )  # fmt: skip


def written(path: Path, *made: Made) -> Path:
    """A file with these tokens."""
    path.write_text("".join(entry("token", one.token) for one in made))
    return path


@asynccontextmanager
async def with_tokens(
    settings: Settings, path: Path, *made: Made, **api: object
) -> AsyncIterator[Client]:
    """Serve with a file of these tokens; the client shows the first."""
    headers = {"Authorization": f"Bearer {made[0].secret}"}
    tokens = written(path, *made)
    async with reading(settings, headers=headers, tokens=tokens, **api) as client:
        yield client


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "alarms.example"])
def test_nobody_else_is_served_without_tokens(host: str) -> None:
    """Without a file of tokens it listens to this machine alone."""
    with pytest.raises(ValueError, match="tokens new"):
        Api(host=host)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_this_machine_is_served_without_tokens(host: str) -> None:
    """Whoever is on the machine may ask."""
    assert Api(host=host).is_own_machine


@pytest.mark.parametrize(
    "reference", ["env:HOOK_{owner}", "env:HOOK_{owner}-", "env:", "file:hooks"]
)
def test_no_owner_can_name_the_secrets_of_another(reference: str) -> None:
    """A name ends before what no owner's name holds; what begins anything allows nothing."""
    with pytest.raises(ValueError, match="references"):
        Api(references=(reference,))


@pytest.mark.parametrize("owner", ["al_ice", "al.ice", "al/ice", "", "-al"])
def test_an_owner_is_one_word(owner: str) -> None:
    """So what begins with one owner's name does not begin with another's."""
    record = {**to_builtins(token("desk").token), "owner": owner}
    with pytest.raises(BadRecord, match="owner"):
        convert(Token, record)


@pytest.mark.broker
async def test_a_file_of_tokens_that_is_missing_is_no_open_door(settings: Settings) -> None:
    """The role does not start, and says which file."""
    chosen = with_api(settings, tokens=Path("/nowhere/tokens.toml"))
    with pytest.raises(Trouble, match="no such file"):
        async with serving(chosen, bootstrap=settings.kafka.bootstrap or ""):
            pass


@pytest.mark.broker
async def test_who_shows_no_token_is_asked_for_one(settings: Settings, tmp_path: Path) -> None:
    """None, a wrong one and one that is over: 401, how to come in, and nothing else."""
    good, old = token("desk"), token("old", days=-1)
    async with with_tokens(settings, tmp_path / "t.toml", good, old) as api:
        await api.get("/v1/alerts")
        for shown in ("", "Basic eA==", f"Bearer {good.secret[:-1]}x", f"Bearer {old.secret}", "Bearer é"):  # fmt: skip
            async with api.session.get("/v1/alerts", headers={"Authorization": shown}) as answer:
                assert answer.status == 401
                assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="tocsin"')
                assert b"desk" not in await answer.read()


@pytest.mark.broker
async def test_a_scope_is_not_another(settings: Settings, tmp_path: Path) -> None:
    """Who may read may not subscribe."""
    async with with_tokens(settings, tmp_path / "t.toml", token("desk", "read")) as api:
        await api.get("/v1/alerts")
        said = await api.get("/v1/subscriptions", status=403)
        await api.get("/v1/stream", status=403)

    assert said["type"] == "urn:tocsin:problem:wrong-scope"


@pytest.mark.broker
async def test_a_ticket_opens_a_stream(settings: Settings, tmp_path: Path) -> None:
    """A browser cannot show a token there; the ticket opens nothing else."""
    async with with_tokens(settings, tmp_path / "t.toml", token("desk")) as api:
        async with api.session.post("/v1/stream/tickets") as answer:
            ticket = (await answer.json())["ticket"]
        no_token = {"Authorization": ""}
        path = f"/v1/stream?ticket={ticket}"
        async with api.session.get(path, headers=no_token) as answer:
            assert len(await events(answer, 1)) == 1
        async with api.session.get(f"{path}x", headers=no_token) as answer:
            assert answer.status == 401
        async with api.session.get(f"/v1/alerts?ticket={ticket}", headers=no_token) as answer:
            assert answer.status == 401


@pytest.mark.broker
async def test_a_stream_ends_when_its_token_is_revoked(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though nothing happens that it would tell."""
    monkeypatch.setattr(at_work, "keep_fresh", _never)
    path = tmp_path / "t.toml"
    async with with_tokens(settings, path, token("desk")) as api:
        async with api.session.get("/v1/stream") as answer:
            await events(answer, 1)
            written(path)
            async with asyncio.timeout(PATIENCE_SECONDS):
                rest = await answer.read()
        await api.get("/v1/alerts", status=401)

    assert b"event: alert" not in rest


async def _never(service: Service) -> None:
    del service
    await asyncio.Event().wait()


async def test_what_does_not_start_keeps_no_port(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever starts it again in the same process can listen there."""
    opened = []

    async def refuse(*_: object) -> list[str]:
        raise Trouble("no broker")

    def listening(api: Api) -> socket.socket:
        opened.append(door.listening(api))
        return opened[-1]

    monkeypatch.setattr(at_work, "ensure_topics", refuse)
    monkeypatch.setattr(at_work, "door", SimpleNamespace(listening=listening))
    with pytest.raises(Trouble, match="no broker"):
        async with serving(with_api(Settings(state=tmp_path)), bootstrap="127.0.0.1:1"):
            pass

    assert [one.fileno() for one in opened] == [-1]


def test_a_ticket_ends_with_its_minute_and_with_its_token(tmp_path: Path) -> None:
    """It is good for its time, while the token is on the list."""
    made = token("desk")
    tokens = Tokens(written(tmp_path / "t.toml", made))
    ticket, expires = ticket_for(made.token, now=NOW)

    assert tokens.of_ticket(ticket, now=NOW) == made.token
    assert tokens.of_ticket(ticket, now=expires) is None
    written(tmp_path / "t.toml")
    tokens.reread()
    assert tokens.of_ticket(ticket, now=NOW) is None


def test_an_edit_counts_and_a_broken_one_does_not(tmp_path: Path) -> None:
    """A file that cannot be read changes nothing: nobody is locked out, nobody let in."""
    one, two = token("one"), token("two")
    tokens = Tokens(written(tmp_path / "t.toml", one))
    (tmp_path / "t.toml").write_text("[[token]\n")
    tokens.reread()

    assert tokens.of_secret(one.secret, now=NOW) == one.token
    written(tmp_path / "t.toml", two)
    tokens.reread()
    assert tokens.of_secret(one.secret, now=NOW) is None
    assert tokens.of_secret(two.secret, now=NOW) == two.token


def test_the_file_holds_no_secret(tmp_path: Path) -> None:
    """Who reads the file cannot come in with it."""
    made = token("desk")
    path = written(tmp_path / "t.toml", made)
    tokens = Tokens(path)

    assert made.secret not in path.read_text()
    assert tokens.of_secret(f"tocsin_desk_{made.token.sha256[:43]}", now=NOW) is None
    assert isinstance(TokenList(token=(made.token,)), Record)


@pytest.mark.broker
async def test_too_many_requests_are_told_when_to_come_back(settings: Settings) -> None:
    """The bucket empties, and fills again."""
    async with reading(settings, rate_per_second=0.01, burst=3) as api:
        for _ in range(3):
            await api.get("/v1/freshness")
        async with api.session.get("/v1/freshness") as answer:
            assert answer.status == 429
            assert int(answer.headers["Retry-After"]) > 1


@pytest.mark.broker
async def test_another_name_is_not_answered_without_tokens(settings: Settings) -> None:
    """A page in somebody's browser cannot lead a name of its own here."""
    async with reading(settings) as api:
        await api.get("/v1/alerts", status=421, Host="evil.example:8090")
        await api.get("/openapi.json", status=421, Host="evil.example")


@pytest.mark.broker
async def test_pages_of_others_read_only_what_they_may(settings: Settings) -> None:
    """CORS is off but for the origins that are named."""
    desk = {"Origin": "https://desk.example"}
    async with reading(settings, origins=("https://desk.example",)) as api:
        async with api.session.get("/v1/alerts", headers=desk) as answer:
            assert answer.headers["Access-Control-Allow-Origin"] == "https://desk.example"
            assert "Origin" in answer.headers.getall("Vary")
        async with api.session.options("/v1/alerts", headers=desk) as answer:
            assert answer.status == 204
        async with api.session.get("/v1/alerts", headers={"Origin": "https://x.example"}) as other:
            assert "Access-Control-Allow-Origin" not in other.headers
    async with reading(settings) as api, api.session.options("/v1/alerts", headers=desk) as answer:
        assert answer.status == 405
