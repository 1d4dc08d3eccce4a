"""Mentions of persons -> people: full names, surname mentions joined, titles and roles."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, takewhile

from annotators.article import Article
from annotators.clusters import Clusters
from annotators.document import Person
from annotators.folding import fold_name
from annotators.match import Match
from annotators.mentions import clean_name, mention_of
from annotators.transliteration import spelled
from annotators.wordlist import ARTICLES

_SPLIT = re.compile(r"[\s-]+")
# What can stand before a role without belonging to it, sentence openers, days and courtesy titles among it.
_LEADING = re.compile(
    r"(?:(?:an?|the|his|her|their|its|our|my|late|and|but|or|as|in|on|at|when|while|after|before|since|also|"
    r"meanwhile|however|according|to|by|from|with|for|of|said|told|if|though|although|because|"
    r"(?:.*\b)?(?:majesty|highness|excellency|eminence|holiness)|honou?rable|mrs?\.?|ms\.?|january|february|march|april|may|june|"
    r"july|august|september|october|november|december|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\s+|"
    r"(?-i:new\s+|s\s+|N(?i:ew)\s+(?=[a-z])|[^\W\d]\w*['’]S\s+))",
    re.IGNORECASE,
)


# What a ruler or a commander owns in a text that lost its apostrophes: `al-Assads regime`.
_OWNED = re.compile(
    r"\s(?:regime|government|administration|forces?|troops|army|military|men|rule|ouster|removal|departure|fall|fate|"
    r"future|family|wife|son|brother|father|supporters|opponents|allies|ally|loyalists|party|sect|office|visit|speech|"
    r"decision|remarks|comments|statement|death|war|side|plan|policy|stronghold|spokes(?:man|woman|person)|adviser)\b"
)
# The verb of the sentence, to which a role reached.
_VERB_BEHIND = re.compile(
    r"\s(?:said|says|told|announced|described|reported|warned|confirmed|added|denied|stated|insisted|"
    r"admitted|argued|tweeted|vowed|explained|condemned)\b.*\Z",
    re.DOTALL,
)
# The verb of a headline before a role: `ARMY KILLS REBEL CHIEF`, `Police Arrest Opposition Mayor`.
_HEADLINE = re.compile(
    r"(?:[A-Z][\w'’.-]*\s+)+"
    r"(?:(?:Accus|Arrest|Appoint|Assassinat|Attack|Ban|Bomb|Captur|Charg|Claim|Condemn|Confirm|Deport|Deni|"
    r"Detain|Dismiss|Elect|Execut|Expel|Extradit|Fir|Fre|Greet|Hail|Hang|Honou?r|Hunt|Indict|Injur|Interview|"
    r"Jail|Kidnap|Kill|Meet|Mourn|Nam|Nominat|Oust|Pardon|Prais|Prob|Quot|Receiv|Releas|Replac|Sack|Sanction|"
    r"Say|Seek|Sentenc|Slam|Slay|Strip|Sue|Summon|Suspend|Target|Tell|Thank|Urg|Visit|Want|Warn|Welcom|Wound)"
    r"(?:e?s|e?d)|Kill|Arrest|Detain|Sack|Jail|Oust|Urge|Slam|Mourn)\s+(?=\S)"
)
_HEADLINE_CAPITALS = re.compile(_HEADLINE.pattern, re.IGNORECASE)
_DATE_BEHIND = re.compile(
    r"\s(?:in|on|since|until|from|by)\s(?:(?:early|late|mid-?)\s?)?(?:January|February|March|April|May|June|July|August|"
    r"September|October|November|December|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b.*\Z",
    re.DOTALL,
)


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
    endings.update(_owners(article.text, keyed))
    keyed = [(match, _without_lost_s(tokens, endings)) for match, tokens in keyed]
    said = _Said(roles)
    clusters = Clusters()
    # Fuller names first, so that a surname in the headline finds the full name below it.
    for match, tokens in sorted(keyed, key=lambda k: (-len(k[1]), k[0].start)):
        mention = mention_of(article, match)
        given = said.of(match)
        name = clean_name(mention.quote)
        if name_tokens(name) != tokens:  # printed with the s of a lost apostrophe
            name = name[:-1]
        cluster = clusters.add(mention, spelled(tokens), given)
        if not cluster.fullest or _size(name) > _size(cluster.fullest):
            cluster.fullest = name
    clusters.join(
        (role.captures["person"], role.captures["alias"]) for role in roles if "alias" in role.captures
    )
    people = []
    for cluster in clusters.all():
        mentions = tuple(sorted(cluster.mentions, key=lambda m: m.start))
        people.append(Person(cluster.fullest, _distinct(cluster.roles), mentions))
    return tuple(sorted(people, key=lambda p: p.mentions[0].start))


def name_tokens(name: str) -> tuple[str, ...]:
    """The words of a name that tell it from others, folded: no articles, initials kept."""
    words = [word.strip(".,'\"") for word in _SPLIT.split(fold_name(clean_name(name)))]
    return tuple(word for word in words if word and word not in ARTICLES) or tuple(words)


def _owners(text: str, keyed: Iterable[tuple[Match, tuple[str, ...]]]) -> Iterator[str]:
    """Last words of names that own something, without the s, in a text without apostrophes."""
    if "'" in text or "’" in text:
        return
    for match, tokens in keyed:
        if tokens[-1].endswith("s") and _OWNED.match(text, match.end):
            yield tokens[-1][:-1]


def _without_lost_s(tokens: tuple[str, ...], endings: set[str]) -> tuple[str, ...]:
    """`assads` -> `assad` where a name of the article ends without the s; `endings` are their last words."""
    last = tokens[-1]
    if last.endswith("s") and len(last) > 3 and last[:-1] in endings:
        return (*tokens[:-1], last[:-1])
    return tokens


def _size(name: str) -> tuple[int, int]:
    return (len(name_tokens(name)), len(name))


class _Said:
    """The roles of an article, by place."""

    def __init__(self, roles: Sequence[Match]) -> None:
        spans = []
        for number, role in enumerate(roles):
            text = role_of(role)
            person = role.captures.get("person")
            if text and person is not None:
                end = max(person.end, role.captures.get("last", person).end)
                spans.append((person.start, end, number, (role.start, text)))
        self._spans = sorted(spans)
        self._starts = [start for start, _, _, _ in self._spans]
        self._furthest = list(accumulate((end for _, end, _, _ in self._spans), max))

    def of(self, match: Match) -> list[tuple[int, str]]:
        """The roles, with the places where they are printed, that the text gives the mention `match`."""
        found = []
        i = bisect_left(self._starts, match.end) - 1
        while i >= 0 and self._furthest[i] > match.start:
            _, end, number, role = self._spans[i]
            if end > match.start:
                found.append((number, role))
            i -= 1
        return [role for _, role in sorted(found)]


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


def _distinct(roles: Iterable[tuple[int, str]]) -> tuple[str, ...]:
    """Roles in text order, each once."""
    ordered: dict[str, str] = {}
    for _, role in sorted(roles):
        ordered.setdefault(fold_name(role), role)
    return tuple(ordered.values())


def clean_role(text: str) -> str:
    """A role as printed, without leading articles, determiners and `new`, and no verb or date behind."""
    text = clean_name(text).strip(' ,;:-–—"“”')
    while (found := _LEADING.match(text)) is not None:
        text = text[found.end() :]
    headline = (_HEADLINE_CAPITALS if text.isupper() else _HEADLINE).match(text)
    text = text[headline.end() :] if headline else text
    return _DATE_BEHIND.sub("", _VERB_BEHIND.sub("", text))
