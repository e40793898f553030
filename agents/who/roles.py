"""
Who acts, and who is acted upon?

Of "rebels attacked the army", "the army was attacked by rebels" and "rebel attack on
the army" the rebels are the initiator and the army the recipient; in "clashes between"
both are both. Read from the order of the words, the voice of the verb, and the small
words before a party ("by", "against"). Nothing is guessed: where no rule speaks,
fighters of a clash are both, and who uses force on others alone is the initiator.

Not here: who claims it (``agents/said/own_words.py``), who fights beside whom and who
mediates (``agents/who/siding.py``, ``agents/who/oppositions.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from agents.text.matching import Hit
from agents.text.sentences import Sentence
from schemas.event import Actor, ActorRole, ActorType, Family

from .parties import ARMED, FoundActor

Span = tuple[int, int]

MARKED: Final = 6  # tokens between "by" or "against" and its party: "by heavily armed men of"
VOICE: Final = 3  # tokens between "was" and the verb: "was also heavily"
FIXED: Final = frozenset({"ally", "mediator", "claimant"})
ONE_WAY: Final[frozenset[Family]] = frozenset({"one_sided", "remote"})
# A crowd acts as well, and suffers without arms.
CROWD: Final[frozenset[ActorType]] = frozenset({"protester", "rioter"})
ACTING: Final = ARMED | CROWD
# Of ground that changes hands without a fight, nobody else need be done anything.
FACING: Final[frozenset[Family]] = ONE_WAY | {"fight"}

BY: Final = "roles.agent@1"
ON: Final = "roles.target@1"
COUNTED: Final = "roles.counted@1"
ACTIVE: Final = "roles.active@1"
PASSIVE: Final = "roles.passive@1"
MUTUAL: Final = "roles.mutual@1"
CLAIMED: Final = "roles.claimed@1"
OWN_WORD: Final = "roles.own_word@1"
"""It is told by nobody but a party to it; who claims responsibility for what is sure is ``CLAIMED``."""


class Roles(NamedTuple):
    """
    Who did what in one event.

    Attributes:
        of: Role by the tokens of the party.
        rules: What decided, sorted.
    """

    of: dict[Span, ActorRole]
    rules: tuple[str, ...]


def roles_in(
    sentence: Sentence, hit: Hit, parties: Sequence[FoundActor], counted: Sequence[Span]
) -> Roles:
    """
    Read the roles of those *parties* of one sentence that act in the event that *hit* names.

    Args:
        sentence: Where the event is told.
        hit: The words that name it.
        parties: Those who take part.
        counted: Tokens of those whom its tolls count.
    """
    armed = [one for one in parties if one.actor.type in ACTING]
    if _is_mutual(sentence, hit):
        return Roles({(one.first, one.last): "both" for one in armed}, (MUTUAL,) if armed else ())
    roles: dict[Span, ActorRole] = {}
    rules = set()
    plain = []
    for one in armed:
        found = _by_mark(sentence, hit, one) or _by_toll(one, counted)
        if found is None:
            plain.append(one)
            continue
        roles[one.first, one.last], rule = found
        rules.add(rule)
    is_passive = _is_passive(sentence, hit)
    has_agent = "initiator" in roles.values()
    here = [one for one in plain if sentence.same_clause(one.first, hit.first)] or plain
    for one in here:
        acts = not has_agent and _is_subject(sentence, hit, one, here) != is_passive
        roles[one.first, one.last] = "initiator" if acts else "recipient"
        rules.add(PASSIVE if is_passive else ACTIVE)
    return Roles(roles, tuple(sorted(rules)))


def with_roles(
    actors: Sequence[Actor], told: Sequence[ActorRole | None], family: Family
) -> list[ActorRole]:
    """
    Return the role of each of *actors*, in their order, given what the words *told* of it.

    Who is told of elsewhere only: alone with the unarmed it acted; facing one whose
    role is known it has the other; else it is both.
    """
    settled: list[ActorRole] = []
    for actor, role in zip(actors, told, strict=True):
        if actor.type in CROWD:
            settled.append(role if role in ("initiator", "both") else "victim")
        elif actor.type not in ARMED or actor.role in FIXED:
            settled.append(actor.role)
        else:
            settled.append(role or _by_others(actor, actors, told, family))
    return settled


def _by_others(
    actor: Actor, actors: Sequence[Actor], told: Sequence[ActorRole | None], family: Family
) -> ActorRole:
    """Infer a role from those of the others: of one's own side the same, of the other the opposite."""
    if family not in FACING:
        return "both"
    for other, role in zip(actors, told, strict=True):
        if role in ("initiator", "recipient") and other.side != "unknown":
            if other.side == actor.side:
                return role
            return "recipient" if role == "initiator" else "initiator"
    is_alone = not any(one is not actor and one.type in ARMED for one in actors)
    return "initiator" if is_alone and family in ONE_WAY else "both"


