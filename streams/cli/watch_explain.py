"""
``tocsin watch explain``: how does each entry stand to what a dispatch tells?

By which rule and place it matches, or why it does not; then what would be
decided. Not here: what makes an entry match (``agents/telling/watchlist.py``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from streams.cli.watch_try import AsJson, OwnList, outcome, own_list, show

if TYPE_CHECKING:
    from schemas.event import Mention
    from schemas.watch import Watch, Watchlist

EPILOG = (
    '[bold]Try[/]  tocsin watch explain "Fighting broke out in Kidal on Monday, officials said."\n\n'
    "[bold]Exit codes[/]  0 all explained · 1 nothing readable · 2 wrong usage · 3 some of a file was bad"
)


def explain(
    subject: Annotated[
        str, typer.Argument(metavar="FILE|TEXT", help="Dispatches as JSON, - , or plain words.")
    ],
    watchlist: OwnList = None,
    as_json: AsJson = False,
) -> None:
    """Say for each entry whether a dispatch would ring it: by which rule and place, or why not."""
    from agents.reading import read
    from streams.cli.intake import finish, put
    from streams.cli.subject import in_file, is_file, spoken
    from streams.offline import Pipeline

    entries = own_list(watchlist)
    dispatches, all_good = in_file(subject) if is_file(subject) else ([spoken(subject)], True)
    pipeline = Pipeline(entries)
    for dispatch in dispatches:
        mentions = read(dispatch).mentions
        happened = list(pipeline.take(dispatch))
        if as_json:
            asked = [_asked(mention, entries) for mention in mentions]
            put({"dispatch": dispatch.ref, "mentions": asked, **outcome(happened)})
            continue
        for mention in mentions:
            _show_mention(mention, entries)
        if not mentions:
            print("no event is mentioned")
        show(happened)
    finish(all_good=all_good)


def _asked(mention: Mention, entries: Watchlist) -> dict[str, Any]:
    """Return one mention, and how each entry stands to its places, as plain values."""
    from agents.telling.watchlist import touches

    answers = []
    for entry in entries.watch:
        found = touches(entry, mention.places, mention.actors)
        answers.append({"watch": entry.id, "matches": hasattr(found, "rule"), **found._asdict()})
    return {
        "idx": mention.idx, "realis": mention.realis, "family": mention.family,
        "sentence": mention.sentence, "entries": answers,
    }  # fmt: skip


def _show_mention(mention: Mention, entries: Watchlist) -> None:
    """Print one mention, and how each entry stands to its places."""
    from streams.wording import shown

    print(f"{mention.realis} {mention.family}: “{shown(mention.sentence)}”")
    for entry in entries.watch:
        print(f"  {entry.id:24}  {_answer(entry, mention)}")


def _answer(entry: Watch, mention: Mention) -> str:
    """Say by which rule and place *mention* matches *entry*, or why it does not."""
    from agents.telling.watchlist import Touch, touches
    from streams.wording import shown

    found = touches(entry, mention.places, mention.actors)
    if not isinstance(found, Touch):
        return f"no match: {shown(found.detail)}"
    far = f", {found.distance_km:g} km away" if found.distance_km is not None else ""
    return f"matches: {found.rule.replace('_', ' ')} {shown(found.place)}{far}".rstrip()
