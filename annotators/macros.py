"""The macros of a pack that no rule can use: those that use themselves, and those that grow without bound.

Told from their sizes, without writing any of them out: twenty macros of which each names the one before it
twice have a million parts.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from annotators.pattern import MAX_DEPTH, MAX_PARTS, Group, Reference, references


@dataclass(frozen=True, slots=True)
class Size:
    """Of a macro written out."""

    parts: int
    depth: int


def faults(macros: Mapping[str, Group]) -> tuple[dict[str, str], frozenset[str]]:
    """What is wrong with each macro at fault, and all that cannot be used: those and whatever uses them.

    Of a circle the macro that is declared first is at fault.
    """
    found: dict[str, str] = {}
    unusable: set[str] = set()
    sizes: dict[str, Size] = {}
    needs = {
        name: dict.fromkeys(r.name for r in references(group) if r.name in macros)
        for name, group in macros.items()
    }
    users: dict[str, list[str]] = {name: [] for name in macros}
    for name, needed in needs.items():
        for other in needed:
            users[other].append(name)
    waiting = {name: len(needed) for name, needed in needs.items()}
    ready = [name for name, number in waiting.items() if not number]
    for name in ready:  # grows
        for user in users[name]:
            waiting[user] -= 1
            if not waiting[user]:
                ready.append(user)
        if unusable & needs[name].keys():
            unusable.add(name)
            continue
        size = sizes[name] = measure(macros[name], sizes)
        if size.parts > MAX_PARTS:
            found[name] = f"written out, it has more than {MAX_PARTS} parts"
        elif size.depth > 2 * MAX_DEPTH:
            found[name] = f"groups and macros nest deeper than {2 * MAX_DEPTH}"
        if name in found:
            unusable.add(name)
    circular = {name for name, number in waiting.items() if number}
    for circle in _circles(circular, needs):
        path = " -> ".join((*circle, circle[0]))
        found[circle[0]] = "uses itself" if len(circle) == 1 else f"uses itself: {path}"
    return found, frozenset(unusable | circular)


def measure(group: Group, sizes: Mapping[str, Size]) -> Size:
    """How large `group` is, macros of the sizes `sizes` written out in it."""
    parts = depth = 0
    for sequence in group.alternatives:
        for item in sequence.items:
            parts += 1
            if isinstance(item.node, Group):
                inner = measure(item.node, sizes)
            elif isinstance(item.node, Reference) and item.node.name in sizes:
                inner = sizes[item.node.name]
            else:
                continue
            parts += inner.parts
            depth = max(depth, inner.depth + 1)
    return Size(parts, depth)


def _circles(circular: Collection[str], needs: Mapping[str, Mapping[str, None]]) -> list[list[str]]:
    """Circles of names, each from the one that is declared first; every name of `circular` leads into one."""
    order = {name: number for number, name in enumerate(needs)}
    seen: set[str] = set()
    circles: list[list[str]] = []
    for start in sorted(circular, key=order.__getitem__):
        path: list[str] = []
        name = start
        while name not in seen:
            seen.add(name)
            path.append(name)
            name = next(other for other in needs[name] if other in circular)
        if name in path:
            circle = path[path.index(name) :]
            first = circle.index(min(circle, key=order.__getitem__))
            circles.append(circle[first:] + circle[:first])
    return circles
