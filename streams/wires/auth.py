"""
How does a feed log in?

One login for each account, shared by all feeds that name the same one: a token
is then fetched once, not once a feed. Secrets are read here and end in headers
or in a TLS context, nowhere else. Not here: fetching tokens (``oauth.py``), and
when a request carries its login (``fetch.py``).
"""

from __future__ import annotations

import ssl
from base64 import b64encode
from collections.abc import Mapping

import structlog
from yarl import URL

from schemas.access import Auth, Basic, Bearer, Certificate, Cookie, Header, OAuth2
from schemas.feed import Feed
from streams.secret import revealed, secret
from streams.trouble import Trouble

from .fetch import Fetcher
from .login import Login
from .oauth import TokenLogin

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class Logins:
    """The logins of all feeds."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._known: dict[Auth, Login] = {}
        self._warned: set[str] = set()

    def of(self, feed: Feed) -> Login | None:
        """
        Return how *feed* logs in, ``None`` when it does not.

        Raises:
            Trouble: A secret is not where it should be.
        """
        if feed.auth is None:
            return None
        if URL(feed.url or "").scheme == "http" and feed.id not in self._warned:
            self._warned.add(feed.id)
            log.warning("feed.secret_in_plain_text", feed=feed.id, advice="use https")
        if feed.auth not in self._known:
            try:
                self._known[feed.auth] = self._made(feed.auth)
            except Trouble as trouble:
                raise Trouble(f"feed `{feed.id}`: {trouble}") from trouble
        return self._known[feed.auth]

    def _made(self, auth: Auth) -> Login:
        """Make the login that *auth* describes."""
        if isinstance(auth, OAuth2):
            return TokenLogin(auth, self._fetcher)
        if isinstance(auth, Certificate):
            return CertificateLogin(auth)
        return FixedLogin(auth)


class FixedLogin:
    """A secret that is sent as it is. Exchanged on disk, the new one is taken after a 401."""

    context = None

    def __init__(self, auth: Basic | Bearer | Header | Cookie) -> None:
        self._auth = auth
        self._headers = _proof(auth)

    async def headers(self) -> Mapping[str, str]:
        """Return the header that lets us in."""
        return self._headers

    async def renew(self, refused: Mapping[str, str]) -> bool:
        """Read the secret again."""
        try:
            self._headers = _proof(self._auth)
        except Trouble as trouble:
            log.warning("secret.gone", reason=str(trouble))
        return self._headers != refused


class CertificateLogin:
    """A certificate of our own; read once, so a new one needs a restart."""

    def __init__(self, auth: Certificate) -> None:
        # Never None: OpenSSL would ask at the terminal, and wait.
        password = secret(auth.password) if auth.password else ""
        files = ", ".join(filter(None, (auth.certificate, auth.key, auth.authority)))
        try:
            self._context = ssl.create_default_context(cafile=auth.authority)
            self._context.load_cert_chain(auth.certificate, auth.key, password)
        except ssl.SSLError as error:
            raise Trouble(f"{files}: no certificate with its key in PEM: {error.reason}") from error
        except OSError as error:
            raise Trouble(f"{files}: cannot be read: {error.strerror}") from error

    @property
    def context(self) -> ssl.SSLContext:
        """The certificate to show."""
        return self._context

    async def headers(self) -> Mapping[str, str]:
        """Return none: the connection says who we are."""
        return {}

    async def renew(self, refused: Mapping[str, str]) -> bool:  # noqa: ARG002 -- there is nothing to renew
        """Do nothing: another try would show the same certificate."""
        return False


def _proof(auth: Basic | Bearer | Header | Cookie) -> dict[str, str]:
    """Write the header, the secret in it read anew."""
    match auth:
        case Basic():
            pair = f"{revealed(auth.user)}:{secret(auth.password)}"
            return {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}
        case Bearer():
            return {"Authorization": f"Bearer {secret(auth.token)}"}
        case Header():
            return {auth.name: secret(auth.value)}
        case Cookie():
            return {"Cookie": secret(auth.cookie)}
