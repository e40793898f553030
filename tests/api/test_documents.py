"""Is each format to be had by its path and by ``Accept``, and does it tell what is so?"""

from __future__ import annotations

import pytest
from lxml import etree

from schemas.codec import plain
from schemas.topics import FEEDS, HEARTBEATS
from streams.api.answers import chosen
from streams.settings import Settings
from tests.api.desk import Client, after, alert, heartbeat, incident, polled, put, reading, tell

ATOM = "{http://www.w3.org/2005/Atom}"
CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"

FORMS = (
    ("/v1/incidents.geojson", "/v1/incidents", "application/geo+json"),
    ("/v1/alerts.atom", "/v1/alerts", "application/atom+xml"),
    ("/v1/alerts.json", "/v1/alerts", "application/feed+json"),
    ("/v1/cap/a0002.xml", "/v1/alerts/a0002", "application/cap+xml"),
)


async def fetched(api: Client, path: str, accept: str = "*/*") -> tuple[str, bytes]:
    """Return what a document is, and it."""
    async with api.session.get(path, headers={"Accept": accept}) as answer:
        said = await answer.read()

        assert answer.status == 200, said
        assert answer.headers["Vary"] == "Accept"
    return answer.headers["Content-Type"], said


@pytest.mark.broker
async def test_each_form_is_to_be_had_both_ways(settings: Settings) -> None:
    """The path of a form, and the path of the thing with ``Accept``, give the same."""
    await tell(settings, incident(1), incident(2), alert(1), alert(2))
    async with reading(settings) as api:
        for by_path, by_accept, media_type in FORMS:
            kind, said = await fetched(api, by_path)
            assert (kind, len(said) > 100) == (media_type, True)
            assert (await fetched(api, by_accept, f"text/html, {media_type};q=0.9"))[0] == kind
        await api.get("/v1/alerts", status=406, Accept="image/png")
        await api.get("/v1/alerts?limit=3", status=400, Accept="application/atom+xml")


@pytest.mark.broker
async def test_readers_of_every_document_learn_of_a_retraction(settings: Settings) -> None:
    """The feed keeps it, the map drops it, and the index has what takes it back instead."""
    wrong = alert(1)
    gone = incident(1, status="retracted", revision=2)
    await tell(settings, gone, incident(2), wrong, alert(2), after(wrong, 3, kind="CANCEL"))
    async with reading(settings) as api:
        feed = etree.fromstring((await fetched(api, "/v1/alerts.atom"))[1])
        index = etree.fromstring((await fetched(api, "/v1/cap"))[1])
        shown = plain((await fetched(api, "/v1/incidents.geojson"))[1])

    assert len(feed.findall(f"{ATOM}entry")) == 2
    links = {one.get("href", "").rpartition("/")[2] for one in index.iter(f"{ATOM}link")}
    assert links >= {"a0002", "a0003"}
    assert "a0001" not in links
    assert [one["id"] for one in shown["features"]] == ["i0002"]


@pytest.mark.broker
async def test_every_answer_says_how_fresh_it_is(settings: Settings) -> None:
    """When it was made, up to when all was judged, and when each source was last heard."""
    await put(settings, FEEDS, [("wire", polled("wire", "Wire Agency"))])
    await put(settings, HEARTBEATS, [("worker/x", heartbeat())])
    await tell(settings, incident(1), alert(1))
    async with reading(settings) as api:
        for path in ("/v1/alerts", "/v1/incidents", "/v1/decisions", "/v1/freshness"):
            said = await api.get(path)
            assert said["freshness"]["watermark"] == "2026-01-02T03:04:05Z"
            assert [one["provider"] for one in said["freshness"]["sources"]] == ["Wire Agency"]
            assert said["generated"] >= said["freshness"]["watermark"]
        for path in ("/v1/alerts.atom", "/v1/alerts.json", "/v1/incidents.geojson", "/v1/cap"):
            assert b"Wire Agency" in (await fetched(api, path))[1]


@pytest.mark.parametrize(
    ("accept", "liked"),
    [
        ("", "a/json"), ("*/*", "a/json"), ("a/xml", "a/xml"), ("a/*;q=0.1, a/xml", "a/xml"),
        ("a/json;q=0.1, a/xml;q=0.2", "a/xml"), ("b/json", None), ("a/json;q=0", None),
        ("a/json;q=oops, a/xml;q=0.1", "a/xml"), ("A/XML", "a/xml"), (",;=", None),
    ],
)  # fmt: skip
def test_what_is_liked_best_is_sent(accept: str, liked: str | None) -> None:
    """RFC 9110: the most specific range gives a type its quality; none is none."""
    assert chosen(accept, ("a/json", "a/xml")) == liked
