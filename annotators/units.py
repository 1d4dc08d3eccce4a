"""Mentions of forces -> units: kind, number, country, aliases joined."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from annotators import numbers
from annotators.article import Article
from annotators.document import Mention, Unit
from annotators.folding import fold_name
from annotators.match import Match
from annotators.mentions import clean_name, mention_of
from annotators.unit_names import Printed, fullest

_IN_BRACKETS = re.compile(r"\s*\(\s*\Z")
_ABBREVIATION = re.compile(r"[A-Z][A-Z0-9.&/-]+\Z")
_COALITION_FORCES = re.compile(r"(?<=coalition) (?:forces|troops)\Z", re.IGNORECASE)
# Heads of a name that are its kind, whatever the list calls the unit: Azov Brigade, once the Azov Regiment.
_HEADS = frozenset(("corps", "division", "brigade", "regiment", "battalion"))
_SMALL_WORDS = frozenset(("of", "the", "and", "for", "in"))
# Words before the noun of a formation that its name is printed with and without, and how much of the others
# counts: mechanised, mechanized, mech.
_EVERYWHERE = frozenset("separate guards independent infantry rifle combat the".split())
_ARM_LETTERS = 4
_ARTICLE = re.compile(r"\b(?:the|al|el)[ -]")


@dataclass(slots=True)
class _Cluster:
    keys: set[str] = field(default_factory=set)
    mentions: list[Mention] = field(default_factory=list)
    printed: list[Printed] = field(default_factory=list)
    matches: list[Match] = field(default_factory=list)


def resolve_units(article: Article, matches: Sequence[Match]) -> tuple[Unit, ...]:
    """Group the unit matches of an article, in order of first mention.

    Mentions are one unit when they are the same list entry (attribute `entry`), the same numbered
    formation, the same name, the forces of one country at large (attribute `general`: `Russian troops`,
    `Russian military`), or when one stands in brackets behind the other: `Rapid Support Forces (RSF)`. A name
    that is short for just one other of the article is that unit: `Federal Police` for `Iraqi Federal Police`.
    """
    clusters: list[_Cluster] = []
    by_key: dict[str, _Cluster] = {}
    previous: tuple[Match, _Cluster] | None = None
    for match in map(_of_nation, matches):
        mention = mention_of(article, match)
        keys = _keys(match, mention.quote)
        cluster = previous[1] if previous and _introduces(article, previous[0], match) else None
        for key in keys:  # the entry may be known from one mention, the name from another
            known = by_key.get(key)
            told = key.startswith("entry ")
            if known is not None and not told and _is_another(match, mention.quote, known):
                continue
            cluster = known if cluster is None else _merge(clusters, by_key, cluster, known)
        if cluster is None:
            cluster = _Cluster()
            clusters.append(cluster)
        cluster.keys.update(keys)
        for key in keys:
            by_key[key] = cluster
        cluster.mentions.append(mention)
        cluster.matches.append(match)
        cluster.printed.append(_printed(match, mention.quote))
        previous = (match, cluster)
    _join_short_names(clusters, by_key)
    units = [_unit(cluster) for cluster in clusters]
    return tuple(sorted(units, key=lambda u: u.mentions[0].start))


def _of_nation(match: Match) -> Match:
    """`match` without its list entry, where the text says that this body of state is another country's.

    Lithuania has a State Border Guard Service too. An armed group stays what it is: Iraqi Hezbollah.
    """
    said = match.attributes
    country, nation = said.get("country"), said.get("nation")
    if not country or not nation or country == nation or said.get("kind") == "armed-group":
        return match
    kept = {key: value for key, value in said.items() if key not in ("entry", "aliases")}
    return match._replace(attributes=kept | {"country": nation})


def _keys(match: Match, quote: str) -> list[str]:
    keys = []
    if match.attributes.get("entry"):
        keys.append("entry " + match.attributes["entry"])
    number = _number(match, _printed(match, quote).core)
    if number is not None and match.attributes.get("kind"):
        keys.append(f"number {number} {match.attributes['kind']} {match.attributes.get('of', '')}".rstrip())
    if (
        match.attributes.get("general")
        and match.attributes.get("country")
        and not match.attributes.get("arm")
    ):
        keys.append(f"national {match.attributes['country']}")
    keys.append("name " + _spelled(_name(match, quote)))
    return keys


def _is_another(match: Match, quote: str, known: _Cluster) -> bool:
    """Whether `match` has the name or the number of `known` and is another unit.

    The border guards of two countries, the 3rd Assault Brigade and the 3rd Tank Brigade.
    """
    countries = {match.attributes.get("country"), _first(known, "country")} - {None, ""}
    if len(countries) > 1:
        return True
    ours = _arms(_printed(match, quote).core)
    return all(not _share(ours, _arms(form.core)) for form in known.printed)


def _arms(name: str) -> set[str]:
    """What stands between the number and the noun of a formation, in short: mech, tank. None but of these."""
    first, *words = fold_name(name.split(",")[0]).replace("-", " ").split()
    if first[:1].isdigit() or numbers.read_ordinal(first) is not None:
        words = words[:-1]
    elif words and words[-1][:1].isdigit():  # Battalion Landing Team 1/6
        words = [first, *words[:-1]]
    else:
        return set()
    return {word[:_ARM_LETTERS] for word in words if word not in _EVERYWHERE and word not in _HEADS}


def _share(ours: set[str], theirs: set[str]) -> bool:
    """Whether all words of one are words of the other."""
    return ours <= theirs or theirs <= ours


def _name(match: Match, quote: str) -> str:
    """The quote as a name; without the s of a lost apostrophe, where what it names has none.

    Attribute `base` is the name that a list entry has for the end of the quote: `army` for `Syrian armys`.
    """
    name = clean_name(quote)
    if not name.endswith("s"):
        return name
    known = [match.attributes.get(key, "") for key in ("base", "entry")]
    known += match.attributes.get("aliases", "").split(";")
    folded = [_spelled(k) for k in known if k]
    whole = _spelled(name)
    if whole.endswith(" forces"):
        return name
    as_printed = any(whole.endswith(k) or k.endswith(whole) for k in folded)
    if as_printed or not any(whole[:-1].endswith(k) for k in folded):
        return name
    return name[:-1]


def _printed(match: Match, quote: str) -> Printed:
    name = _name(match, quote)
    if (group := match.captures.get("group")) is not None:
        return Printed(name, _name(match, group.text))
    for key in ("nation", "prefix", "nationality"):
        nation = match.captures.get(key)
        if nation is not None and nation.start == match.start:
            rest = quote[nation.end - match.start :]
            return Printed(name, _name(match, rest.lstrip()) if rest[:1].isspace() else name)
    return Printed(name, name)


def _introduces(article: Article, long: Match, short: Match) -> bool:
    """Whether `short` is the abbreviation that the text gives behind `long`, in brackets."""
    between = article.text[long.end : short.start]
    return bool(
        _IN_BRACKETS.match(between)
        and article.text[short.end : short.end + 1] in (")", ";", ",")
        and _ABBREVIATION.match(article.text[short.start : short.end])
    )


def _merge(
    clusters: list[_Cluster], by_key: dict[str, _Cluster], into: _Cluster, other: _Cluster | None
) -> _Cluster:
    if other is None or other is into:
        return into
    clusters.remove(other)
    into.keys |= other.keys
    into.mentions += other.mentions
    into.printed += other.printed
    into.matches += other.matches
    for key in other.keys:
        by_key[key] = into
    return into


def _spelled(name: str) -> str:
    """`name` as its spellings share it, without its article."""
    return _ARTICLE.sub("", fold_name(name).replace("-", " "))


def _join_short_names(clusters: list[_Cluster], by_key: dict[str, _Cluster]) -> None:
    """Join each unit whose every name is short for the name of just one other unit of the article.

    `Federal Police` is the `Iraqi Federal Police` where the article has no other, `NPA` the `National
    Police Agency`, `General Staff` the `General Staff of Ukraine`, `coalition forces` the `US-led coalition`.
    """
    owners: dict[str, list[_Cluster]] = defaultdict(list)
    for cluster in clusters:
        for short in set(_short_forms(cluster)):
            owners[short].append(cluster)
    for cluster in list(clusters):
        names = {_short_name(form) for form in cluster.printed}
        longer = [owner for owner in owners.get(next(iter(names)), ()) if owner is not cluster]
        if len(names) == 1 and len(longer) == 1 and longer[0] in clusters and _may_be(cluster, longer[0]):
            _merge(clusters, by_key, longer[0], cluster)


def _short_name(form: Printed) -> str:
    """What may be short for a longer name: `IAF` of `Israeli IAF`, `coalition` of `coalition forces`."""
    name = form.core if _ABBREVIATION.match(form.core) else form.name
    return _spelled(_COALITION_FORCES.sub("", name))


def _short_forms(cluster: _Cluster) -> Iterator[str]:
    for form in cluster.printed:
        name = _spelled(form.name)
        words = name.split()
        if form.core != form.name and " " in form.core:
            yield _spelled(form.core)
        if len(words) > 2:  # a listed name holds its nation
            yield " ".join(words[1:])
        if " of " in name:
            yield name[: name.index(" of ")]
        if words[-1] == "coalition" and len(words) > 1:
            yield "coalition"
        if len(words) > 2:
            yield "".join(word[0] for word in words if word not in _SMALL_WORDS)


def _may_be(short: _Cluster, long: _Cluster) -> bool:
    """Whether nothing that is known of the two units tells them apart."""
    if any(" " not in form.core and not _ABBREVIATION.match(form.core) for form in short.printed):
        return _first(short, "kind") == _first(long, "kind") == "coalition"
    return all(
        _first(short, attribute) in (None, _first(long, attribute))
        for attribute in ("kind", "country", "number")
    )


def _number(match: Match, name: str) -> int | None:
    """The number that the rule gives, or that a listed formation is called by: `75th Ranger Regiment`."""
    text = match.attributes.get("number", "")
    if text.isascii() and text.isdigit():
        return int(text)
    words = [text]
    if not text and "entry" in match.attributes and match.attributes.get("kind") != "armed-group":
        words = name.split()
        if words[-1].lower() in _HEADS and words[0].isascii() and words[0].isdigit():
            return int(words[0])
    return next((number for word in words if (number := numbers.read_ordinal(word)) is not None), None)


def _is_general(cluster: _Cluster) -> bool:
    return any(m.attributes.get("general") and not m.attributes.get("arm") for m in cluster.matches)


def _first(cluster: _Cluster, attribute: str) -> str | None:
    return next((m.attributes[attribute] for m in cluster.matches if m.attributes.get(attribute)), None)


def _unit(cluster: _Cluster) -> Unit:
    entry = _first(cluster, "entry") or ""
    name = fullest(cluster.printed, entry, general=_is_general(cluster))
    pairs = zip(cluster.matches, cluster.printed, strict=True)
    number = next((n for match, form in pairs if (n := _number(match, form.core)) is not None), None)
    mentions = tuple(sorted(cluster.mentions, key=lambda m: m.start))
    head = name.rsplit(" ", 1)[-1].lower()
    # `1st Battalion, 5th Marine Regiment` is a battalion.
    kind = head if head in _HEADS and "," not in name else _first(cluster, "kind") or "other"
    return Unit(name, kind, number, _country(cluster), mentions)


def _country(cluster: _Cluster) -> str | None:
    """The country of the names in words, where those say what kind of unit it is, or the nation before them.

    Else an abbreviation would bring what the list knows of another body: `National Police Agency (NPA)` has
    nothing to do with the New People's Army.
    """
    # Many armies have a Fourth Division: the list knows only one of them.
    pairs = zip(cluster.matches, cluster.printed, strict=True)
    own = [
        (match, form)
        for match, form in pairs
        if not (match.attributes.get("entry") and _is_bare_number(form.core))
    ]
    in_words = [match for match, form in own if not _ABBREVIATION.match(form.core)]
    telling = in_words if any(m.attributes.get("kind") for m in in_words) else [match for match, _ in own]
    countries = [m.attributes.get("country") for m in telling]
    nations = [m.attributes.get("nation") for m in cluster.matches]
    return next((country for country in (*countries, *nations) if country), None)


def _is_bare_number(name: str) -> bool:
    """Whether `name` is a number and an echelon: `Fourth Division`."""
    words = name.split()
    return len(words) == 2 and words[1].lower() in _HEADS and numbers.read_ordinal(words[0]) is not None
