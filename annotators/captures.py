"""What a rule says of its captures and lists beside its patterns: `where`, `span` and `set`."""

from __future__ import annotations

from collections.abc import Sequence

from annotators.pattern import Group, labels, references
from annotators.problem import Position, nearest
from annotators.rule import Pack, Rule
from annotators.scope import Library, Scope


def check_where_lists(library: Library, pack: Pack, rule: Rule, scope: Scope) -> None:
    for constraint in rule.constraints:
        for name in constraint.lists:
            if name in scope.lists or name in scope.unusable or scope.is_open:
                continue
            message = f"where of rule '{rule.id}' names unknown list '{name}'"
            if name in scope.macros:
                message += ", which is a macro"
            else:
                message += library.near(name, {*scope.lists, *scope.unusable})
            library.problem(pack, rule.places["where list", name], "unknown-list", message)


def check_captures(library: Library, pack: Pack, rule: Rule, groups: Sequence[Group], scope: Scope) -> None:
    lists = scope.lists
    captures = {label for group in groups for label in labels(group)}
    # What a misspelt reference was meant to capture.
    known = scope.names
    unknown = {r.name for group in groups for r in references(group)} - known
    meant = {near for name in unknown if (near := nearest(name, known)) is not None}
    meant |= {label for name in meant & scope.macros.keys() for label in labels(scope.macros[name])}
    if unknown and (scope.is_open or not meant):
        return

    def check(name: str, key: str, at: Position) -> bool:
        if name not in captures and name not in meant:
            hint = library.near(name, captures)
            message = f"{key} of rule '{rule.id}' names unknown capture '{name}'{hint}"
            if not captures:
                message += "; the pattern captures nothing: write {name} or {label:name} in it"
            library.problem(pack, at, "unknown-capture", message)
        return name in captures

    for constraint in rule.constraints:
        if constraint.capture != "match":
            check(constraint.capture, "where", rule.places["where", constraint.capture])
    for name in rule.span:
        check(name, "span", rule.places["span", name])
    for key, value in rule.attributes.items():
        if not value.startswith("$"):
            continue
        at = rule.places["set", key]
        name, dot, column = value[1:].partition(".")
        if not name:
            hint = f"; known: {', '.join(sorted(captures))}" if captures else ""
            message = f"set of rule '{rule.id}': behind '$' stands the name of a capture{hint}"
            library.problem(pack, at, "unknown-capture", message)
            continue
        if not check(name, "set", at) or not dot:
            continue
        named = {r.name for group in groups for r in references(group) if r.label == name}
        if named & scope.unusable:
            continue
        columns = {c for n in named if n in lists for c in lists[n].columns}
        if column not in columns:
            message = f"set of rule '{rule.id}' names unknown column '{column}' of capture '{name}'"
            if columns:
                message += library.near(column, columns)
            else:
                message += f", which is of no list and has no columns; write '${name}'"
            library.problem(pack, at, "unknown-column", message)
