"""Mentions of persons -> people: full names, surname mentions joined, titles and roles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from annotators.article import Article
from annotators.document import Mention, Person
from annotators.folding import fold_name
from annotators.match import Match
from annotators.mentions import clean_name, mention_of
from annotators.wordlist import ARTICLES

_SPLIT = re.compile(r"[\s-]+")
# What can stand before a role without belonging to it, sentence openers, days and courtesy titles among it.
_LEADING = re.compile(
    r"(?:(?:an?|the|his|her|their|its|our|my|late|and|but|or|as|in|on|at|when|while|after|before|since|also|"
    r"meanwhile|however|according|to|by|from|with|for|of|said|told|if|though|although|because|"
    r"(?:.*\b)?(?:majesty|highness|excellency|eminence|holiness)|honou?rable|mrs?\.?|ms\.?|january|february|march|april|may|june|"
    r"july|august|september|october|november|december|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\s+|"
    r"(?-i:new\s+|N(?i:ew)\s+(?=[a-z])|[^\W\d]\w*['’]S\s+))",
    re.IGNORECASE,
)


_DOUBLED = re.compile(r"([bcdfghj-np-tv-xz])\1")


@dataclass(slots=True)
class _Cluster:
    """The mentions taken to be of one person so far."""

    names: list[tuple[str, ...]] = field(default_factory=list)  # each distinct form, words as by _spelling
    mentions: list[Mention] = field(default_factory=list)
    roles: list[tuple[int, str]] = field(default_factory=list)  # (where it is printed, the role)
    fullest: str = ""


def resolve_people(
    article: Article, matches: Sequence[Match], roles: Sequence[Match] = ()
) -> tuple[Person, ...]:
    """Group the person matches of an article, in order of first mention.

    A mention joins a person when its words are among those of a fuller form of the name: the surname or
    given name alone, or the same name in another transliteration of the article (`Assad`, `al-Assad`).
    Of several such persons it is the one mentioned last; of none before it, the first one after it.
    `roles` are role matches whose capture `person` overlaps a mention; with a capture `last` too,
    they are roles of everybody from the one to the other.
    """
    keyed = [(match, name_tokens(article.text[match.start : match.end])) for match in matches]
    endings = {tokens[-1] for _, tokens in keyed}
    keyed = [(match, _without_lost_s(tokens, endings)) for match, tokens in keyed]
    said = [(role, role_of(role)) for role in roles]
    clusters: list[_Cluster] = []
    # Fuller names first, so that a surname in the headline finds the full name below it.
    for match, tokens in sorted(keyed, key=lambda k: (-len(k[1]), k[0].start)):
        mention = mention_of(article, match)
        given = _roles_of(match, said)
        spelled = tuple(_spelling(word) for word in tokens)
        cluster = _home(clusters, spelled, match.start, given)
        if cluster is None:
            cluster = _Cluster()
            clusters.append(cluster)
        if spelled not in cluster.names:
            cluster.names.append(spelled)
        cluster.mentions.append(mention)
        cluster.roles.extend(role for role in given if role not in cluster.roles)
        name = clean_name(mention.quote)
        if name_tokens(name) != tokens:  # printed with the s of a lost apostrophe
            name = name[:-1]
        if not cluster.fullest or _size(name) > _size(cluster.fullest):
            cluster.fullest = name
    for role in roles:
        if "alias" in role.captures:
            _merge(clusters, role)
    people = []
    for cluster in clusters:
        mentions = tuple(sorted(cluster.mentions, key=lambda m: m.start))
        people.append(Person(cluster.fullest, _distinct(cluster.roles), mentions))
    return tuple(sorted(people, key=lambda p: p.mentions[0].start))


def name_tokens(name: str) -> tuple[str, ...]:
    """The words of a name that tell it from others, folded: no articles, initials kept."""
    words = [word.strip(".,'\"") for word in _SPLIT.split(fold_name(clean_name(name)))]
    return tuple(word for word in words if word and word not in ARTICLES) or tuple(words)


def _spelling(word: str) -> str:
    """What transliterations have in common: `ignatyev` and `ignatiev`, `carillo` and `carrillo`."""
    return _DOUBLED.sub(r"\1", word.replace("y", "i"))


def _without_lost_s(tokens: tuple[str, ...], endings: set[str]) -> tuple[str, ...]:
    """`assads` -> `assad` where a name of the article ends without the s; `endings` are their last words."""
    last = tokens[-1]
    if last.endswith("s") and len(last) > 3 and last[:-1] in endings:
        return (*tokens[:-1], last[:-1])
    return tokens


def _size(name: str) -> tuple[int, int]:
    return (len(name_tokens(name)), len(name))


def _home(
    clusters: Sequence[_Cluster], tokens: tuple[str, ...], start: int, roles: Sequence[tuple[int, str]]
) -> _Cluster | None:
    """The cluster that a mention with these words and roles belongs to."""
    candidates = [c for c in clusters if any(set(tokens) == set(name) for name in c.names)]
    if not candidates or len(tokens) == 1:  # a surname may have been used of another person before
        candidates += [c for c in clusters if c not in candidates and _part_of(tokens, c.names[0])]
    if not candidates:
        return None
    titles = {fold_name(role) for _, role in roles}

    def distance(cluster: _Cluster) -> tuple[int, bool, int]:
        # `Major Sydorenko` is the Sydorenko who is a major, wherever the other one stands, and one whom the
        # text gives no title rather than Mayor Sydorenko.
        held = {fold_name(role) for _, role in cluster.roles}
        addressed = any(role[:1].isupper() for _, role in cluster.roles)
        other = 0 if not titles or not titles.isdisjoint(held) else 1 + addressed
        before = [m.start for m in cluster.mentions if m.start < start]
        if before:
            return (other, False, start - max(before))
        return (other, True, min(m.start for m in cluster.mentions) - start)

    return min(candidates, key=distance)


def _part_of(tokens: tuple[str, ...], name: tuple[str, ...]) -> bool:
    """Whether `tokens` is a shorter form of `name`: one of its words, or its words with some left out.

    Two fuller names that differ in one word are two people: `Maher Assad` is no form of `Bashar Assad`.
    """
    if len(tokens) >= len(name):
        return False
    if len(tokens) == 1:
        return tokens[0] in (name[-1], name[0]) or (len(name) > 2 and tokens[0] in name)
    rest = iter(name)
    return all(word in rest for word in tokens)


def _roles_of(match: Match, said: Sequence[tuple[Match, str]]) -> list[tuple[int, str]]:
    """The roles, with the places where they are printed, that the text gives the mention `match`.

    `said` are all roles of the article and their cleaned texts.
    """
    found = []
    for role, text in said:
        person = role.captures.get("person")
        if not text or person is None:
            continue
        last = max(person.end, role.captures.get("last", person).end)
        if match.start < last and person.start < match.end:
            found.append((role.start, text))
    return found


def role_of(role: Match) -> str:
    """What a role match says of its person, cleaned; empty where it is only a link between two names."""
    return clean_role(_singular(role))


def _singular(role: Match) -> str:
    """The role as one of several people has it: `senior vice president` of `senior vice presidents`."""
    text = role.attributes.get("role", "")
    plural, singular = role.attributes.get("plural", ""), role.attributes.get("singular", "")
    if not plural or not singular or plural not in text:
        return text
    before, _, behind = text.partition(plural)
    pairs = zip(plural.lower(), singular.lower(), strict=False)
    kept = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return before + plural[:kept] + singular[kept:] + behind


def _merge(clusters: list[_Cluster], link: Match) -> None:
    """Make one person of the two that a text says are one: `Abdallah Jiddo, known as Shakush`."""
    ends = [link.captures["person"], link.captures["alias"]]
    found = [
        next((c for c in clusters if any(m.start < e.end and e.start < m.end for m in c.mentions)), None)
        for e in ends
    ]
    person, alias = found
    if person is None or alias is None or person is alias:
        return
    person.names += alias.names
    person.mentions += alias.mentions
    person.roles += [role for role in alias.roles if role not in person.roles]
    clusters.remove(alias)


def _distinct(roles: Sequence[tuple[int, str]]) -> tuple[str, ...]:
    """Roles in text order, each once."""
    ordered: dict[str, str] = {}
    for _, role in sorted(roles):
        ordered.setdefault(fold_name(role), role)
    return tuple(ordered.values())


def clean_role(text: str) -> str:
    """A role as printed, without leading articles, possessors' determiners and `new`."""
    text = clean_name(text).strip(' ,;:-–—"“”')
    while (found := _LEADING.match(text)) is not None:
        text = text[found.end() :]
    return text
