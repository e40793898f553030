"""Are tokens made, listed and revoked, and is a secret shown once and kept nowhere?"""

from __future__ import annotations

import json
from pathlib import Path

from streams.api.tokens import Tokens
from streams.cli.subject import now


def test_a_token_lets_in_until_it_is_revoked(tocsin, tmp_path: Path) -> None:
    """Its secret is on standard output alone; the file holds a hash and is its owner's to read."""
    path = tmp_path / "tokens.toml"
    done = tocsin("tokens", "new", "desk", "--owner", "news", "--scope", "read", "--scope", "stream",
                  "--file", str(path))  # fmt: skip
    secret = done.stdout.decode().strip()
    token = Tokens(path).of_secret(secret, now=now())

    assert (done.returncode, token and token.scopes) == (0, ("read", "stream"))
    assert secret not in path.read_text()
    assert path.stat().st_mode & 0o077 == 0
    assert tocsin("tokens", "revoke", "desk", "--file", str(path)).returncode == 0
    assert Tokens(path).of_secret(secret, now=now()) is None


def test_the_list_tells_what_may_be_told(tocsin, tmp_path: Path) -> None:
    """Whose, what for, until when; not even the hash."""
    path = str(tmp_path / "tokens.toml")
    made = tocsin("tokens", "new", "a", "--owner", "x", "--days", "9", "--json", "--file", path)
    tocsin("tokens", "new", "b", "--owner", "y", "--file", path)
    rows = [json.loads(line) for line in tocsin("tokens", "list", "--json", "--file", path).stdout.splitlines()]  # fmt: skip

    assert json.loads(made.stdout)["secret"].startswith("tocsin_a_")
    assert [(row["id"], row["owner"], row["expired"]) for row in rows] == [("a", "x", False), ("b", "y", False)]  # fmt: skip
    assert not any("sha256" in row or "secret" in row for row in rows)
    assert b"until" in tocsin("tokens", "list", "--file", path).stdout
    for name in ("a", "b"):
        tocsin("tokens", "revoke", name, "--file", path)
    assert b"no token, so nobody is let in" in tocsin("tokens", "list", "--file", path).stdout


def test_what_cannot_be_is_refused(tocsin, tmp_path: Path) -> None:
    """An id twice, an unknown scope, a bad name, none to revoke, no file: said, nothing changed."""
    path = tmp_path / "tokens.toml"
    given = ("--file", str(path))
    tocsin("tokens", "new", "a", "--owner", "x", *given)
    before = path.read_text()

    assert tocsin("tokens", "new", "a", "--owner", "x", *given).returncode == 1
    assert tocsin("tokens", "new", "b", "--owner", "x", "--scope", "all", *given).returncode == 2
    assert tocsin("tokens", "new", "b c", "--owner", "x", *given).returncode == 2
    wrong = tocsin("tokens", "new", "b", "--owner", "x_y", *given)
    assert (wrong.returncode, b"for --owner: letters, digits and `-`" in wrong.stderr) == (2, True)
    assert tocsin("tokens", "revoke", "z", *given).returncode == 1
    assert tocsin("tokens", "list").returncode == 2
    assert path.read_text() == before
