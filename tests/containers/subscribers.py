"""
What does a folder with subscribers look like?

The demo's wires and regions, a webhook inside the delivery's own container, and a token for the
API: what ``docs/containers.md`` asks for. Not here: starting it (``composition.py``).
"""

from __future__ import annotations

import secrets
import shutil
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path

from streams.api.tokens import new_token
from streams.toml_edits import entry
from tests.containers.conftest import ROOT

# Where a receiver listens inside the container of `delivery`.
PORT = 9000

# What rings in the demo is not of Norway: what comes is the test message alone.
SUBSCRIPTIONS = f"""
[[subscription]]
id = "desk"
channel = "webhook"
target = "http://127.0.0.1:{PORT}/"
secrets = ["file:hook"]
regions = ["NO"]
"""


def folder(path: Path) -> str:
    """Make the folder at *path*, readable for whoever a container is; returns the token's secret."""
    shutil.copytree(ROOT / "streams" / "demo" / "etc", path)
    token = new_token(
        "desk", owner="newsroom", scopes=("read",), made=datetime.now(UTC), expires=None
    )
    (path / "tocsin.toml").write_text(f'[delivery]\nallow = ["127.0.0.1:{PORT}"]\n')
    (path / "subscriptions.toml").write_text(SUBSCRIPTIONS)
    (path / "hook").write_text(f"whsec_{b64encode(secrets.token_bytes(32)).decode()}\n")
    (path / "tokens.toml").write_text(entry("token", token.token))
    path.chmod(0o755)
    for file in path.iterdir():
        file.chmod(0o644)
    return token.secret
