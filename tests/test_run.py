from __future__ import annotations

import pytest

from annotators import matcher, run
from annotators.article import ArticleError
from annotators.matcher import Findings, find
from annotators.ruleset import RuleSet
from annotators.rulestore import Store, dump, load
from tests.factories import article, entity, findings, quotes, ruleset

LISTS = """
lists:
  nation: {words: [Syrian, Turkish, Lebanese]}
  force: {words: [army, guard]}
"""


def rules(*each: str) -> RuleSet:
    """A pack of rules, each written as a flow mapping without its braces."""
    return ruleset(LISTS + "rules:\n" + "".join(f"- {{{rule}}}\n" for rule in each))


ARMIES = "id: a, annotate: unit, match: '{nation} {force}'"


# How much an article may hold


def limit(monkeypatch: pytest.MonkeyPatch, places: int) -> None:
    monkeypatch.setattr(run, "MAX_MATCHES", places)
    monkeypatch.setattr(matcher, "MAX_MATCHES", places)


def refused(found: RuleSet, text: str) -> None:
    with pytest.raises(ArticleError, match="the rules match in more than 3 places") as caught:
        findings(found, text)
    assert caught.value.code == "too-many"


def test_a_pattern_may_match_in_so_many_places_of_an_article_and_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    limit(monkeypatch, 3)
    # Places count, whatever becomes of them.
    found = rules(f"{ARMIES}, where: {{nation: uppercase}}")
    text = "a Syrian army, a Turkish army, a Lebanese army"
    assert quotes(found, text) == []
    refused(found, f"{text}, a Syrian guard")


def test_the_matches_of_all_layers_and_the_names_of_the_model_count_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    limit(monkeypatch, 3)
    found = rules(
        ARMIES, "id: b, annotate: count, match: '{digits} men'", "id: c, annotate: role, match: chief"
    )
    refused(found, "a Syrian army of 70 men, 80 men: the chief")
    counted = findings(found, "a Syrian army of 70 men: the chief").layers
    assert sum(map(len, counted.values())) == 3
    text = article("a Syrian army of 70 men with Omar")
    with pytest.raises(ArticleError, match="more than 3 places"):
        find(text, found, [entity(text, "organization", "Omar"), entity(text, "organization", "men")])


# Rules that were kept compiled: what an article does not hold is left out of their patterns


def kept(found: RuleSet) -> RuleSet:
    data = bytearray()
    places: dict[str, tuple[int, int]] = {}
    for name, lines in dump(found).items():
        section = "\n".join(lines).encode()
        places[name] = (len(data), len(data) + len(section))
        data += section
    return load(Store(bytes(data), places))


def told(found: Findings) -> list[tuple[str, int, int, dict[str, str]]]:
    return [
        (m.rule, m.start, m.end, {label: c.text for label, c in m.captures.items()})
        for layer in found.layers.values()
        for m in layer
    ]


MANY = " | ".join(f"word{number}" for number in range(300))  # so long that it is narrowed to each article


def test_rules_that_were_kept_find_what_they_did_when_they_were_made() -> None:
    found = rules(
        f"id: a, annotate: unit, match: '({MANY} | {{n:nation}}) {{force}}',"
        f" unless: ['({MANY} | old) {{gap:2}}? {{match}}', '{{match}} chief']",
        f"id: b, annotate: role, match: '({MANY} | officer) {{digits}}'",
    )
    text = "The word7 army. A Syrian guard. An old Turkish army. A Lebanese army chief. A word9 guard chief."
    again = kept(found)
    before = told(findings(found, text))
    assert [text[start:end] for _, start, end, _ in before] == ["word7 army", "Syrian guard"]
    assert all(p.regex.is_narrowable for _, (rule,) in again.stages for p in rule.patterns)
    for _ in range(12):  # the first articles are searched with a part of the rules, those after with all
        assert told(findings(again, text)) == before
    assert not any(p.regex.is_narrowable for _, (rule,) in again.stages for p in rule.patterns[:1])
