"""Why a match is not in the record: the overlaps that it lost, and what no entity could be made of."""

from __future__ import annotations

from annotators.article import Article
from annotators.document import LAYERS, Document, Dropped, Mention, Winner
from annotators.match import Match
from annotators.matcher import Findings
from annotators.mentions import mention_of
from annotators.people import clean_role

_RECORD_LAYERS = dict(zip(("person", "unit", "crossing", "count"), LAYERS, strict=True))
_HELPED = {"role": "people", "place": "people", "other": "people", "part": "counts"}


def layer_name(layer: str) -> str:
    """A layer of rules as the record names it; one that only helps keeps its own name."""
    return _RECORD_LAYERS.get(layer, layer)


def dropped(article: Article, findings: Findings, document: Document) -> tuple[Dropped, ...]:
    """What rules and the model found and the record does not hold, in text order.

    Of the layers that `document` has; those that only help go with the layer that they help.
    """
    asked = {layer for layer in LAYERS if getattr(document, layer) is not None}
    found = [
        Dropped(
            layer_name(loss.loser.layer),
            mention_of(article, loss.loser),
            Winner(
                article.text[loss.winner.start : loss.winner.end],
                loss.winner.start,
                loss.winner.end,
                loss.winner.rule,
            ),
            loss.reason,
        )
        for loss in findings.losses
    ]
    found += [
        Dropped(layer_name(match.layer), mention_of(article, match), None, reason)
        for match, reason in unresolved(findings, document)
    ]
    kept = [each for each in found if _HELPED.get(each.layer, each.layer) in asked]
    return tuple(sorted(kept, key=lambda d: (d.mention.start, d.mention.end, d.layer, d.mention.by)))


def unresolved(findings: Findings, document: Document) -> list[tuple[Match, str]]:
    """The matches that won their overlaps and went into no entity of `document`, each with the reason."""
    found: list[tuple[Match, str]] = list(findings.doubts)
    if document.counts is not None:
        mentions = [count.mention for count in document.counts]
        found += [
            (match, "not a number")
            for match in findings.layers.get("count", ())
            if not any(mention.by == match.rule and _overlap(mention, match) for mention in mentions)
        ]
    if document.people is not None:
        people = [mention for person in document.people for mention in person.mentions]
        for role in findings.layers.get("role", ()):
            person = role.captures.get("person")
            if person is None or not any(m.start < person.end and person.start < m.end for m in people):
                found.append((role, "no person"))
            elif "alias" not in role.captures and not clean_role(role.attributes.get("role", "")):
                found.append((role, "no role"))
    return found


def _overlap(mention: Mention, match: Match) -> bool:
    return mention.start < match.end and match.start < mention.end
