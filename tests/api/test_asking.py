"""Can people say over HTTP what they want, each for themselves, and is it written before it is confirmed?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from schemas.codec import encode
from streams.delivery.subscribed import wanted_now
from streams.settings import Settings
from tests.api.desk import NOW, Client, reading, with_api
from tests.api.test_access import token, written

pytestmark = pytest.mark.broker

HOOK = {
    "id": "desk.hook", "channel": "webhook", "target": "https://ops.example/tocsin",
    "secrets": ["env:HOOK_desk_1"],
}  # fmt: skip
LOCAL = {**HOOK, "id": "local.hook"}
ALLOWED = ("env:HOOK_{owner}_",)


async def send(client: Client, method: str, path: str, said: Any = None, **headers: str) -> tuple[int, Any]:  # fmt: skip
    """Send *said* as JSON; returns the status and what was answered."""
    body = said if isinstance(said, bytes) else None if said is None else encode(said)
    told = {"Content-Type": "application/json", **headers}
    async with client.session.request(method, path, data=body, headers=told) as answer:
        is_json = "json" in answer.headers.get("Content-Type", "")
        return answer.status, await answer.json(content_type=None) if is_json else None


@asynccontextmanager
async def two_desks(settings: Settings, tmp_path: Path) -> AsyncIterator[tuple[Client, Client]]:
    """Readers of two owners at one server."""
    desk, other = token("desk"), token("other", owner="other")
    tokens = written(tmp_path / "t.toml", desk, other)
    show = {"Authorization": f"Bearer {desk.secret}"}
    async with reading(settings, headers=show, tokens=tokens, references=ALLOWED) as api:
        also = {"Authorization": f"Bearer {other.secret}"}
        async with aiohttp.ClientSession(api.running.url, headers=also) as session:
            yield api, Client(api.running, session)


async def test_what_is_confirmed_is_written(settings: Settings) -> None:
    """A subscription is made, changed and taken back; the delivery role sees each."""
    chosen, bootstrap = with_api(settings), settings.kafka.bootstrap or ""
    async with reading(settings, references=("env:HOOK_",)) as api:
        status, made = await send(api, "POST", "/v1/subscriptions", LOCAL)
        assert (status, made["owner"]) == (201, "local")
        assert (await wanted_now(chosen, bootstrap)).subscriptions["local.hook"].owner == "local"
        status, _ = await send(
            api, "PUT", "/v1/subscriptions/local.hook", {**LOCAL, "watches": ["sahel"]}
        )
        assert status == 200
        assert (await wanted_now(chosen, bootstrap)).subscriptions["local.hook"].watches == (
            "sahel",
        )
        assert (await send(api, "DELETE", "/v1/subscriptions/local.hook"))[0] == 204
        assert (await wanted_now(chosen, bootstrap)).subscriptions == {}
        assert (await send(api, "GET", "/v1/subscriptions/local.hook"))[0] == 404


async def test_an_owner_sees_only_its_own(settings: Settings, tmp_path: Path) -> None:
    """Of another's subscription one learns nothing, and cannot have its id."""
    async with two_desks(settings, tmp_path) as (desk, other):
        assert (await send(desk, "POST", "/v1/subscriptions", HOOK))[0] == 201
        assert (await other.get("/v1/subscriptions"))["items"] == []
        for method, said in (("GET", None), ("PUT", HOOK), ("DELETE", None)):
            assert (await send(other, method, "/v1/subscriptions/desk.hook", said))[0] == 404
        assert (await send(other, "POST", "/v1/subscriptions", {**HOOK, "secrets": []}))[0] == 422
        assert (await send(desk, "POST", "/v1/subscriptions", HOOK))[0] == 409
        silence = {
            "id": "desk.hush", "record": "silence", "subscription_id": "desk.hook", "starts": NOW,
            "ends": NOW + timedelta(hours=1), "reason": "drill", "author": "somebody",
        }  # fmt: skip
        assert (await send(other, "POST", "/v1/silences", silence))[0] == 422
        status, made = await send(desk, "POST", "/v1/silences", silence)
        assert (status, made["author"]) == (201, "desk")
        assert (await send(other, "DELETE", "/v1/silences/desk.hush"))[0] == 404
        assert (await send(desk, "DELETE", "/v1/silences/desk.hush"))[0] == 204


