"""Mentions of persons that are taken to be of one, and how a further mention finds its person.

Everything here is looked up, not searched for: the time is linear in the mentions of an article but for the
few persons that one name can mean.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from annotators.document import Mention
from annotators.folding import fold_name
from annotators.match import Capture

# Persons that one name is weighed against. An article of the world has a dozen of a surname; one made to hurt
# would have thousands, each weighed against each.
MAX_NAMESAKES = 200

Role = tuple[int, str]  # where it is printed, the role


@dataclass(slots=True, eq=False)
class Cluster:
    """The mentions taken to be of one person so far."""

    number: int
    name: tuple[str, ...]  # the first form, the fullest
    mentions: list[Mention] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)  # of the mentions, in order
    roles: dict[Role, None] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)  # the roles, folded
    addressed: bool = False  # one of them is written with a capital, as before a name
    fullest: str = ""  # the form that the record gives

    def take(self, roles: Iterable[Role]) -> None:
        for role in roles:
            if role not in self.roles:
                self.roles[role] = None
                self.held.add(fold_name(role[1]))
                self.addressed = self.addressed or role[1][:1].isupper()


class Clusters:
    """The persons of an article."""

    def __init__(self) -> None:
        self._clusters: list[Cluster] = []
        self._by_words: dict[frozenset[str], list[Cluster]] = {}  # of each form of the name
        self._by_word: dict[str, list[Cluster]] = {}  # of the first form
        self._joined: dict[int, int] = {}  # number -> that of the cluster that it became part of

    def add(self, mention: Mention, name: tuple[str, ...], roles: Sequence[Role]) -> Cluster:
        """Put a mention, whose name has these words, to its person, which may be a new one."""
        cluster = self._home(name, mention.start, roles)
        if cluster is None:
            cluster = Cluster(len(self._clusters), name)
            self._clusters.append(cluster)
            for word in dict.fromkeys(name):
                self._by_word.setdefault(word, []).append(cluster)
        of_words = self._by_words.setdefault(frozenset(name), [])
        if cluster not in of_words[-MAX_NAMESAKES:]:
            of_words.append(cluster)
        cluster.mentions.append(mention)
        insort(cluster.starts, mention.start)
        cluster.take(roles)
        return cluster

    def join(self, links: Iterable[tuple[Capture, Capture]]) -> None:
        """Make one person of each two that a text says are one: `Abdallah Jiddo, known as Shakush`."""
        places = sorted((m.start, m.end, c.number) for c in self._clusters for m in c.mentions)
        ends = [end for _, end, _ in places]

        def at(capture: Capture) -> Cluster | None:
            found = []
            first = bisect_right(ends, capture.start)
            while first < len(places) and places[first][0] < capture.end:
                found.append(self._now(places[first][2]))
                first += 1
            return self._clusters[min(found)] if found else None

        for first, second in links:
            person, alias = at(first), at(second)
            if person is None or alias is None or person is alias:
                continue
            person.mentions += alias.mentions
            person.take(alias.roles)
            self._joined[alias.number] = person.number

    def all(self) -> Iterator[Cluster]:
        """Every person, those with the fullest names first."""
        return (cluster for cluster in self._clusters if cluster.number not in self._joined)

    def _now(self, number: int) -> int:
        last = number
        while last in self._joined:
            last = self._joined[last]
        while number != last:  # the next to ask finds it at once
            self._joined[number], number = last, self._joined[number]
        return last

    def _home(self, name: tuple[str, ...], start: int, roles: Sequence[Role]) -> Cluster | None:
        """The cluster that a mention with these words and roles belongs to."""
        candidates = sorted(self._by_words.get(frozenset(name), ())[:MAX_NAMESAKES], key=lambda c: c.number)
        if not candidates or len(name) == 1:  # a surname may have been used of another person before
            known = {cluster.number for cluster in candidates}
            others = self._by_word.get(name[0], ())[:MAX_NAMESAKES]
            candidates += [c for c in others if c.number not in known and _part_of(name, c.name)]
        if not candidates:
            return None
        titles = {fold_name(role) for _, role in roles}

        def distance(cluster: Cluster) -> tuple[int, bool, int]:
            # `Major Sydorenko` is the Sydorenko who is a major, wherever the other one stands, and one whom
            # the text gives no title rather than Mayor Sydorenko.
            other = 0 if not titles or not titles.isdisjoint(cluster.held) else 1 + cluster.addressed
            before = bisect_left(cluster.starts, start)
            if before:
                return (other, False, start - cluster.starts[before - 1])
            return (other, True, cluster.starts[0] - start)

        return min(candidates, key=distance)


def _part_of(words: tuple[str, ...], name: tuple[str, ...]) -> bool:
    """Whether `words` is a shorter form of `name`: one of its words, or its words with some left out.

    Two fuller names that differ in one word are two people: `Maher Assad` is no form of `Bashar Assad`.
    """
    if len(words) >= len(name):
        return False
    if len(words) == 1:
        return words[0] in (name[-1], name[0]) or (len(name) > 2 and words[0] in name)
    rest = iter(name)
    return all(word in rest for word in words)
