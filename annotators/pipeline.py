"""The one place that knows the order of the stages: article -> tags -> matches -> entities -> document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from annotators import __version__
from annotators.article import Article
from annotators.assertions import mark_assertions
from annotators.compiledrule import CompiledRule
from annotators.counts import resolve_counts
from annotators.crossings import CountryMention, CrossingIndex, resolve_crossings
from annotators.document import LAYERS, Document, Entity
from annotators.folding import fold_name
from annotators.matcher import Findings, find
from annotators.ner.layout import read_layout
from annotators.ner.stage import Tagger, entities, entities_of, marks_units
from annotators.ner.texttagger import TextTagger
from annotators.ner.together import Together
from annotators.number_reader import NumberReader
from annotators.numbers import NO_VAGUE
from annotators.people import resolve_people
from annotators.ruleset import RuleSet
from annotators.run import Run
from annotators.units import resolve_units
from annotators.vague import NO_POLICY

# Stanza pads the sentences of a batch to one length, which moves the last bits of their scores.
INDEPENDENT = frozenset({"compiled"})
DEFAULT_POLICY = "guidelines"
_MATCH_LAYERS = {"people": "person", "units": "unit", "crossings": "crossing", "counts": "count"}


@dataclass(frozen=True, slots=True)
class TaggerInfo:
    """A tagger and what the record says of it."""

    tag: Tagger | TextTagger
    model: str  # name+sha256:prefix
    engine: str
    # Whether it finds units too. Asked for where that decides whether the tagger is needed.
    marks_units: Callable[[], bool] = lambda: False
    # What it says of a sentence does not depend on those that it is given with, to the last bit.
    independent: bool = False
    # Loads what is loaded else at the first sentence, if processes that are forked then can use it.
    prepare: Callable[[], object] = lambda: None


class Annotator:
    """Everything that is loaded once and used for every article. It keeps nothing of the articles it sees."""

    def __init__(
        self,
        rules: RuleSet,
        tagger: TaggerInfo | None,
        only: Collection[str] = LAYERS,
        count_policy: str = DEFAULT_POLICY,
        *,
        explain: bool = False,
    ) -> None:
        """`only` names the layers to fill, of `document.LAYERS`; `count_policy` what vague numbers mean; with
        `explain` what was dropped is told.

        Packs without any policy leave vague numbers unread, and the record says `count_policy: none`.

        :raises ValueError: the packs have no such policy.
        :raises annotators.batch.ModelError: whether `tagger` is needed depends on what it marks, and its
            files cannot be read.
        """
        self.rules = rules
        policies = rules.count_policies
        if not policies and count_policy == DEFAULT_POLICY:
            policies, count_policy = {NO_POLICY: NO_VAGUE}, NO_POLICY
        if count_policy not in policies:
            known = ", ".join(policies) or "none"
            raise ValueError(f"unknown count policy '{count_policy}'; the policies are {known}")
        self._numbers = NumberReader(rules.vocabulary.currencies, policies[count_policy])
        self.only = frozenset(only)
        self.explain = explain
        # Layers that no rule fills from names need no tagger, which is much the slowest stage.
        asked = {_MATCH_LAYERS[layer] for layer in self.only}
        needed = rules.reads_names(asked) or (
            tagger is not None and rules.reads_units(asked) and tagger.marks_units()
        )
        self.tagger = tagger if needed else None
        self._titles = frozenset(
            fold_name(name)
            for role in ("honorific", "rank", "name-title")
            if (words := rules.find_list(role)) is not None
            for entry in words.entries
            for name in entry.names
        )
        nations = rules.find_list("nation")
        self._nations = nations.name if nations is not None else ""
        self._nation_names: dict[str, tuple[str, ...]] = {}  # ISO 3166-1 alpha-2 -> names
        for entry in nations.entries if nations is not None else ():
            code = entry.columns.get("country", "")
            self._nation_names[code] = self._nation_names.get(code, ()) + entry.names
        gazetteer = rules.find_list("crossing-name")
        self._crossings = CrossingIndex.of([e.columns for e in gazetteer.entries] if gazetteer else [])
        self._run: dict[str, object] = {
            "glossator": __version__,
            "rules": {pack.name: f"{pack.version}+sha256:{pack.digest[:8]}" for pack in rules.packs},
            "count_policy": count_policy,
        }
        if self.tagger is not None:
            self._run |= {"ner": self.tagger.model, "engine": self.tagger.engine}

    @property
    def run(self) -> Mapping[str, object]:
        """What every record says of the version, the rules and the model."""
        return self._run

    @property
    def tags_together(self) -> bool:
        """Whether the articles that are given to `annotate_each` share one call of the tagger."""
        return self._shared_tag() is not None

    def _shared_tag(self) -> Tagger | None:
        """The tagger, where articles can share a call of it."""
        if self.tagger is None or not self.tagger.independent or isinstance(self.tagger.tag, TextTagger):
            return None
        return self.tagger.tag

    def prepare(self) -> None:
        """Load the model, where processes that are forked then can use it.

        :raises annotators.batch.ModelError: it cannot be loaded.
        """
        if self.tagger is not None:
            self.tagger.prepare()

    def annotate(self, article: Article) -> Document:
        """What the packs and the model find in `article`: the same article, the same document, always."""
        return self.document(article, self.findings(article))

    def annotate_each(self, articles: Sequence[Article]) -> list[Callable[[], Document]]:
        """What makes the document of each of `articles`, which is that of `annotate`.

        Called in order they share one call of the tagger, where no sentence influences another in it.
        """
        tag = self._shared_tag()
        if tag is None or len(articles) < 2:
            return [partial(self.annotate, article) for article in articles]
        together = Together(tag, articles)

        def annotate(number: int) -> Document:
            article = articles[number]
            found = entities_of(article, together.tagged(number), self._titles)
            return self.document(article, self.matches(article, found))

        return [partial(annotate, number) for number in range(len(articles))]

    def findings(
        self, article: Article, watch: Callable[[Run, CompiledRule], None] | None = None
    ) -> Findings:
        """The matches of all rules, before they are resolved to entities. `watch`: see `matcher.find`."""
        found: list[Entity] = []
        if self.tagger is not None:
            found = entities(article, self.tagger.tag, self._titles)
        return self.matches(article, found, watch)

    def matches(
        self,
        article: Article,
        found: Sequence[Entity],
        watch: Callable[[Run, CompiledRule], None] | None = None,
    ) -> Findings:
        """As `findings`, where the model has `found` its entities."""
        return find(article, self.rules, found, watch)

    def document(self, article: Article, findings: Findings, without: str = "") -> Document:
        """Resolve `findings` to the entities of the layers that were asked for.

        `without` is the id of an assertion cue to leave out.
        """
        layers = findings.layers
        people = units = crossings = counts = None
        if "people" in self.only:
            people = resolve_people(article, layers.get("person", ()), layers.get("role", ()))
        if "units" in self.only:
            units = resolve_units(article, layers.get("unit", ()))
        matches = layers.get("crossing", ()) if "crossings" in self.only else ()
        amounts = layers.get("count", ()) if "counts" in self.only else ()
        mentioned: list[CountryMention] = []
        if matches or any("money" in match.captures for match in amounts):
            mentioned = self._country_mentions(findings)
        if "crossings" in self.only:
            crossings = resolve_crossings(article, matches, mentioned, self._crossings)
        if "counts" in self.only:
            ranked = [code for code, _ in Counter(c.code for c in mentioned).most_common()]
            names = [self._nation_names[code] for code in ranked]
            counts = resolve_counts(
                article,
                amounts,
                self._numbers,
                names,
                parts=layers.get("part", ()),
            )
        if self.rules.cues.groups and (crossings or counts):
            crossings, counts = mark_assertions(
                article, self.rules.cues, findings.view, crossings, counts, without=without
            )
        document = Document(
            *(article.name, article.sha256, people, units, crossings, counts, self._run),
            origin=article.origin,
        )
        if self.explain:
            from annotators.explain import dropped  # late: few ask

            return replace(document, explain=dropped(article, findings, document))
        return document

    def _country_mentions(self, findings: Findings) -> list[CountryMention]:
        return [
            CountryMention(start, end, code)
            for start, (end, entry) in findings.listed.get(self._nations, {}).items()
            if (code := entry.columns.get("country"))
        ]


def load_tagger(folder: Path, name: str, engine: str = "auto", device: str = "cpu") -> TaggerInfo:
    """An engine on a model folder; see `chosen_engine`. `stanza` takes seconds: it imports torch.

    `device` is one of torch, and the `stanza` engine's alone.

    :raises FileNotFoundError: the folder is no model folder, or holds no compiled form.
    :raises annotators.ner.layout.LayoutError: the folder holds no NER model, or several.
    :raises annotators.ner.weights.WeightsError: its compiled form must not be used.
    """
    from annotators.ner.model import digest
    from annotators.ner.weights import chosen_engine

    engine = chosen_engine(folder, engine)
    tag: Tagger | TextTagger
    if engine == "compiled":
        from annotators.ner.compiled import load as load_compiled

        tag = load_compiled(folder)
    else:
        from annotators.ner import stanza_engine

        own = read_layout(folder).own_tokens
        tag = (stanza_engine.load_with_tokenizer if own else stanza_engine.load)(folder, device=device)
    return TaggerInfo(
        tag,
        f"{name}+sha256:{digest(folder)[:8]}",
        engine,
        lambda: finds_units(folder, engine),
        independent=engine in INDEPENDENT,
    )


def finds_units(folder: Path, engine: str) -> bool:
    """Whether the model in `folder` marks units; found out without loading it for `engine`.

    :raises annotators.ner.weights.WeightsError: its compiled form must not be used.
    """
    if engine == "compiled":
        from annotators.ner.weights import further_tags
    else:
        from annotators.ner.stanza_engine import further_tags
    return marks_units(further_tags(folder))


def layers_named(names: Collection[str]) -> frozenset[str]:
    """The layers of a comma-separated option, checked.

    :raises ValueError: a name is no layer.
    """
    unknown = sorted(set(names) - set(LAYERS))
    if unknown:
        raise ValueError(f"unknown layer '{unknown[0]}'; the layers are {', '.join(LAYERS)}")
    return frozenset(names)