async def test_what_is_taken_back_leaves_no_silence(settings: Settings, tmp_path: Path) -> None:
    """Another subscription that takes up the id is heard."""
    silence = {
        "id": "desk.hush", "record": "silence", "subscription_id": "desk.hook", "starts": NOW,
        "ends": NOW + timedelta(days=365), "reason": "drill", "author": "desk",
    }  # fmt: skip
    async with two_desks(settings, tmp_path) as (desk, _):
        await send(desk, "POST", "/v1/subscriptions", HOOK)
        assert (await send(desk, "POST", "/v1/silences", silence))[0] == 201
        assert (await send(desk, "DELETE", "/v1/subscriptions/desk.hook"))[0] == 204
    left = await wanted_now(with_api(settings), settings.kafka.bootstrap or "")

    assert (left.subscriptions, left.silences) == ({}, {})


REFUSED: tuple[tuple[dict[str, Any], str], ...] = (
    ({"secrets": ["env:KAFKA_PASSWORD"]}, "set aside"),
    ({"secrets": ["file:/run/secrets/../kafka"]}, "set aside"),
    ({"secrets": ["env:HOOK_other_1"]}, "set aside"),
    ({"target": "env:HOME"}, "set aside"),
    ({"channel": "chat", "target": "file:/etc/passwd"}, "set aside"),
    ({"polygon": "/etc/passwd"}, "the areas themselves"),
    ({"target": "ftp://ops.example/"}, "target"),
    ({"on_failure": "somebody-elses"}, "another subscription of yours"),
    ({"colour": "red"}, "unknown field"),
    ({"zone": "Mars/Base"}, "no zone"),
    ({"id": "../../etc"}, "an id is made of"),
    ({"id": "hook"}, "has to begin with your name"),
    ({"id": "other.hook"}, "has to begin with your name"),
)


async def test_what_cannot_be_is_refused_in_words(settings: Settings, tmp_path: Path) -> None:
    """A secret of others, a path, an address that leads nowhere: said, and not written."""
    async with two_desks(settings, tmp_path) as (desk, _):
        for change, says in REFUSED:
            status, said = await send(desk, "POST", "/v1/subscriptions", {**HOOK, **change})

            assert (status, says in said["detail"]) == (422, True), (change, said)
        assert (await desk.get("/v1/subscriptions"))["items"] == []


async def test_what_is_no_document_is_refused(settings: Settings) -> None:
    """Too large, of another kind, or no JSON."""
    async with reading(settings) as api:
        assert (await send(api, "POST", "/v1/subscriptions", b"{" * (300 << 10)))[0] == 413
        assert (await send(api, "POST", "/v1/subscriptions", b"{"))[0] == 422
        assert (await send(api, "POST", "/v1/subscriptions", b"\xff"))[0] == 422
        plain = {"Content-Type": "text/plain"}
        assert (await send(api, "POST", "/v1/subscriptions", HOOK, **plain))[0] == 415


async def test_an_id_of_the_operators_file_is_taken(settings: Settings, tmp_path: Path) -> None:
    """What stands in the file would win, and the reader be told nothing."""
    file = tmp_path / "subscriptions.toml"
    file.write_text(
        '[[subscription]]\nid = "local.hook"\nchannel = "email"\ntarget = "a@b.example"\n'
    )
    async with reading(settings, references=("env:HOOK_",)) as api:
        api.running.service.settings = api.running.service.settings.model_copy(
            update={"subscriptions": file}
        )
        status, _ = await send(api, "POST", "/v1/subscriptions", LOCAL)

    assert status == 409
