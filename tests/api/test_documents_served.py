"""Are the documents that a server gives out what each format asks for, and do they name each other?"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from geojson_pydantic import FeatureCollection
from lxml import etree

from schemas.alert import Alert
from schemas.codec import plain
from streams.api.formats import atom, cap, geojson, jsonfeed
from streams.settings import Settings
from tests.api.desk import Client, after, alert, incident, reading, tell
from tests.api.formats.test_atom import IN_ATOM
from tests.api.formats.test_atom import RULES as ATOM_RULES
from tests.api.formats.test_cap import IN_CAP
from tests.api.formats.test_cap import RULES as CAP_RULES
from tests.api.formats.test_jsonfeed import require_rules

pytestmark = pytest.mark.broker

WRONG, GOOD = alert(1), alert(2)
CANCEL = after(WRONG, 3, kind="CANCEL")


@pytest.fixture
async def api(settings: Settings) -> AsyncIterator[Client]:
    """A server that knows of a fight and of one that was taken back."""
    await tell(settings, incident(1, status="retracted"), incident(2), WRONG, GOOD, CANCEL)
    async with reading(settings) as client:
        yield client


async def document(api: Client, path: str, media_type: str) -> bytes:
    """Return the document at *path*, which is of *media_type*."""
    async with api.session.get(path) as answer:
        said = await answer.read()

        assert answer.status == 200, said
        assert answer.content_type == media_type
    return said


async def test_map_and_feeds(api: Client) -> None:
    """The map shows what is open; feeds keep what was taken back, and say so."""
    shown = plain(await document(api, "/v1/incidents.geojson", geojson.MEDIA_TYPE))
    feed = etree.fromstring(await document(api, "/v1/alerts.atom", atom.MEDIA_TYPE))
    told = plain(await document(api, "/v1/alerts.json", jsonfeed.MEDIA_TYPE))

    FeatureCollection.model_validate(shown)
    assert [one["id"] for one in shown["features"]] == ["i0002"]
    ATOM_RULES.assertValid(feed)
    titles = [one.text or "" for one in feed.findall("a:entry/a:title", IN_ATOM)]
    assert sum(title.startswith("Withdrawn: ") for title in titles) == 1
    require_rules(told)
    assert len(titles) == len(told["items"]) == 2


async def test_every_message_in_the_index_is_valid(api: Client) -> None:
    """Whoever reads the index only finds the message that takes back, and what it takes back."""
    index = etree.fromstring(await document(api, "/v1/cap", atom.MEDIA_TYPE))
    links = [str(one.get("href")) for one in index.findall("a:entry/a:link", IN_ATOM)]
    messages = [
        etree.fromstring(await document(api, link, cap.MEDIA_TYPE)) for link in sorted(links)
    ]

    ATOM_RULES.assertValid(index)
    for message in messages:
        CAP_RULES.assertValid(message)
    good, cancel = messages
    assert good.findtext("c:identifier", namespaces=IN_CAP) == GOOD.alert_id
    assert _names(cancel, WRONG)


def _names(message: etree._Element, one: Alert) -> bool:
    """Tell whether *message* refers to *one*."""
    return f",{one.alert_id}," in (message.findtext("c:references", namespaces=IN_CAP) or "")
