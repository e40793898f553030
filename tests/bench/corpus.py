"""
What do we measure on?

An invented stream with the mix of a real one: seven items in ten are short, three
are full stories; four in five are ordinary news, the fifth is about fighting at one
of many places. Made from a counter, so every run measures the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from schemas.dispatch import Dispatch

PLACES = (
    ("Goma", "North Kivu", "Congo", "Congolese", "M23 rebels"),
    ("El Fasher", "North Darfur", "Sudan", "Sudanese", "Rapid Support Forces"),
    ("Gao", "Gao region", "Mali", "Malian", "jihadist fighters"),
    ("Djibo", "Soum province", "Burkina Faso", "Burkinabe", "jihadist fighters"),
    ("Maiduguri", "Borno state", "Nigeria", "Nigerian", "Boko Haram fighters"),
    ("Marib", "Marib province", "Yemen", "Yemeni", "Houthi rebels"),
    ("Idlib", "Idlib province", "Syria", "Syrian", "insurgents"),
    ("Lashio", "Shan state", "Myanmar", "Myanmar", "ethnic rebels"),
    ("Pokrovsk", "Donetsk region", "Ukraine", "Ukrainian", "separatists"),
    ("Bakara", "Mogadishu", "Somalia", "Somali", "al-Shabaab fighters"),
    ("Pemba", "Cabo Delgado", "Mozambique", "Mozambican", "insurgents"),
    ("Bunia", "Ituri province", "Congo", "Congolese", "CODECO militia"),
)
FIGHTS = (
    "Heavy fighting broke out in {town}, in {region} of {country}, between the {army} army and "
    "{foe} on {day}, residents said.",
    "At least {n} people were killed when {foe} attacked an army post near {town} in {country} "
    "on {day}, a security source said.",
    "Shelling killed {n} civilians in {town}, {country}, on {day}, medics said.",
    "Clashes between {foe} and the {army} army left {n} soldiers dead in {town}, {region}, "
    "a local official said on {day}.",
)
ORDINARY = (
    "The finance minister presented a budget of {n} billion on {day}, promising new roads and "
    "lower taxes for farmers.",
    "The national team won the derby {n} to one on {day} after a late goal by the striker, "
    "sending the club to the top of the league.",
    "Shares fell {n} percent on {day} as investors worried about inflation and a price war "
    "between airlines.",
    "Heavy rain flooded parts of the capital on {day}, cutting roads and leaving {n} families "
    "without power, the weather service said.",
    "The president received the ambassador on {day} and spoke of trade, energy and visas for "
    "{n} students.",
    "The court postponed the hearing on {day} for the {n}th time because a witness was ill.",
    "A festival of film and music drew {n} thousand visitors on {day}, organisers said.",
    "The army will hold its yearly exercise next week with {n} partners, a spokesman said on "
    "{day}.",
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


def _text(i: int, day: str) -> str:
    town, region, country, army, foe = PLACES[(i // EVERY) % len(PLACES)]
    kinds = FIGHTS if i % EVERY == 0 else ORDINARY
    lead = kinds[(i // EVERY) % len(kinds)].format(
        town=town, region=region, country=country, army=army, foe=foe, n=3 + i % 40, day=day
    )
    length = BRIEF if i % MIX < SHORT else FULL
    rest = [FILLER[(i + k) % len(FILLER)] for k in range(length)]
    paragraphs = [" ".join(rest[k : k + 3]) for k in range(0, length, 3)]
    return "\n\n".join([lead, *paragraphs])
