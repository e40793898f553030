"""
Servers that mean harm, one for each path; run as a process of its own.

Apart from the poller's process, so that what it costs to send is not counted as the
poller's. Speaks raw bytes, because no library sends these. Prints its port; ends with
its standard input.
"""

from __future__ import annotations

import asyncio
import sys
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from itertools import repeat

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
MEGABYTE = 1 << 20
LOGIN = (
    b"<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><form></form></body></html>"
)

Answer = Callable[[], AsyncIterator[bytes]]


def always(*parts: bytes) -> Answer:
    """Return an answer of these bytes, the last of them for ever."""

    async def answer() -> AsyncIterator[bytes]:
        for part in parts:
            yield part
        for part in repeat(parts[-1]):
            yield part

    return answer


def once(*parts: bytes) -> Answer:
    """Return an answer of these bytes."""

    async def answer() -> AsyncIterator[bytes]:
        for part in parts:
            yield part

    return answer


def slowly(start: bytes, drop: bytes) -> Answer:
    """Return an answer that drips."""

    async def answer() -> AsyncIterator[bytes]:
        yield start
        while True:
            await asyncio.sleep(0.02)
            yield drop

    return answer


def bomb(wbits: int) -> Answer:
    """Return 2 GiB that travel as 2 MB: after a full flush, the same block can be repeated."""
    packer = zlib.compressobj(9, zlib.DEFLATED, wbits)
    head = packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b" " * MEGABYTE) + packer.flush(zlib.Z_FULL_FLUSH)
    name = b"gzip" if wbits > 15 else b"deflate"
    header = OK + b"Content-Encoding: " + name + b"\r\nConnection: close\r\n\r\n"
    return once(header, head, *repeat(block, 2048))


def redirect(to: bytes) -> Answer:
    """Return an answer that sends elsewhere."""
    return once(b"HTTP/1.1 302 Found\r\nLocation: " + to + b"\r\nContent-Length: 0\r\n\r\n")


def with_length(body: bytes, *headers: bytes, status: bytes = b"200 OK") -> Answer:
    """Return a complete answer."""
    lines = (b"HTTP/1.1 " + status, b"Content-Length: %d" % len(body), *headers)
    return once(b"\r\n".join(lines) + b"\r\n\r\n" + body)


ANSWERS: dict[str, Answer] = {
    "/slow-headers": slowly(OK + b"X-Slow: ", b"a"),
    "/slow-body": slowly(CHUNKED, b"1\r\n<\r\n"),
    "/silent": slowly(b"", b""),
    "/endless-chunks": always(CHUNKED, b"10000\r\n" + b" " * 65536 + b"\r\n"),
    "/tiny-chunks": always(CHUNKED, b"1\r\n \r\n" * 10_000),
    "/chunk-extension": always(CHUNKED, b"1;" + b"a" * 65536),
    "/endless-trailers": always(CHUNKED + b"0\r\n", b"X-Trailer: a\r\n" * 1000),
    "/endless-body": always(OK + b"Connection: close\r\n\r\n", b" " * 65536),
    "/long-header": once(OK + b"X-Long: ", *repeat(b"a" * MEGABYTE, 10), b"\r\n\r\n"),
    "/many-headers": always(OK, b"X-Header: value\r\n" * 1000),
    "/long-status": always(b"HTTP/1.1 200 ", b"a" * 65536),
    "/endless-continue": always(b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
    "/gzip-bomb": bomb(31),
    "/deflate-bomb": bomb(15),
    "/unknown-coding": with_length(b"\x0b\x02\x80rss\x03", b"Content-Encoding: br"),
    "/not-gzip": with_length(b"<rss/>", b"Content-Encoding: gzip"),
    "/loop": redirect(b"/loop"),
    "/ping": redirect(b"/pong"),
    "/pong": redirect(b"/ping"),
    "/to-metadata": redirect(b"http://169.254.169.254/latest/meta-data/"),
    "/to-file": redirect(b"file:///etc/passwd"),
    "/to-data": redirect(b"data:text/xml,<rss/>"),
    "/to-number": redirect(b"http://2130706433/"),
    "/to-nonsense": redirect(b"http://[::1"),
    "/to-brackets": redirect(b"http://[]@/"),
    "/to-bytes": redirect(b"http://\xff\xfe/"),
    "/to-long": redirect(b"http://" + b"a" * 8000 + b"/"),
    "/short-body": once(OK + b"Content-Length: 1000000000000000000\r\n\r\n<rss>"),
    "/negative-length": once(OK + b"Content-Length: -1\r\n\r\n<rss>"),
    "/two-lengths": once(OK + b"Content-Length: 4\r\nContent-Length: 5\r\n\r\n<rss>"),
    "/not-http": once(b"SSH-2.0-OpenSSH_9.9\r\n"),
    "/nothing": once(b""),
    "/login": with_length(LOGIN, b"Content-Type: text/html"),
    "/retry-digits": with_length(
        b"", b"Retry-After: " + b"9" * 8000, status=b"429 Too Many Requests"
    ),
    "/retry-year": with_length(
        b"", b"Retry-After: Sun, 06 Nov 99999999999999999999 08:49:37 GMT", status=b"503 Busy"
    ),
    "/odd-validators": with_length(
        b"<rss version='2.0'><channel><item><title>a</title></item></channel></rss>",
        b'ETag: "\xff\xfe"', b"Last-Modified: \xe9t\xe9", b"Content-Type: \xff",
    ),
}  # fmt: skip


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer one request and hang up."""
    with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
        request = await reader.readuntil(b"\r\n\r\n")
        path = request.split(b" ", 2)[1].decode()
        async for part in ANSWERS[path]():
            writer.write(part)
            await writer.drain()
    writer.close()


async def main() -> None:
    """Serve until standard input ends."""
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(main())
