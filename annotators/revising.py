"""What somebody changed in the record of an article, as decisions: the inverse of `deciding.apply`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from annotators.article import Article
from annotators.deciding import apply
from annotators.decisions import (
    ATTRIBUTES,
    OF_THE_MENTION,
    AnnotationId,
    ArticleDecisions,
    Decision,
    Said,
    Value,
    said,
)
from annotators.document import Document
from annotators.mentions import clean_name
from annotators.signing import About, signed_by

# Said of an accepted entity of which there is nothing else to say, so that all is said of it.
_NOTHING: dict[str, tuple[str, Value]] = {"people": ("roles", None), "counts": ("approximate", None)}
_SHOWN = 3  # mentions in a message


class RevisionError(ValueError):
    """An edit that decisions cannot express."""


def revise(
    base: Document,
    previous: ArticleDecisions,
    edited: Document,
    article: Article,
    *,
    accepted: Collection[AnnotationId] = (),
    complete: bool | None = None,
    about: About | None = None,
) -> ArticleDecisions:
    """The decisions that make `edited` of `base`, those of `previous` among them where they still hold and
    can be followed.

    `edited` is what somebody made of `apply(base, previous, article)`. The mentions in `accepted` are decided
    to be right as they stand in it; with `complete` all are, and nothing else is one. Accepted mentions
    carry all that the record says of them, so that no later run can say otherwise.

    :raises RevisionError: two entities of one layer have one name and differ, or overlap.
    """
    whole = previous.complete if complete is None else complete
    revision = _Revision(base, previous, edited, article, whole)
    revision.places()
    if complete:
        accepted = list(revision.new)
    for each in accepted:
        revision.accept(each)
    revision.pin(accepted)
    revision.attributes()
    if whole:  # what is said of an entity first takes away what the run says of it: that is decided, too
        revision.attributes()
    revision.verbs()
    found = revision.decisions()
    revision.check(found)
    return signed_by(previous, found, about or About())


def restored(base: Document, accepted: Decision) -> Decision | None:
    """The acceptance of a mention that was rejected, with all that the run says of it; None where the run has
    no such mention."""
    found = next((each for each in said(base) if each.id == accepted.id), None)
    if found is None:
        return None
    values = {**found.values, "assertion": found.mention.assertion}
    attributes = {key: value for key, value in values.items() if key in ATTRIBUTES[found.id.layer]}
    return replace(accepted, attributes=attributes)


class _Revision:
    def __init__(
        self,
        base: Document,
        previous: ArticleDecisions,
        edited: Document,
        article: Article,
        complete: bool,
    ) -> None:
        self.base, self.previous, self.edited, self.article = base, previous, edited, article
        self.complete = complete
        applied = apply(base, previous, article)
        self.now = {each.id: each for each in said(applied.document)}
        self.new = {each.id: each for each in said(edited)}
        self.of_the_run = {each.id: each for each in said(base)}
        self.kept: dict[AnnotationId, Decision] = {}
        self.rejected: dict[AnnotationId, Decision] = {}
        for target, decision in applied.targets:
            if decision.verb != "reject":
                self.kept[target] = decision
            elif decision.id is not None:
                self.rejected[decision.id] = decision

    # Where mentions stand -----------------------------------------------------------------------------------

    def places(self) -> None:
        """Decisions on mentions that went, came, were moved, or are of another entity."""
        gone = [each for each in self.now.values() if each.id not in self.new]
        for each in self.new.values():
            old = self.now.get(each.id)
            if old is None:
                old = _moved_from(each, gone)
                if old is not None:
                    gone.remove(old)
                    self._move(old, each)
                else:
                    self._add(each)
            self._of_the_mention(old, each)
        for each in gone:
            self._reject(each.id)
        self._untangle()
        for each in said(apply(self.base, self.decisions(), self.article).document):
            if each.id not in self.new:  # what a decided mention that went had been in the way of
                self._reject(each.id)

    def _reject(self, gone: AnnotationId) -> None:
        decision = self.kept.pop(gone, None)
        source = decision.id if decision is not None and decision.verb != "add" else gone
        if source is not None and (decision is None or decision.verb != "add"):
            self.rejected[source] = self._rejection(source)
        if gone in self.of_the_run:  # the run finds it without the decision, too
            self.rejected[gone] = self._rejection(gone)

    def _untangle(self) -> None:
        """No decision puts a mention where another takes one away: which came first would matter."""
        for target in self.kept:
            self.rejected.pop(target, None)
        sources = {each.id for target, each in self.kept.items() if each.verb != "add" and each.id != target}
        for target, decision in list(self.kept.items()):
            if decision.verb != "add" and target in sources:
                self.kept[target] = self._addition(self.new[target], replace(decision, verb="add"))
                if decision.id is not None and decision.id not in self.kept:
                    self.rejected[decision.id] = self._rejection(decision.id)

    def _rejection(self, source: AnnotationId) -> Decision:
        quote = self.article.text[source.start : source.end]
        return Decision("reject", source, source.layer, quote=quote)

    def _move(self, old: Said, new: Said) -> None:
        decision = self.kept.pop(old.id, None)
        self.rejected.pop(new.id, None)
        if decision is not None and decision.verb == "add":
            self.kept[new.id] = self._addition(new, decision)
            return
        source = decision.id if decision is not None and decision.id is not None else old.id
        kept = decision.attributes if decision is not None else {}
        self.kept[new.id] = replace(
            decision or Decision("retag", source, new.id.layer),
            verb="accept" if source == new.id else "retag",
            layer=new.id.layer,
            quote=new.mention.quote,
            start=new.id.start if new.id.start != source.start else None,
            end=new.id.end if new.id.end != source.end else None,
            line=None,
            attributes={key: value for key, value in kept.items() if key in ATTRIBUTES[new.id.layer]},
        )

    def _add(self, new: Said) -> None:
        if self.rejected.pop(new.id, None) is not None:
            self.kept[new.id] = Decision("accept", new.id, new.id.layer, quote=new.mention.quote)
        else:
            self.kept[new.id] = self._addition(new, None)

    def _addition(self, new: Said, decision: Decision | None) -> Decision:
        kept = decision.attributes if decision is not None else {}
        return replace(
            decision or Decision("add", new.id, new.id.layer),
            id=new.id,
            layer=new.id.layer,
            quote=new.mention.quote,
            start=None,
            end=None,
            line=new.mention.line,
            attributes={key: value for key, value in kept.items() if key in ATTRIBUTES[new.id.layer]},
        )

    def _of_the_mention(self, old: Said | None, new: Said) -> None:
        """The name of its entity and its assertion, where they are not what they would be anyway."""
        found = new.id in self.of_the_run  # of which the run may say otherwise
        stays = old is not None and old.id == new.id
        if "name" in ATTRIBUTES[new.id.layer]:
            usual: Value = None if found or old is not None else clean_name(new.mention.quote)
            if old is not None and stays:
                usual = old.values["name"]
            if new.values["name"] != usual:
                self._say(new.id, "name", new.values["name"])
        if "assertion" in ATTRIBUTES[new.id.layer]:
            was = old.mention.assertion if old is not None else None
            if new.mention.assertion != was or (not stays and (was is not None or found)):
                self._say(new.id, "assertion", new.mention.assertion)

    def _say(self, mention: AnnotationId, key: str, value: Value) -> None:
        """Let the decision on `mention` give the attribute; a new one where there is none."""
        decision = self.kept.get(mention)
        if decision is None:
            quote = self.article.text[mention.start : mention.end]
            decision = Decision("retag", mention, mention.layer, quote=quote)
        if key not in decision.attributes or decision.attributes[key] != value:
            self.kept[mention] = replace(decision, attributes={**decision.attributes, key: value})

    # What is said of entities -------------------------------------------------------------------------------

    def accept(self, mention: AnnotationId) -> None:
        """Decide that `mention` is right as it stands in the edited document."""
        new = self.new[mention]
        if mention not in self.kept:
            self.rejected.pop(mention, None)
            self.kept[mention] = Decision("accept", mention, mention.layer, quote=new.mention.quote)
        if "name" in ATTRIBUTES[mention.layer]:
            self._say(mention, "name", new.values["name"])
        if "assertion" in ATTRIBUTES[mention.layer]:
            self._say(mention, "assertion", new.mention.assertion)

    def pin(self, accepted: Collection[AnnotationId]) -> None:
        """Let the decisions say everything of the entities of the accepted mentions."""
        wanted = {(each.layer, self.new[each].entity) for each in accepted}
        for (layer, entity), mentions in self._entities().items():
            if (layer, entity) not in wanted:
                continue
            decided = [each for each in mentions if each.id in self.kept]
            told = {key for each in decided for key in self.kept[each.id].attributes}
            values = _attributes(mentions[0].values)
            for key, value in values.items():
                if value is not None and key not in told:
                    self._say(decided[0].id, key, value)
            if layer in _NOTHING and not any(value is not None for value in values.values()):
                self._say(decided[0].id, *_NOTHING[layer])

    def attributes(self) -> None:
        """Decisions on what the edited entities say, and the decided document would not."""
        made = {each.id: each for each in said(apply(self.base, self.decisions(), self.article).document)}
        for mentions in self._entities().values():
            here = next((made[each.id] for each in mentions if each.id in made), None)
            for key, value in _attributes(mentions[0].values).items():
                if here is not None and here.values.get(key) == value:
                    continue
                decided = [each.id for each in mentions if each.id in self.kept]
                for each in decided:
                    kept = self.kept[each]
                    left = {k: v for k, v in kept.attributes.items() if k != key}
                    if len(left) < len(kept.attributes):
                        self.kept[each] = replace(kept, attributes=left)
                self._say((decided or [mentions[0].id])[0], key, value)

    def verbs(self) -> None:
        """What says anything else than the run is no acceptance of it."""
        for target, decision in self.kept.items():
            found = self.of_the_run.get(target)
            if decision.verb != "accept" or found is None:
                continue
            values = {**found.values, "assertion": found.mention.assertion}
            if any(values.get(key) != value for key, value in decision.attributes.items()):
                self.kept[target] = replace(decision, verb="retag")

    def _entities(self) -> dict[tuple[str, int], list[Said]]:
        found: dict[tuple[str, int], list[Said]] = {}
        for each in self.new.values():
            found.setdefault((each.id.layer, each.entity), []).append(each)
        return found

    def decisions(self) -> ArticleDecisions:
        """All of them as they stand, in the order of the text."""
        placed = [*self.kept.items(), *self.rejected.items()]
        placed.sort(key=lambda each: (each[0].start, each[0].end, each[0].layer))
        decisions = tuple(decision for _, decision in placed)
        return replace(self.previous, complete=self.complete, decisions=decisions)

    def check(self, decisions: ArticleDecisions) -> None:
        """
        :raises RevisionError: the edited document is not what the decisions make.
        """
        made = {each.id: each for each in said(apply(self.base, decisions, self.article).document)}
        wrong = [each for each in self.new.values() if each.id not in made or not _same(each, made[each.id])]
        companions = {key: {each.id for each in mentions} for key, mentions in self._entities().items()}
        together: dict[tuple[str, int], set[AnnotationId]] = {}
        for each in made.values():
            together.setdefault((each.id.layer, each.entity), set()).add(each.id)
        wrong += [
            each
            for each in self.new.values()
            if each not in wrong
            and together[each.id.layer, made[each.id].entity] != companions[each.id.layer, each.entity]
        ]
        if wrong:
            shown = ", ".join(f"{each.id} ({each.mention.quote})" for each in wrong[:_SHOWN])
            raise RevisionError(
                f"this cannot be decided for {shown}: in one layer mentions do not overlap, and entities that"
                " differ have different names"
            )


def _moved_from(new: Said, gone: Collection[Said]) -> Said | None:
    """The mention that is now `new`: of those that went and overlap it, the likeliest."""

    def likeness(old: Said) -> tuple[bool, bool, int]:
        shared = min(old.id.end, new.id.end) - max(old.id.start, new.id.start)
        exact = (old.id.start, old.id.end) == (new.id.start, new.id.end)
        return exact, old.id.layer == new.id.layer, shared

    near = [old for old in gone if old.id.start < new.id.end and new.id.start < old.id.end]
    return max(near, key=likeness, default=None)


def _attributes(values: Mapping[str, Value]) -> dict[str, Value]:
    return {key: value for key, value in values.items() if key not in OF_THE_MENTION}


def _same(one: Said, other: Said) -> bool:
    return one.values == other.values and one.mention.assertion == other.mention.assertion
