from __future__ import annotations

from annotators.clusters import MAX_NAMESAKES, Cluster, Clusters
from annotators.document import Mention
from annotators.match import Capture


def add(clusters: Clusters, at: int, *name: str, role: str = "") -> Cluster:
    mention = Mention(" ".join(name), at, at + 5, 1, "p.r")
    return clusters.add(mention, name, [(at, role)] if role else [])


def capture(start: int, end: int) -> Capture:
    return Capture(start, end, "", {})


def test_a_surname_joins_the_one_who_was_mentioned_last() -> None:
    clusters = Clusters()
    first, second = add(clusters, 0, "omar", "khan"), add(clusters, 50, "ali", "khan")
    assert first is not second
    assert add(clusters, 30, "khan") is first
    assert add(clusters, 70, "khan") is second


def test_a_role_tells_two_of_one_surname_apart() -> None:
    clusters = Clusters()
    first = add(clusters, 0, "omar", "khan", role="Major")
    add(clusters, 50, "ali", "khan", role="Mayor")
    assert add(clusters, 70, "khan", role="major") is first


def test_links_in_a_circle_make_one_person() -> None:
    clusters = Clusters()
    for number, name in enumerate(("omar", "ali", "hassan", "musa")):
        add(clusters, 10 * number, name)
    places = [capture(10 * number, 10 * number + 5) for number in range(4)]
    clusters.join([(places[0], places[1]), (places[2], places[3]), (places[3], places[1])])
    clusters.join([])
    (one,) = clusters.all()
    assert sorted(mention.start for mention in one.mentions) == [0, 10, 20, 30]


def test_a_link_over_several_persons_is_to_the_one_with_the_fullest_name() -> None:
    clusters = Clusters()
    fullest = add(clusters, 10, "omar", "khan")
    add(clusters, 0, "ali")
    other = add(clusters, 20, "musa")
    clusters.join([(capture(0, 15), capture(20, 25))])
    assert other.mentions[0] in fullest.mentions
    assert len(list(clusters.all())) == 2


def test_of_thousands_of_one_surname_only_some_are_weighed() -> None:
    clusters = Clusters()
    for number in range(3 * MAX_NAMESAKES):
        add(clusters, 10 * number, f"name{number}", "khan")
    assert add(clusters, 10**6, "khan").number < MAX_NAMESAKES
