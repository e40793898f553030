"""
How is tocsin started without its command on the path? ``python -m streams …``.

The ``tocsin`` command is the same (``streams/cli/main.py``); child processes of
``tocsin run`` start this way, because it works from any checkout or image.
"""

from __future__ import annotations

from streams.cli.main import main

if __name__ == "__main__":
    main()
