"""
Have we seen this version of the dispatch before?

Agencies send one item many times: again on the next poll, again as a resend,
and as corrections under the same id. What is the same is dropped here; a
correction is new words and goes through. The same story under *another* id is
not this module's matter (``agents/linking/incidents.py``).

Asked in   reading      keyed by dispatch, so versions meet in one partition
Remembers  versions     dispatch key -> the newest version handled
"""

from __future__ import annotations

from schemas.dispatch import Dispatch, normalised
from schemas.record import identity
from schemas.state import Version


def fingerprint(dispatch: Dispatch) -> str:
    """
    Hash what a reader would notice: words, status, embargo.

    White space, unicode form and everything that moves with each transmission
    (times, urgency, url) do not count: a resend is no news.
    """
    words = normalised("NFKC", f"{dispatch.headline or ''}\n{dispatch.text}").split()
    return identity(" ".join(words), dispatch.pubstatus, dispatch.embargo_until, size=16)


def is_new(dispatch: Dispatch, known: Version | None) -> bool:
    """
    Tell whether *dispatch* says something that *known* does not.

    A higher revision does when its words changed, and so does the same revision:
    some feeds edit in place and never count (BBC, nextcloud/news#3796). A lower
    one came late and is old.
    """
    if known is None:
        return True
    return dispatch.revision >= known.revision and fingerprint(dispatch) != known.fingerprint


def version_of(
    dispatch: Dispatch, known: Version | None, countries: tuple[str, ...] = ()
) -> Version:
    """
    Return what to remember after *dispatch* was handled.

    *countries* are those that this version reached; they join those of earlier
    ones, so that a later correction still travels to all of them.
    """
    reached = set(countries) | set(known.countries if known else ())
    return Version(
        revision=dispatch.revision,
        fingerprint=fingerprint(dispatch),
        pubstatus=dispatch.pubstatus,
        countries=tuple(sorted(reached)),
        seen_at=max(dispatch.received_at, known.seen_at) if known else dispatch.received_at,
        intake=known.intake if known else dispatch.intake,
    )
