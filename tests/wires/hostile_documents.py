"""Documents that mean harm: what each is called, its bytes, and the outcome it must have."""

from __future__ import annotations

from typing import NamedTuple

RSS = "<rss version='2.0'><channel><title>c</title><item><title>a {}</title></item></channel></rss>"
ATOM = (
    "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>1</id><title>a {}</title></entry></feed>"
)
RDF = (
    "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
    "xmlns='http://purl.org/rss/1.0/'><item><title>a {}</title></item></rdf:RDF>"
)
NEWSML12 = (
    "<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>p</ProviderId>"
    "<DateId>20240728</DateId><NewsItemId>i</NewsItemId></NewsIdentifier></Identification>"
    "<NewsComponent><NewsLines><HeadLine>a {}</HeadLine></NewsLines></NewsComponent>"
    "</NewsItem></NewsML>"
)
NEWSMLG2 = (
    "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='urn:x' version='1'>"
    "<contentMeta><headline>a {}</headline></contentMeta></newsItem>"
)
NITF = (
    "<nitf><head><docdata><doc-id id-string='1'/></docdata></head><body><body.head><hedline>"
    "<hl1>a {}</hl1></hedline></body.head><body.content><p>b</p></body.content></body></nitf>"
)
SITEMAP = (
    "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' "
    "xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'><url><loc>https://e.example/1</loc>"
    "<news:news><news:title>a {}</news:title></news:news></url></urlset>"
)

XML: dict[str, str] = {
    "rss": RSS, "atom": ATOM, "rdf": RDF, "newsml12": NEWSML12,
    "newsmlg2": NEWSMLG2, "nitf": NITF, "sitemap": SITEMAP,
}  # fmt: skip
"""A small good document of each format in XML, with a hole in the title."""

FEEDS = ("rss", "atom", "rdf")
"""feedparser reads these: it forgives what strict formats refuse."""


def laughs(levels: int = 9) -> str:
    """Return declarations that expand to ten to the power of *levels*."""
    lines = ["<!ENTITY l0 'ha'>"]
    lines += [f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, levels + 1)]
    return "".join(lines)


def with_dtd(xml: str, declarations: str, inside: str) -> bytes:
    """Return the document with a DTD of its own, and *inside* in its title."""
    root = xml[1:].split(" ", 1)[0].split(">", 1)[0]
    return f"<?xml version='1.0'?><!DOCTYPE {root} [{declarations}]>{xml.format(inside)}".encode()


class Hostile(NamedTuple):
    """A document, and the outcomes that are right for it; ``read`` for one with dispatches."""

    data: bytes
    outcomes: tuple[str, ...]


MEGABYTE = 1 << 20
OPEN = "<rss version='2.0'><channel><item><title>a</title><description>"

