"""
Which countries does the user mean?

ISO 3166-1 codes, in any case, and XK for Kosovo, which has none. Not here: what is asked
about them.
"""

from __future__ import annotations

from collections.abc import Iterable

import typer


def countries_in(named: Iterable[str]) -> frozenset[str]:
    """Read ``--country``; empty for all."""
    import pycountry

    codes = frozenset(one.strip().upper() for one in named)
    for code in sorted(codes):
        if code != "XK" and pycountry.countries.get(alpha_2=code) is None:
            raise typer.BadParameter(
                f"`{code}` is no ISO 3166-1 code, as ML is", param_hint="--country"
            )
    return codes
