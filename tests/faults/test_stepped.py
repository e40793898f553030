"""Does the clock step back for everybody who asks, and for nobody's records?"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ASKED = """
import pickle
import time
from datetime import UTC, datetime
from schemas.codec import decode, encode
from schemas.control import Tick
from streams import clock
from tests.faults import stepped

before, told, started = clock.now(), time.time(), time.monotonic()
stepped.step_back()
after = clock.now()
assert 3590 < (before - after).total_seconds() < 3601, after
assert 3590 < told - time.time() < 3601
assert 3590 < (before - datetime.now(UTC)).total_seconds() < 3601
assert pickle.loads(pickle.dumps(after)) == after
assert time.monotonic() >= started
assert isinstance(before, clock.datetime) and isinstance(after, clock.datetime)
assert decode(Tick, encode(Tick(at=after))).at == after
"""


def test_steps_back_for_everybody_who_asks() -> None:
    """Modules that have imported ``datetime`` are told the new time; records stay what they were."""
    done = subprocess.run(
        [sys.executable, "-c", ASKED],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
