"""One API process for the bench: says its port, and serves until it is told to end."""

from __future__ import annotations

import sys

import uvloop

from streams.api.serving import serving
from streams.settings import Settings
from streams.stopping import until_told


async def serve(settings: Settings, bootstrap: str) -> None:
    """Serve."""
    async with serving(settings, bootstrap=bootstrap) as running:
        await running.until_ready()
        print(running.url.rpartition(":")[2], flush=True)
        await running.until_over()


if __name__ == "__main__":
    uvloop.run(until_told(serve(Settings.model_validate_json(sys.argv[1]), sys.argv[2])))