def _is_mutual(sentence: Sentence, hit: Hit) -> bool:
    """Tell whether the words name what two do to each other: "clashes", "перестрелка"."""
    return any(one.first < hit.last and hit.first < one.last for one in sentence.of("act.mutual"))


def _is_passive(sentence: Sentence, hit: Hit) -> bool:
    """Tell whether the subject suffers it: "was attacked", "attacked by", "wurde … angegriffen"."""
    grammar, tokens = sentence.page.grammar, sentence.page.text.tokens
    first, last = sentence.clause_span(hit.first)
    start = first if grammar.is_verb_last else max(hit.first - VOICE, first)
    voiced = [at for at in range(start, hit.first) if tokens[at] in grammar.passive]
    if voiced and (grammar.is_verb_last or _reaches(sentence, voiced[-1] + 1, hit.first)):
        return True
    behind = range(hit.last, min(hit.last + 1, last))
    return any(tokens[at] in grammar.agent for at in behind)


def _reaches(sentence: Sentence, first: int, last: int) -> bool:
    """Tell whether only adverbs stand in tokens ``[first, last)``: "was also severely"."""
    grammar, tokens = sentence.page.grammar, sentence.page.text.tokens
    between = tokens[first:last]
    return all(word in grammar.manner or word in grammar.auxiliary for word in between)


def _by_mark(sentence: Sentence, hit: Hit, one: FoundActor) -> tuple[ActorRole, str] | None:
    """Read "by rebels" and "against the army": the nearest such word before the party."""
    grammar, tokens = sentence.page.grammar, sentence.page.text.tokens
    ending = grammar.agent_endings
    is_free = one.first == sentence.first or tokens[one.first - 1] not in grammar.no_name
    if ending and is_free and tokens[one.first].endswith(ending):
        return "initiator", BY
    if one.first <= hit.first:
        return None
    times = {time.first for time in sentence.times()}
    start = max(hit.first, one.first - MARKED)
    for at in range(one.first - 1, start - 1, -1):
        if not sentence.same_clause(at, one.first):
            return None
        if tokens[at] in grammar.agent and at + 1 not in times:
            return "initiator", BY
        if tokens[at] in grammar.target and at + 1 not in times:
            return "recipient", ON
    return None


def _by_toll(one: FoundActor, counted: Sequence[Span]) -> tuple[ActorRole, str] | None:
    """Let those whom a toll counts be those it was done to."""
    if any(first < one.last and one.first < last for first, last in counted):
        return "recipient", COUNTED
    return None


def _is_subject(sentence: Sentence, hit: Hit, one: FoundActor, here: Sequence[FoundActor]) -> bool:
    """Tell whether *one* of those without a mark stands before the words, or is the first behind them."""
    ahead = [other for other in here if other.first <= hit.first]
    subject = ahead[0] if ahead else here[0]
    # Where the verb closes the clause, the object stands before it as well.
    return one is subject or (one in ahead and not sentence.page.grammar.is_verb_last)
