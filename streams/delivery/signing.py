"""
How is a message signed, so that its receiver knows it is ours?

By Standard Webhooks, ``v1``: HMAC-SHA256 over id, time and body, with one secret or, while one
is replaced, two. The library signs; what it lets pass is refused here: it reads a secret with
letters that are no base64 without a word, and would sign with what is left. Not here: where
secrets are kept (``streams/secret.py``), and what a receiver makes of a signature
(``verifying.py``).
"""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache

from standardwebhooks import Webhook

PREFIX = "whsec_"
LEAST, MOST = 24, 64
"""Bytes of a secret, by the specification."""

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"

_ID = re.compile(r"[\x21-\x2d\x2f-\x7e]{1,256}")
"""A header's visible letters but the dot, which parts what is signed."""

# A signer for each secret; five thousand subscriptions may have two each.
_MOST_KEPT = 20_000


def new_secret() -> str:
    """Make a secret, as receivers and ``secrets`` of a subscription take it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def key_of(secret: str) -> bytes:
    """
    Return the bytes of a ``whsec_`` secret.

    Raises:
        ValueError: It is none; says why, without a letter of it.
    """
    if not secret.startswith(PREFIX):
        raise ValueError(f"a webhook's secret begins with {PREFIX}")
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError(f"what follows {PREFIX} is not base64") from None
    if not LEAST <= len(key) <= MOST:
        raise ValueError(f"a webhook's secret has {LEAST} to {MOST} bytes, this one {len(key)}")
    return key


def signed(message_id: str, body: bytes, keys: Iterable[str], *, at: datetime) -> dict[str, str]:
    """
    Return the three headers of one attempt.

    Args:
        message_id: Of the message, the same for every attempt.
        body: What is sent, UTF-8.
        keys: ``whsec_`` secrets, the newest first: one signature for each.
        at: When the attempt is made.

    Raises:
        ValueError: The id cannot be signed, a secret is none, or there is none at all.
    """
    if not _ID.fullmatch(message_id):
        raise ValueError(f"no id of a message: {message_id!r}")
    second = at.astimezone(UTC).replace(microsecond=0)  # the library takes any zone for UTC
    text = body.decode()
    signatures = [_signer(secret).sign(message_id, second, text) for secret in keys]
    if not signatures:
        raise ValueError("a webhook without a secret: nothing is sent unsigned")
    return {
        ID: message_id,
        TIMESTAMP: str(int(second.timestamp())),
        SIGNATURE: " ".join(signatures),
    }


@lru_cache(_MOST_KEPT)
def _signer(secret: str) -> Webhook:
    """Return what signs with *secret*; raises ``ValueError``."""
    return Webhook(key_of(secret))
