"""
``tocsin watch add|remove``: what is on the watchlist?

They change ``watchlist.toml``, leave its comments alone, and write nothing that
``watch lint`` would find fault with. Not here: how the file is edited
(``streams/watch_file.py``), and what an entry may say (``schemas/watch.py``).
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from schemas.watch import Watch

ADD_EPILOG = (
    '[bold]Try[/]  tocsin watch add kidal --region ML-8 --title "Kidal region"  ·  '
    "tocsin watch add goma --circle -1.68,29.23,40 --toward  ·  "
    "tocsin watch add lac --border TD-NE --set freshness_days=3\n\n"
    "Name exactly one of the eight kinds. watchlist.example.toml explains every setting.\n\n"
    "[bold]Exit codes[/]  0 added · 1 refused, nothing was changed · 2 wrong usage"
)
REMOVE_EPILOG = (
    "The comment right above the entry goes with it.\n\n"
    "[bold]Exit codes[/]  0 removed · 1 no such entry, nothing was changed · 2 wrong usage"
)
_LATER = "a worker that runs takes it up within seconds"

OwnList = Annotated[
    Path | None,
    typer.Option("--watchlist", metavar="W.toml", help="Which watchlist; without it, yours."),
]


def add(
    watch_id: Annotated[
        str, typer.Argument(metavar="ID", help="Unique and stable: part of every alert's id.")
    ],
    country: Annotated[
        str | None, typer.Option(metavar="ML", help="A country: ISO 3166-1, two letters.")
    ] = None,
    region: Annotated[
        str | None, typer.Option(metavar="ML-8", help="A region or province: ISO 3166-2.")
    ] = None,
    place: Annotated[
        str | None, typer.Option(metavar="379555", help="A GeoNames id and all below it.")
    ] = None,
    circle: Annotated[
        str | None, typer.Option(metavar="LAT,LON,KM", help="A point and a radius.")
    ] = None,
    polygon: Annotated[
        Path | None, typer.Option(metavar="AREA.geojson", help="A GeoJSON file with areas.")
    ] = None,
    corridor: Annotated[
        str | None,
        typer.Option(metavar="KM:LON,LAT:…", help="A width, and the points of a line."),
    ] = None,
    border: Annotated[
        str | None, typer.Option(metavar="NE-NG", help="The border of two countries.")
    ] = None,
    actor: Annotated[
        str | None, typer.Option(metavar="NAME", help="A group or army, wherever it fights.")
    ] = None,
    title: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What people call it; the id when absent.")
    ] = None,
    toward: Annotated[
        bool, typer.Option("--toward", help="Also fighting that moves toward it.")
    ] = False,
    at_border: Annotated[
        bool,
        typer.Option("--at-border", help="Also fighting on its border, the far side included."),
    ] = False,
    adjacent: Annotated[
        bool, typer.Option("--adjacent", help="Also fighting at most near_km outside.")
    ] = False,
    riots: Annotated[bool, typer.Option("--riots", help="Also riots and protests.")] = False,
    also: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="NAME=VALUE", help="Another setting, as in TOML; repeatable."
        ),
    ] = None,
    watchlist: OwnList = None,
) -> None:
    """Put an entry at the end of the watchlist, if it makes sense."""
    from schemas.codec import BadRecord, convert
    from schemas.watch import Watch
    from streams.config_files import in_words
    from streams.trouble import Trouble
    from streams.watch_checks import about
    from streams.watch_file import add as put_in
    from streams.watchlists import drawn

    path = _path(watchlist)
    given = {
        "id": watch_id, "title": title, "country": country, "iso3166_2": region,
        "place": int(place) if place and place.isdecimal() else place,
        "circle": _circle(circle) if circle else None,
        "polygon": os.path.relpath(polygon, path.resolve().parent) if polygon else None,
        "corridor": _corridor(corridor) if corridor else None,
        "border": border.split("-") if border else None, "actor": actor,
        "include_toward": toward or None, "include_border": at_border or None,
        "include_adjacent": adjacent or None, "include_riots": riots or None,
    }  # fmt: skip
    said = {name: value for name, value in given.items() if value is not None}
    try:
        entry = convert(Watch, said | _settings(also or []))
    except BadRecord as error:
        raise Trouble(f"not added: {_by_option(in_words(str(error)))}", code=2) from error
    for _, what in about(drawn(path, entry)):
        raise Trouble(f"not added: {what}")
    put_in(path, entry)
    print(f"added `{watch_id}` ({_named(entry)}) to {path}; {_LATER}")


def remove(
    watch_id: Annotated[str, typer.Argument(metavar="ID", help="An entry: tocsin watch list.")],
    watchlist: OwnList = None,
) -> None:
    """Take an entry off the watchlist; what was told of it stands."""
    from streams.watch_file import remove as take_off

    path = _path(watchlist)
    gone = take_off(path, watch_id)
    print(f"removed `{watch_id}` ({_named(gone)}) from {path}; {_LATER}")


def _path(named: Path | None) -> Path:
    from streams.cli.context import settings

    return named or settings().watchlist


def _named(entry: Watch) -> str:
    from agents.telling.watchlist import entry_of
    from streams.wording import shown

    return shown(entry_of(entry))


def _circle(text: str) -> dict[str, float]:
    """Read ``LAT,LON,KM``."""
    lat, lon, radius_km = _numbers(text, 3, option="--circle", like="-1.68,29.23,40")
    return {"lat": lat, "lon": lon, "radius_km": radius_km}


def _corridor(text: str) -> dict[str, Any]:
    """Read ``KM:LON,LAT:LON,LAT…``."""
    like = "20:29.23,-1.68:29.04,-1.57"
    width, *points = text.split(":")
    (width_km,) = _numbers(width, 1, option="--corridor", like=like)
    line = [_numbers(point, 2, option="--corridor", like=like) for point in points]
    return {"points": line, "width_km": width_km}


def _numbers(text: str, count: int, *, option: str, like: str) -> list[float]:
    try:
        found = [float(part) for part in text.split(",")]
    except ValueError:
        found = []
    if len(found) != count:
        raise typer.BadParameter(f"`{text}` is not like {like}", param_hint=option)
    return found


def _settings(pairs: list[str]) -> dict[str, Any]:
    """Read ``NAME=VALUE`` as TOML does."""
    said: dict[str, Any] = {}
    for pair in pairs:
        try:
            said |= tomllib.loads(pair)
        except tomllib.TOMLDecodeError as error:
            why = f"`{pair}` is no setting: write freshness_days=3 or toll_bands=[10,100]"
            raise typer.BadParameter(why, param_hint="--set") from error
    return said


_OPTIONS = {"$.iso3166_2": "--region", "$.include_border": "--at-border"}


def _by_option(message: str) -> str:
    """Name the option where the codec names the field."""
    head, found, field = message.rpartition(" - at `")
    if not found:
        return message
    name = field.rstrip("`").split("[")[0]
    return f"{_OPTIONS.get(name, name.replace('$.', '--').split('.')[0])}: {head}"
