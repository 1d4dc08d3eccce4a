"""The views of one article while rules run on it: its words, its list entries, what earlier rules found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from annotators.article import Article
from annotators.compiledrule import SPAN_BYTES
from annotators.document import Entity
from annotators.lexicon import BREAK, NOT_HEAD
from annotators.match import Match
from annotators.narrowedrules import NarrowedRules
from annotators.ruleset import RuleSet
from annotators.sentence_index import SentenceIndex
from annotators.view import View, build_view, mark, mask
from annotators.wordlist import Entry
from annotators.words import Words, words_of


@dataclass(slots=True)
class Views:
    """The views of one article, made as rules need them."""

    article: Article
    rules: RuleSet
    entities: Sequence[Entity]
    spans: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    hits: dict[str, dict[int, tuple[int, Entry]]] = field(default_factory=dict)
    views: dict[tuple[str, ...], View] = field(default_factory=dict)
    words: Words = field(init=False)
    sentences: SentenceIndex = field(init=False)
    narrowed: NarrowedRules = field(init=False, default_factory=NarrowedRules)

    def __post_init__(self) -> None:
        lexicon = self.rules.lexicon
        unmarked = build_view(self.article)
        self.words = words_of(unmarked.data)
        flags = lexicon.flags(self.words.lower)
        breaks = [number for number, flag in enumerate(flags) if flag & BREAK]
        not_heads = [number for number, flag in enumerate(flags) if flag & NOT_HEAD]
        plain = self.views[()] = mark(unmarked, self.words, breaks, not_heads)
        self.sentences = SentenceIndex(plain, self.words, flags)
        beginnings = lexicon.beginnings(self.words, flags)
        text = self.article.text
        for name, (_, gazetteer) in self.rules.gazetteers.items():
            found = self.hits[name] = {}
            if not beginnings[name]:
                continue
            for hit in gazetteer.find(plain, self.words, beginnings[name]):
                start, end = plain.span(hit.start, hit.end)
                if b"_" in plain.data[hit.start : hit.end] and not gazetteer.names(text[start:end]):
                    continue
                found[start] = (end, hit.entry)
            if found:
                self.sentences.set(lexicon.spans[name], map(plain.locate, found))
        self._set_spans(
            "organization", [(e.start, e.end) for e in self.entities if e.label == "organization"]
        )

    def set_layers(self, found: Mapping[str, Sequence[Match]]) -> None:
        """Make what is known of each layer by now visible to the rules that follow."""
        for layer, matches in found.items():
            spans = [(m.start, m.end) for m in matches]
            if layer in SPAN_BYTES and self.spans.get(layer) != spans:
                self._set_spans(layer, spans)
                self.views = {masks: v for masks, v in self.views.items() if layer not in masks}

    def _set_spans(self, name: str, spans: list[tuple[int, int]]) -> None:
        self.spans[name] = spans
        plain = self.views[()]
        self.sentences.set(self.rules.lexicon.spans[name], [plain.locate(start) for start, _ in spans])

    def view(self, masks: tuple[str, ...]) -> View:
        if masks not in self.views:
            spans: list[tuple[int, int, int]] = []
            for name in masks:
                if name in SPAN_BYTES:
                    spans += [(start, end, SPAN_BYTES[name]) for start, end in self.spans.get(name, ())]
                else:
                    byte = self.rules.gazetteers[name][0]
                    spans += [(start, end, byte) for start, (end, _) in self.hits[name].items()]
            # Where two masks overlap the one that begins first shows, of two that begin together the longer,
            # of two lists that both have a text the one declared later: a pack's own before an imported one.
            spans.sort(key=lambda s: (s[0], -s[1], -s[2]))
            kept: list[tuple[int, int, int]] = []
            for span in spans:
                if not kept or span[0] >= kept[-1][1]:
                    kept.append(span)
            self.views[masks] = mask(self.views[()], kept)
        return self.views[masks]
