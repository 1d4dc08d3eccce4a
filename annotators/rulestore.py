"""Checked and compiled rule packs as plain data, and back: what annotating needs of them and nothing else.

The data are sections of lines of text; of a long list only those lines are read that an article needs. No
code can be in them. What a stored `RuleSet` lacks is what only people read: positions, tests, warnings, the
trees of patterns, and lists that patterns hold already.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from annotators.compiledrule import Captured, CompiledPattern, CompiledRule
from annotators.cueset import CompiledCue, CueSet
from annotators.expressions import Expressions
from annotators.gazetteer import Gazetteer
from annotators.lexicon import Lexicon
from annotators.narrowing import SharedRegex
from annotators.overlaps import Policy
from annotators.problem import Position
from annotators.regex import Regex
from annotators.rule import Constraint, Cue, Pack, Rule
from annotators.ruleset import ROLES, RuleSet
from annotators.storedlist import Index, Rows, columns_of, dumped, index_lines, row_lines
from annotators.vague import VagueNumber
from annotators.vocabulary import Vocabulary
from annotators.wordlist import WordList

Sections = dict[str, list[str]]
_SHORT = 500  # bytes of an expression that is compiled as soon as taken apart
_NOWHERE = Position("", 1, 1)


def dump(rules: RuleSet) -> Sections:
    """The sections of `rules`; no line of them has a line break in it."""
    return _Writer(rules).sections()


class _Writer:
    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self.expressions = Expressions()

    def sections(self) -> Sections:
        rules = self.rules
        stages = [[layer, [self.rule(each) for each in compiled]] for layer, compiled in rules.stages]
        cues = [
            [
                *(each.cue.category, each.cue.direction, each.cue.reach, each.cue.layers),
                self.rule(each.match),
                self.rule(each.stop) if each.stop is not None else None,
            ]
            for each in self.cues()
        ]
        lists = self.lists()
        words = rules.vocabulary
        main = {
            "packs": [
                [pack.name, pack.version, pack.digest, [n for n, w in pack.lists.items() if w.name in lists]]
                for pack in rules.packs
            ],
            "lists": [
                [
                    *(each.name, sorted(each.folds), each.plural, columns_of(each.entries)),
                    sum(len(entry.names) for entry in each.entries),
                ]
                for each in lists.values()
            ],
            "gazetteers": [[name, byte] for name, (byte, _) in rules.gazetteers.items()],
            "stages": stages,
            "cues": cues,
            "terminators": [self.rule(each) for each in rules.cues.terminators],
            "priority": rules.policy.priority,
            "overrides": rules.policy.overrides,
            "policies": [
                [name, [[words, n.min, n.max, n.value] for words, n in table.items()]]
                for name, table in rules.count_policies.items()
            ],
            "heads": [words.plural_heads, words.singular_heads],
            "currencies": words.currencies,
            "needed": rules.lexicon.needed,
        }
        sections: Sections = {
            "rules": [dumped(main)],
            "expressions": [dumped(self.expressions.parts), dumped([*self.expressions.captures.items()])],
            "breaks": sorted(word.decode("latin-1") for word in words.breaks),
            "not-heads": sorted(word.decode("latin-1") for word in words.not_heads),
        }
        for wordlist in lists.values():
            numbers = {id(entry): number for number, entry in enumerate(wordlist.entries)}
            folded, exact = wordlist.by_key()
            sections[f"rows {wordlist.name}"] = row_lines(wordlist.entries, columns_of(wordlist.entries))
            sections[f"folded {wordlist.name}"] = index_lines(folded, numbers)
            sections[f"exact {wordlist.name}"] = index_lines(exact, numbers)
            if wordlist.name in rules.gazetteers:
                gazetteer = rules.gazetteers[wordlist.name][1]
                sections[f"names {wordlist.name}"] = gazetteer.name_lines(numbers)
                sections[f"inner {wordlist.name}"] = sorted(gazetteer.inner)
        return sections

    def cues(self) -> list[CompiledCue]:
        patterns = [pattern for group in self.rules.cues.groups for pattern in group.patterns]
        return list({cue.id: cue for cue, _ in patterns}.values())

    def lists(self) -> dict[str, WordList]:
        """Those that are looked into while an article is annotated, by full name."""
        rules = self.rules
        found: dict[str, WordList] = {}
        for name in ROLES:
            role = rules.find_list(name)
            if role is not None:
                found[role.name] = role
        compiled = [each for _, stage in rules.stages for each in stage]
        compiled += [each for cue in self.cues() for each in (cue.match, cue.stop) if each is not None]
        for each in (*compiled, *rules.cues.terminators):
            found |= {wordlist.name: wordlist for wordlist in each.lists.values()}
        every = {wordlist.name: wordlist for pack in rules.packs for wordlist in pack.lists.values()}
        return found | {name: every[name] for name in rules.gazetteers}

    def rule(self, compiled: CompiledRule) -> list[Any]:
        rule = compiled.rule
        return [
            [
                rule.id,
                rule.layer,
                [[c.capture, c.name, c.lists] for c in rule.constraints],
                rule.attributes,
                rule.span,
                rule.everywhere,
            ],
            [
                [
                    *self.regex(pattern.regex),
                    [[g.label, g.name, g.wordlist.name if g.wordlist else None] for g in pattern.groups],
                    pattern.repeats,
                    pattern.flags,
                ]
                for pattern in compiled.patterns
            ],
            [self.regex(regex) for regex in compiled.unless],
            self.regex(compiled.veto) if compiled.veto is not None else None,
            compiled.veto_flags,
            compiled.masks,
            compiled.unless_masks,
            {name: wordlist.name for name, wordlist in compiled.lists.items()},
            compiled.list_alone is not None,
            compiled.where_flags,
        ]

    def regex(self, regex: Regex) -> list[Any]:
        from annotators.expressionparser import add  # whoever reads a store does without

        short = len(regex.source) <= _SHORT
        return [
            regex.source if short else add(self.expressions, regex.source),
            len(regex.source),
            regex.captures,
        ]


class Store:
    """Sections that lie in one text, each from one place to another."""

    def __init__(self, data: bytes, places: Mapping[str, tuple[int, int]]) -> None:
        self._data = data
        self._places = places

    def bytes(self, name: str) -> list[bytes]:
        """The lines of a section, as they lie there."""
        first, last = self._places[name]
        return self._data[first:last].split(b"\n") if last > first else []

    def lines(self, name: str) -> list[str]:
        """The lines of a section."""
        first, last = self._places[name]
        return self._data[first:last].decode("utf-8").split("\n") if last > first else []


def load(store: Store) -> RuleSet:
    """The rules that `dump` put into `store`."""
    return _Reader(store).rules()


class _Reader:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.lists: dict[str, WordList] = {}
        parts, captures = map(json.loads, store.lines("expressions"))
        self.expressions = Expressions(parts, dict(captures))

    def rules(self) -> RuleSet:
        store = self.store
        main = json.loads(store.lines("rules")[0])
        for name, folds, plural, heads, names in main["lists"]:
            rows = Rows(partial(store.lines, f"rows {name}"), heads, names)
            self.lists[name] = self.wordlist(name, frozenset(folds), plural, rows)
        gazetteers = {name: (byte, self.gazetteer(name)) for name, byte in main["gazetteers"]}
        plural_heads, singular_heads = main["heads"]
        vocabulary = Vocabulary(
            frozenset(self.store.bytes("breaks")),
            frozenset(self.store.bytes("not-heads")),
            tuple(plural_heads),
            tuple(singular_heads),
            main["currencies"],
        )
        cues = [
            CompiledCue(
                Cue(
                    _rule(match[0]),
                    category,
                    direction,
                    reach,
                    tuple(layers),
                    _rule(stop[0]) if stop else None,
                ),
                self.rule(match),
                self.rule(stop) if stop else None,
            )
            for category, direction, reach, layers, match, stop in main["cues"]
        ]
        return RuleSet(
            tuple(self.pack(*each) for each in main["packs"]),
            tuple((layer, tuple(map(self.rule, rules))) for layer, rules in main["stages"]),
            gazetteers,
            vocabulary,
            Lexicon(vocabulary, gazetteers, main["needed"]),
            Policy(main["priority"], main["overrides"]),
            {
                name: {tuple(words): VagueNumber(*numbers) for words, *numbers in table}
                for name, table in main["policies"]
            },
            CueSet.of(cues, [self.rule(each) for each in main["terminators"]]),
        )

    def pack(self, name: str, version: str, digest: str, lists: Sequence[str]) -> Pack:
        return Pack(
            name,
            version,
            path="",
            digest=digest,
            imports=(),
            lists={each: self.lists[f"{name}.{each}"] for each in lists},
            macros={},
            builtins={},
            rules=(),
            written={},
            places={},
        )

    def wordlist(self, name: str, folds: frozenset[str], plural: bool, rows: Rows) -> WordList:
        lines = self.store.lines

        def keyed() -> tuple[Mapping[str, Any], Mapping[str, Any]]:
            return Index(lines(f"folded {name}"), rows), Index(lines(f"exact {name}"), rows)

        return WordList(name, rows, folds, plural, keyed=keyed, names=rows.names)

    def gazetteer(self, name: str) -> Gazetteer:
        lines = self.store.lines
        return Gazetteer.stored(self.lists[name], lines(f"names {name}"), lines(f"inner {name}"))

    def rule(self, data: Sequence[Any]) -> CompiledRule:
        rule, patterns, unless, veto, veto_flags, masks, unless_masks, lists, alone, where_flags = data
        compiled = tuple(self.pattern(*each) for each in patterns)
        return CompiledRule(
            _rule(rule),
            compiled,
            tuple(self.regex(*each) for each in unless),
            self.regex(*veto) if veto is not None else None,
            (),
            tuple(map(tuple, veto_flags)),
            tuple(masks),
            tuple(unless_masks),
            {name: self.lists[full] for name, full in lists.items()},
            compiled[0].groups[0] if alone else None,
            where_flags=tuple(where_flags),
        )

    def pattern(
        self,
        source: int | str,
        length: int,
        captures: bool,
        groups: Sequence[Any],
        repeats: bool,
        flags: Sequence[int],
    ) -> CompiledPattern:
        captured = []
        for group, (label, name, full) in enumerate(groups, 1):
            wordlist = self.lists[full] if full is not None else None
            captured.append(
                Captured(group, label, name, wordlist, wordlist is not None and not wordlist.inline)
            )
        regex = self.regex(source, length, captures)
        return CompiledPattern(regex, tuple(captured), repeats, (), tuple(flags))

    def regex(self, source: int | str, length: int, captures: bool) -> Regex:
        if isinstance(source, str):
            return Regex(source, capture=captures)
        return SharedRegex(self.expressions, source, length, capture=captures)


def _rule(data: Sequence[Any]) -> Rule:
    """What running needs of a rule."""
    name, layer, constraints, attributes, span, everywhere = data
    return Rule(
        id=name,
        layer=layer,
        patterns=(),
        exact_case=False,
        constraints=tuple(Constraint(capture, kind, tuple(lists)) for capture, kind, lists in constraints),
        unless=(),
        attributes=attributes,
        span=tuple(span),
        everywhere=everywhere,
        overrides=(),
        priority=0,
        description="",
        tests=(),
        at=_NOWHERE,
        written=(),
        places={},
    )