HOSTILE: dict[str, Hostile] = {
    "comment bomb": Hostile(
        f"{OPEN}<![CDATA[{'<!--' * 100_000}]]></description></item></channel></rss>".encode(),
        ("read",),
    ),
    "open comments": Hostile((OPEN + "<!--" * 100_000).encode(), ("parse_error", "read")),
    "brackets": Hostile((OPEN + "<![CDATA[" + "]]" * 300_000).encode(), ("parse_error", "read")),
    "open tags": Hostile((OPEN + "&lt;a " * 100_000).encode(), ("parse_error", "read")),
    "deep markup": Hostile(
        (OPEN + "&lt;div>" * 60_000 + "x</description></item></channel></rss>").encode(),
        ("read",),
    ),
    "deep tree": Hostile(("<rss version='2.0'>" + "<a>" * 60_000).encode(), ("parse_error",)),
    "deep tree, strict": Hostile(("<NewsML>" + "<a>" * 60_000).encode(), ("parse_error",)),
    "many attributes": Hostile(
        ("<NewsML " + " ".join(f"a{n}=''" for n in range(50_000)) + "/>").encode(),
        ("parse_error",),
    ),
    "many namespaces": Hostile(
        ("<NewsML " + " ".join(f"xmlns:a{n}='urn:{n}'" for n in range(20_000)) + "/>").encode(),
        ("parse_error",),
    ),
    "one long name": Hostile(("<rss version='2.0'><" + "a" * MEGABYTE).encode(), ("parse_error",)),
    "one long attribute": Hostile(
        f"<NewsML a='{'a' * (11 * MEGABYTE)}'/>".encode(), ("parse_error",)
    ),
    "NUL bytes": Hostile(RSS.format("b\x00c").encode(), ("read", "parse_error")),
    "NUL bytes, strict": Hostile(NEWSML12.format("b\x00c").encode(), ("parse_error",)),
    "only NUL": Hostile(b"\x00" * MEGABYTE, ("parse_error", "empty")),
    "only spaces": Hostile(b" \n" * MEGABYTE, ("empty",)),
    "UTF-16": Hostile(RSS.format("é").encode("utf-16"), ("read",)),
    "UTF-16, strict": Hostile(NEWSML12.format("é").encode("utf-16"), ("read",)),
    "UTF-16 without a mark": Hostile(
        ("<?xml version='1.0' encoding='utf-16'?>" + RSS.format("é")).encode("utf-16-le"),
        ("read", "parse_error"),
    ),
    "UTF-32": Hostile(RSS.format("é").encode("utf-32"), ("read", "parse_error")),
    "two charsets": Hostile(
        RSS.format("é").encode() + RSS.format("é").encode("latin-1"), ("read",)
    ),
    "two charsets, strict": Hostile(
        NEWSML12.encode().replace(b"{}", b"\xc3\xa9 \xe9"), ("parse_error",)
    ),
    "a charset that is none": Hostile(
        ("<?xml version='1.0' encoding='undefined'?>" + RSS.format("b")).encode(),
        ("read", "parse_error"),
    ),
    "impossible characters": Hostile(
        RSS.format("b &#xD800; &#0; &#x110000; &#99999999999;").encode(), ("read",)
    ),
    "impossible characters, strict": Hostile(
        NEWSML12.format("b &#xD800; &#0; &#x110000;").encode(), ("read",)
    ),
    "login page": Hostile(
        b"<!DOCTYPE html><html><head><title>Sign in</title></head></html>", ("html_instead",)
    ),
    "login page, bare": Hostile(b"\n <HTML><BODY>Sign in</BODY></HTML>", ("html_instead",)),
    "deep JSON": Hostile(b"[" * MEGABYTE, ("parse_error",)),
    "deep JSON feed": Hostile(
        b'{"version":"https://jsonfeed.org/version/1.1","items":' + b'[{"a":' * 100_000,
        ("parse_error",),
    ),
    "surrogates in JSON": Hostile(
        b'{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","title":"a \\ud800"}]}',
        ("read", "parse_error"),
    ),
    "big numbers in JSON": Hostile(
        b'{"version":"https://jsonfeed.org/version/1.1","items":[{"id":%s,"title":"a"}]}'
        % (b"9" * 5000),
        ("read", "parse_error"),
    ),
    "an archive": Hostile(b"PK\x03\x04" + bytes(range(256)) * 1000, ("parse_error",)),
    "too much of everything": Hostile(
        RSS.format("𝔸" * 5000)
        .replace(
            "</item>",
            "<description>" + "𝔸" * 200_000 + "</description>"
            + "".join(f"<category>{n}{'𝔸' * 2500}</category>" for n in range(150))
            + f"<link>https://e.example/{'𝔸' * 3000}</link><guid>{'𝔸' * 100_000}</guid>"
            + f"<dc:language xmlns:dc='http://purl.org/dc/elements/1.1/'>{'𝔸' * 300_000}"
            + "</dc:language></item>",
        )
        .encode(),
        ("read",),
    ),
    "too much of everything, strict": Hostile(
        NEWSML12.format("𝔸" * 5000)
        .replace(">p<", f">{'𝔸' * 300_000}<")
        .replace(
            "<NewsComponent>",
            "<NewsManagement><Urgency FormalName='12'/></NewsManagement><NewsComponent>"
            f"<DescriptiveMetadata><Language FormalName='{'𝔸' * 300_000}'/></DescriptiveMetadata>",
        )
        .replace("</NewsItemId>", "</NewsItemId><RevisionId>99999999999999999999</RevisionId>")
        .encode(),
        ("read", "parse_error"),
    ),
    "too many items, strict": Hostile(
        (
            "<NewsML>"
            + "".join(
                NEWSML12[8:-9].format(n).replace(">i<", f">{n}{'𝔸' * 150}<") for n in range(5_000)
            )
            + "</NewsML>"
        ).encode(),
        ("read",),
    ),
}  # fmt: skip
