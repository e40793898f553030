"""
How many connections may this process have at a time?

Every one is an open file, and systems grant a process 1,024 until it asks for more.
"""

from __future__ import annotations

import resource


def make_room(files: int) -> None:
    """Let this process open *files* files, or as many as the system lets it."""
    granted, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = files if most == resource.RLIM_INFINITY else min(files, most)
    if granted != resource.RLIM_INFINITY and granted < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
