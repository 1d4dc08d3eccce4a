#!/usr/bin/env python3
"""How much of the score on gold articles is owed to what the rules learned from these very articles.

    bench/leave_out.py --score score.py dev.jsonl train.jsonl

Every article is annotated by what the rules would be without it. Taken away are the list entries whose names
occur in annotations of this article and of no other one given, and the rules that win in this article alone.
Then all articles so annotated are scored together, beside those annotated by everything.

The second figure is a low estimate of what new articles will score: an entry that everybody knows goes too
when only one of the articles mentions it. Both figures are on the same articles, with the same model.

A gold article is one line of JSON: id, text, and the layers that were annotated; the others are not scored.
`--score` is a script that takes GOLD.jsonl PREDICTED.jsonl --json and prints {"layers": {layer: {"f1": …}}}.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from annotators.article import Article, read
from annotators.batch import tagger_on_demand
from annotators.document import LAYERS
from annotators.match import Match
from annotators.matcher import Findings
from annotators.ner.model import DEFAULT, find_model
from annotators.ner.stage import Tagged
from annotators.pipeline import Annotator
from annotators.rule import Pack
from annotators.ruleset import RuleSet, link, load_rules
from annotators.wordlist import Entry, WordList
from annotators.writer import to_jsonl

_LONGEST = 10  # words of a name
_NOTHING = Entry(("qxzqxzqxz",), {"name": "qxzqxzqxz"})  # what an emptied list holds: no text has it

Place = tuple[str, str, int]  # pack, list, number of the entry


@dataclass(frozen=True, slots=True)
class Used:
    """What stood behind the annotations of an article."""

    rules: frozenset[str]
    entries: frozenset[Place]


class Names:
    """Finds the entries of all lists in phrases."""

    def __init__(self, rules: RuleSet) -> None:
        self._lists = [
            (pack.name, name, words, {id(entry): n for n, entry in enumerate(words.entries)})
            for pack in rules.packs
            for name, words in pack.lists.items()
        ]
        self._known: dict[str, frozenset[Place]] = {}

    def of(self, phrase: str) -> frozenset[Place]:
        """The entries whose names occur in `phrase`."""
        words = phrase.split()
        found: set[Place] = set()
        for first in range(len(words)):
            for last in range(first + 1, min(len(words), first + _LONGEST) + 1):
                found |= self._named(" ".join(words[first:last]).strip(".,;:!?\"'()“”’"))
        return frozenset(found)

    def _named(self, name: str) -> frozenset[Place]:
        if name not in self._known:
            self._known[name] = frozenset(
                (pack, key, numbers[id(entry)])
                for pack, key, words, numbers in self._lists
                if name and (entry := words.find(name)) is not None
            )
        return self._known[name]


def reach(match: Match) -> tuple[int, int]:
    """A match with the captures that stand outside its span."""
    starts = [match.start, *(capture.start for capture in match.captures.values())]
    ends = [match.end, *(capture.end for capture in match.captures.values())]
    return min(starts), max(ends)


def used(article: Article, findings: Findings, names: Names) -> Used:
    won = [match for matches in findings.layers.values() for match in matches]
    entries: set[Place] = set()
    for match in won:
        start, end = reach(match)
        entries |= names.of(article.text[start:end])
    return Used(frozenset(match.rule for match in won), frozenset(entries))


def only_in(number: int, every: Sequence[Used]) -> Used:
    """What article `number` alone uses."""
    rules = Counter(rule for each in every for rule in each.rules)
    entries = Counter(entry for each in every for entry in each.entries)
    mine = every[number]
    return Used(
        frozenset(rule for rule in mine.rules if rules[rule] == 1),
        frozenset(entry for entry in mine.entries if entries[entry] == 1),
    )


def without(rules: RuleSet, gone: Used) -> RuleSet:
    """`rules` linked anew without some of their rules and entries."""
    if not gone.rules and not gone.entries:
        return rules
    return link([_pack_without(pack, gone) for pack in rules.packs])


def _pack_without(pack: Pack, gone: Used) -> Pack:
    taken: dict[str, set[int]] = {}
    for owner, name, number in gone.entries:
        if owner == pack.name:
            taken.setdefault(name, set()).add(number)
    lists = {name: _list_without(words, taken.get(name, ())) for name, words in pack.lists.items()}
    rules = tuple(
        replace(rule, overrides=tuple(name for name in rule.overrides if name not in gone.rules))
        for rule in pack.rules
        if rule.id not in gone.rules
    )
    return replace(pack, lists=lists, rules=rules)


def _list_without(words: WordList, numbers: Collection[int]) -> WordList:
    if not numbers:
        return words
    kept = tuple(entry for n, entry in enumerate(words.entries) if n not in numbers)
    return WordList(words.name, kept or (_NOTHING,), words.folds, words.plural)


class Tags:
    """A tagger that tags each article once, however often it is annotated."""

    def __init__(self, model: str) -> None:
        self._real = tagger_on_demand(find_model(model))
        self._known: dict[str, Tagged] = {}
        self._now = ""
        self.info = replace(self._real, tag=self._tag)

    def about(self, article: Article) -> None:
        """What follows is asked about `article`."""
        self._now = article.sha256

    def _tag(self, sentences: Sequence[Sequence[str]]) -> Tagged:
        if self._now not in self._known:
            self._known[self._now] = self._real.tag(sentences)
        return self._known[self._now]


@dataclass(slots=True)
class Bench:
    """The articles, and all that annotates them."""

    gold: Sequence[Mapping[str, Any]]
    articles: Sequence[Article]
    tags: Tags | None

    def annotator(self, rules: RuleSet, number: int) -> Annotator:
        if self.tags is not None:
            self.tags.about(self.articles[number])
        return Annotator(rules, self.tags.info if self.tags is not None else None)

    def record(self, annotator: Annotator, number: int, findings: Findings) -> str:
        """The record of an article, in the layers that its gold has."""
        record = json.loads(to_jsonl(annotator.document(self.articles[number], findings)))
        kept = {key: value for key, value in record.items() if key not in LAYERS or key in self.gold[number]}
        return json.dumps(kept, ensure_ascii=False)

    def with_all(self, rules: RuleSet) -> Iterator[tuple[str, Used]]:
        names = Names(rules)
        annotator = self.annotator(rules, 0)
        for number, article in enumerate(self.articles):
            if self.tags is not None:
                self.tags.about(article)
            findings = annotator.findings(article)
            yield self.record(annotator, number, findings), used(article, findings, names)

    def left_out(self, rules: RuleSet, number: int, gone: Used) -> str:
        annotator = self.annotator(without(rules, gone), number)
        return self.record(annotator, number, annotator.findings(self.articles[number]))


def loaded(file: Path) -> list[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:  # not splitlines(): a text may hold U+2028
        return [json.loads(line) for line in lines if line.strip()]


def score(script: Path, gold: Sequence[Mapping[str, Any]], records: Sequence[str]) -> dict[str, float]:
    """Strict F1 by layer.

    :raises subprocess.CalledProcessError: the script fails.
    """
    with TemporaryDirectory() as folder:
        wanted, found = Path(folder) / "gold.jsonl", Path(folder) / "found.jsonl"
        wanted.write_text("".join(json.dumps(article) + "\n" for article in gold), encoding="utf-8")
        found.write_text("".join(record + "\n" for record in records), encoding="utf-8")
        command = [sys.executable, str(script), str(wanted), str(found), "--json"]
        printed = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    return {layer: figures["f1"] for layer, figures in json.loads(printed)["layers"].items()}


def parsed() -> argparse.Namespace:
    assert __doc__ is not None
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", nargs="+", type=Path, metavar="GOLD.jsonl")
    parser.add_argument("--score", required=True, type=Path, metavar="SCRIPT", help="what scores")
    parser.add_argument("--rules", action="append", default=[], type=Path, metavar="FILE", help="a pack more")
    parser.add_argument("--no-ner", action="store_true", help="rules alone")
    parser.add_argument("--model", default=DEFAULT, metavar="NAME|DIR")
    parser.add_argument("--verbose", action="store_true", help="say of each article what was taken away")
    return parser.parse_args()


def main() -> None:
    options = parsed()
    gold = [
        json.loads(line) for file in options.gold for line in file.read_text("utf-8").splitlines() if line
    ]
    articles = [read(article["text"].encode(), article["id"]) for article in gold]
    bench = Bench(gold, articles, None if options.no_ner else Tags(options.model))
    began = time.monotonic()
    rules = load_rules(options.rules)
    records, every = map(list, zip(*bench.with_all(rules), strict=True))
    gone = [only_in(number, every) for number in range(len(articles))]
    left_out = []
    for number, taken in enumerate(gone):
        left_out.append(bench.left_out(rules, number, taken))
        if options.verbose:
            told = ", ".join(sorted(taken.rules)) or "no rule"
            print(f"{articles[number].name}: {len(taken.entries)} entries, {told}", file=sys.stderr)
    whole, less = score(options.score, gold, records), score(options.score, gold, left_out)
    entries, ids = [len(taken.entries) for taken in gone], [len(taken.rules) for taken in gone]
    print(f"{len(articles)} articles, {time.monotonic() - began:.0f} s; strict F1")
    print(f"{'layer':10} {'all':>6} {'left out':>9} {'loss':>6}")
    for layer, f1 in whole.items():
        if any(layer in article for article in gold):
            print(f"{layer:10} {f1:6.3f} {less[layer]:9.3f} {f1 - less[layer]:6.3f}")
    print(
        f"taken away for an article: {statistics.mean(entries):.1f} entries (median "
        f"{statistics.median(entries):g}, at most {max(entries)}), {statistics.mean(ids):.2f} rules "
        f"(at most {max(ids)})"
    )
    print(f"taken away for some article: {sum(entries)} entries, {sum(ids)} rules")


if __name__ == "__main__":
    main()
