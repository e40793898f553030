"""
What ends the broker when its parent had no time to?

After ``kill -9`` of tocsin nobody is left to stop Java. So the kernel is asked
to send it SIGTERM when its parent dies, and because that must be asked from
inside the child, this small program stands between: it asks, then becomes Java.
(Asking in ``subprocess``'s ``preexec_fn`` can deadlock a parent with threads.)
Only Linux can be asked; elsewhere an orphaned broker runs on, its folder says
so at the next start, and it has to be stopped by hand.

Usage: python leash.py PARENT-PID PROGRAM ARGUMENT…
The kernel's "parent" is the *thread* that started us: it has to live as long
as the broker shall.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


def become(parent: int, command: list[str]) -> None:
    """Ask for SIGTERM when *parent* dies, and turn into *command*; never returns."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died before we could ask
            sys.exit(1)
    os.execv(command[0], command)  # noqa: S606  # becoming another program is the point


if __name__ == "__main__":
    become(int(sys.argv[1]), sys.argv[2:])
