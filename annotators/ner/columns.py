"""What the columns of a model find, as one: the policy, and nothing else.

The first column knows persons, places and organizations of the news at large; a further one may mark units,
crossings and persons of the texts that it was trained on.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import reduce

from annotators.document import Entity


def merge(columns: Sequence[Sequence[Entity]]) -> list[Entity]:
    """The entities of all `columns`, in text order; each column is in text order, and none overlaps another.

    All of the first column stand, but for what a further one is surer of:
    - a person of a further column is added where no person stands, and takes the place of what it overlaps;
    - so is a unit where neither a person nor a unit stands, provided that the first column has an
      organization there, which covers it: two columns that agree are right more often. It takes the place of
      the organization; a place may be a part of its name (`Homs Brigade`), so both stand;
    - crossings are left out.

    So units and places may overlap, and nothing else does.
    """
    return reduce(_add, columns[1:], list(columns[0])) if columns else []


def _add(found: Sequence[Entity], further: Sequence[Entity]) -> list[Entity]:
    added = _apart(_labelled(further, "person"), _labelled(found, "person"))
    people = _in_order([*_labelled(found, "person"), *added])
    known = _apart(_labelled(found, "unit"), added)
    sure = _within(_labelled(further, "unit"), _labelled(found, "organization"))
    units = _in_order([*known, *_apart(_apart(sure, people), known)])
    places = _apart(_labelled(found, "place"), added)
    organizations = _apart(_apart(_labelled(found, "organization"), added), units)
    return _in_order([*people, *units, *places, *organizations])


def _labelled(entities: Sequence[Entity], label: str) -> list[Entity]:
    return [entity for entity in entities if entity.label == label]


def _within(entities: Sequence[Entity], others: Sequence[Entity]) -> list[Entity]:
    """Those of `entities` that one of `others` covers, which are in text order and do not overlap."""
    starts = [other.start for other in others]
    before = ((entity, bisect_right(starts, entity.start) - 1) for entity in entities)
    return [entity for entity, last in before if last >= 0 and entity.end <= others[last].end]


def _apart(entities: Sequence[Entity], others: Sequence[Entity]) -> list[Entity]:
    """Those of `entities` that overlap none of `others`, which are in text order and do not overlap."""
    starts = [other.start for other in others]
    before = ((entity, bisect_left(starts, entity.end) - 1) for entity in entities)
    return [entity for entity, last in before if last < 0 or others[last].end <= entity.start]


def _in_order(entities: Sequence[Entity]) -> list[Entity]:
    return sorted(entities, key=lambda entity: (entity.start, entity.end, entity.label))
