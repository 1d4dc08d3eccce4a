"""Who made which decision."""

from __future__ import annotations

from dataclasses import dataclass, replace

from annotators.decisions import ArticleDecisions, Decision


@dataclass(frozen=True, slots=True)
class About:
    """Who decides, when (ISO 8601) and why; empty where it is not told."""

    who: str = ""
    date: str = ""
    note: str = ""


def signed_by(previous: ArticleDecisions, found: ArticleDecisions, about: About) -> ArticleDecisions:
    """`found` with its new and changed decisions signed."""
    known = {id(each) for each in previous.decisions}
    before = {each.id: each for each in previous.decisions}

    def signed(decision: Decision) -> Decision:
        if id(decision) in known:
            return decision
        old = before.get(decision.id, Decision("", None, ""))
        same = old == replace(decision, attributes=old.attributes, at=old.at)
        if same and old.attributes.items() <= decision.attributes.items():  # it says the same, and more
            return replace(decision, at=None)
        return replace(decision, who=about.who, date=about.date, note=about.note or decision.note, at=None)

    return replace(found, decisions=tuple(map(signed, found.decisions)))
