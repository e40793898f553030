"""
Which countries does the user mean?

ISO 3166-1 codes, in any case. Not here: what is asked about them.
"""

from __future__ import annotations

from collections.abc import Iterable

import typer


def countries_in(named: Iterable[str]) -> frozenset[str]:
    """Read ``--country``; empty for all."""
    codes = frozenset(one.upper() for one in named)
    if wrong := sorted(code for code in codes if len(code) != 2 or not code.isalpha()):
        raise typer.BadParameter(
            f"`{wrong[0]}` is no ISO 3166-1 code, as ML is", param_hint="--country"
        )
    return codes
