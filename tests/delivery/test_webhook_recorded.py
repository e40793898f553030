"""Do receivers in every language make of the recorded deliveries what they should?"""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime
from typing import Any

import pytest
from standardwebhooks import Webhook as Reference
from standardwebhooks import WebhookVerificationError

from schemas.codec import decode_written, plain
from schemas.message import Envelope
from streams.delivery.hearing import Heard
from streams.delivery.verifying import fault
from tests.delivery.recorded import FOLDER, files
from tests.delivery.webhooks import set_library_clock

KEPT = sorted(FOLDER.glob("*.json"))
DOCS = FOLDER.parent


def test_they_are_what_the_script_makes() -> None:
    """To write them anew: python -m tests.delivery.recorded."""
    made = files()

    assert {path.name for path in KEPT} == set(made)
    for path in KEPT:
        assert path.read_bytes() == made[path.name], path.name


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_our_own_receiver_and_the_reference_library_agree(
    monkeypatch: pytest.MonkeyPatch, path: Any
) -> None:
    """Which are ours and which are not, which come again, and which numbers are missing."""
    case, heard = plain(path.read_bytes()), Heard()
    for one in case["deliveries"]:
        now, body = datetime.fromtimestamp(one["received_at"], UTC), one["body"].encode()
        set_library_clock(monkeypatch, now)
        is_valid = one["expect"]["verdict"] == "valid"

        assert is_valid == any(verifies(secret, body, one["headers"]) for secret in case["secrets"])
        assert is_valid == (fault(one["headers"], body, case["secrets"], now=now) is None)
        if not is_valid:
            continue
        message, before = decode_written(Envelope, body).data, len(heard.messages)
        heard.take(message)
        assert message.id == one["headers"]["webhook-id"]
        assert (len(heard.messages) == before) == one["expect"]["repeat"]
        assert heard.gaps() == one["expect"]["waiting_for"]
    assert heard.problems == []


def verifies(secret: str, body: bytes, headers: dict[str, str]) -> bool:
    """Ask the reference library."""
    try:
        Reference(secret).verify(body, headers)
    except WebhookVerificationError:
        return False
    return True


def test_node_agrees() -> None:
    """With the few lines of verify.mjs, all of them at once."""
    if shutil.which("node") is None:
        pytest.skip("needs node")
    done = subprocess.run(
        ["node", DOCS / "verify.mjs", *KEPT], capture_output=True, text=True, check=False
    )

    assert (done.stdout, done.returncode) == (f"{len(KEPT)} as expected\n", 0), done.stderr


@pytest.mark.parametrize("name", ["languages", "changed_body", "old_timestamp", "two_secrets"])
@pytest.mark.parametrize(
    ("needs", "program"),
    [("openssl", ["sh", str(DOCS / "verify.sh")]), ("javac", ["java", str(DOCS / "Verify.java")])],
)
def test_a_shell_and_java_agree(name: str, needs: str, program: list[str]) -> None:
    """With their few lines: the verdict is the exit code."""
    if shutil.which(needs) is None:
        pytest.skip(f"needs {needs}")
    case = plain((FOLDER / f"{name}.json").read_bytes())
    one = case["deliveries"][-1]
    headers = (f"webhook-{part}" for part in ("id", "timestamp", "signature"))
    done = subprocess.run(
        [*program, case["secrets"][0], *(one["headers"][header] for header in headers),
         str(one["received_at"])],
        input=one["body"].encode(), capture_output=True, check=False,
    )  # fmt: skip

    assert (done.returncode == 0) == (one["expect"]["verdict"] == "valid"), done.stderr
    assert (done.stdout == b"valid\n") == (done.returncode == 0)
