"""Suggestions as a rule pack that loads and passes its own tests, ready to be cut down by a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from annotators.article import read
from annotators.gapcount import Suggestion
from annotators.pipeline import Annotator
from annotators.recorded import mentions_of
from annotators.rulefile import load_pack
from annotators.ruleset import RuleSet, link

_HEAD = """\
# Names that no rule annotates, beside nouns that say what they are. Written by `glossator rules gaps`.
# Delete those that are none, with their tests; move a name of another kind to a list and a rule of that
# kind. Then: glossator rules test FILE
format: 1
pack: {name}
version: 0.1.0
language: en
"""
_UNIT = """\
- id: {id}
  description: Names that stood beside {heads}.
  annotate: unit
  match: '{{{list}}}'
  set: {{kind: {kind}}}
  overrides: [ner.*]
  tests:
"""
_CROSSING = """\
- id: {id}
  description: Names that stood beside {heads}.
  annotate: crossing
  match: '{{{list}}} {{new-crossing-noun}}'
  set: {{kind: {kind}, stem: ${list}}}
  overrides: [ner.*]
  tests:
"""

Group = tuple[str, str]  # layer, kind
Hits = Mapping[str, Sequence[tuple[int, int]]]  # example -> what its rule annotates there


def write_pack(suggestions: Sequence[Suggestion], rules: RuleSet) -> tuple[str, list[Suggestion]]:
    """The pack, to be loaded beside `rules`, and the suggestions that are not in it.

    The sentences of the suggestions are the tests of the pack. Left out is a name that its rule annotates in
    none of them, because another rule of `rules` takes the words.
    """
    name = _free_name(rules)
    kept = list(suggestions)
    while True:
        groups = _grouped(kept)
        hits = _hits(_pack(name, groups, {}), name, groups, rules)
        found = [
            each
            for each in kept
            if any(
                example[start:end].startswith(each.forms)
                for example in each.examples
                for start, end in hits[each.layer, each.kind].get(example, ())
            )
        ]
        if len(found) == len(kept):
            return _pack(name, groups, hits), [each for each in suggestions if each not in kept]
        kept = found  # without the others, some of these may be found no longer


def _free_name(rules: RuleSet) -> str:
    """`gaps`, or `gaps-2` where a pack of that name is in use already, and so on."""
    taken = {pack.name for pack in rules.packs}
    name, number = "gaps", 1
    while name in taken:
        number += 1
        name = f"gaps-{number}"
    return name


def _grouped(suggestions: Sequence[Suggestion]) -> dict[Group, list[Suggestion]]:
    groups: dict[Group, list[Suggestion]] = {}
    for each in suggestions:
        groups.setdefault((each.layer, each.kind), []).append(each)
    return groups


def _list_name(group: Group) -> str:
    layer, kind = group
    return f"new-{kind}" if layer == "unit" else "new-crossing"


def _hits(
    text: str, name: str, groups: Mapping[Group, Sequence[Suggestion]], rules: RuleSet
) -> dict[Group, dict[str, list[tuple[int, int]]]]:
    """What the rules of the pack annotate in the sentences, as `rules test` sees it: without the model."""
    if not groups:
        return {}
    with TemporaryDirectory() as folder:
        file = Path(folder) / "gaps.yaml"
        file.write_text(text, encoding="utf-8")
        annotator = Annotator(link([*rules.packs, load_pack(file)]), None, ("units", "crossings"))
    hits: dict[Group, dict[str, list[tuple[int, int]]]] = {}
    for group, suggestions in groups.items():
        rule = f"{name}.{_list_name(group)}"
        found = hits[group] = {}
        for example in dict.fromkeys(example for each in suggestions for example in each.examples):
            document = annotator.annotate(read(example.encode(), "example"))
            mentions = (mention for _, mention, _ in mentions_of(document))
            spans = sorted((m.start, m.end) for m in mentions if m.by == rule)
            if spans:
                found[example] = spans
    return hits


def _pack(name: str, groups: Mapping[Group, Sequence[Suggestion]], hits: Mapping[Group, Hits]) -> str:
    lines = [_HEAD.format(name=name)]
    if groups:
        lines.append("lists:\n")
        for group, suggestions in groups.items():
            lines += _list(_list_name(group), suggestions)
        nouns = dict.fromkeys(head for (layer, _), each in groups.items() if layer == "crossing"
                              for suggestion in each for head in suggestion.heads)  # fmt: skip
        if nouns:
            lines.append(
                f"  new-crossing-noun: {{words: [{', '.join(map(_quoted, nouns))}], fold: [case, hyphen]}}\n"
            )
        lines.append("rules:\n")
        for group, suggestions in groups.items():
            lines += _rule(group, suggestions, hits.get(group))
    return "".join(lines)


def _list(name: str, suggestions: Sequence[Suggestion]) -> Iterator[str]:
    yield f"  {name}:\n    fold: [hyphen, apostrophe]\n    words:\n"
    for each in suggestions:
        yield f"    # {described(each)}, for example:\n    #   {each.examples[0]}\n"
        for form in each.forms:
            yield f"    - {_quoted(form)}\n"


def _rule(group: Group, suggestions: Sequence[Suggestion], hits: Hits | None) -> Iterator[str]:
    layer, kind = group
    heads = list(dict.fromkeys(head for each in suggestions for head in each.heads))
    name = _list_name(group)
    told = ", ".join(heads[:5]) + (" and the like" if len(heads) > 5 else "")
    rule = (_UNIT if layer == "unit" else _CROSSING).format(id=name, list=name, kind=kind, heads=told)
    if hits is None:  # nothing is known yet of what it finds
        yield rule.removesuffix("  tests:\n")
        return
    yield rule
    yield "    hit:\n"
    for example, spans in hits.items():
        yield f"    - {_quoted(_marked(example, spans))}\n"
    # The names are matched in their own case: a name is often a word too.
    yield f"    miss:\n    - {_quoted(next(iter(hits)).lower())}\n"


def _marked(example: str, spans: Sequence[tuple[int, int]]) -> str:
    pieces, position = [], 0
    for start, end in spans:
        pieces += [example[position:start], "[[", example[start:end], "]]"]
        position = end
    return "".join([*pieces, example[position:]])


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def described(suggestion: Suggestion) -> str:
    """`3 mentions in 2 articles`."""
    mentions = f"{suggestion.mentions} mention" + "s" * (suggestion.mentions != 1)
    articles = f"{suggestion.articles} article" + "s" * (suggestion.articles != 1)
    more = f" (or up to {suggestion.missed} more)" if suggestion.missed else ""
    return f"{mentions} in {articles}{more}"
