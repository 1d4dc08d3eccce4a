"""A new rule pack to begin with: everything that a pack can hold at work in one rule, with comments."""

from __future__ import annotations

from annotators.packreader import NAME, NAME_RULE
from annotators.rulefile import FORMAT
from annotators.shipped import SHIPPED

# A template and no data file: its tests must pass, which only holds while it is not edited.
_SKELETON = r"""# yaml-language-server: $schema=rule-pack.schema.json
# The line above tells an editor how to check and explain every key, once the schema lies beside this file:
#
#     glossator rules schema > rule-pack.schema.json
#
# What to do with a pack:
#
#     glossator rules check {name}.yaml              every fault, with line and column
#     glossator rules test --coverage {name}.yaml    its tests, and what they leave untested
#     glossator annotate --rules {name}.yaml article.txt
format: {format}
pack: {name}
version: 0.1.0 # goes into every record, with a digest of this file and its lists
language: en
description: What this pack finds, in a sentence.
imports: [core] # its lists and macros can be used here, `nation` below is one

lists:
  # {{watch}} in a pattern stands for any of these words, and what it matches is captured as `watch`.
  # Upper or lower case make no difference, and `plural` adds the plurals.
  watch: {{words: [night watch, river guard, hill guard], plural: true}}
  not-a-place: {{words: [January, May, June, October, December, Parliament]}}
  # A longer list is better kept in a file of its own: of a text file each line is an entry, of a CSV file
  # each row, and then its columns are at hand (`country: $town.country`). `fold` says which spellings count
  # as equal.
  # town: {{file: towns.csv, match: [name, aliases], fold: [case, diacritics, hyphen, al-]}}

macros:
  # {{origin}} in a pattern stands for this pattern.
  origin: '({{nation}} | local | armed)'

rules:
- id: watch-of-place
  description: A village's watch, named by what it is and where it is from.
  annotate: unit # or crossing, count, person, role, place, other
  # Words stand for themselves. (a | b) is one or the other, ? once or not, * any number, + once or more.
  # {{place:Name}} is a run of capitalised words, captured as `place`.
  match: '{{origin}}? {{kind:watch}} of {{place:Name}}'
  # Conditions on what was captured: here, that it is not in a list.
  where: {{place: {{not: not-a-place}}}}
  # What forbids the match when it stands around it.
  unless: ['(a | an) {{match}}', '{{match}} (uniform | uniforms)']
  # What the record says of it: a value, a capture ($kind), or a column of its list entry ($nation.country).
  set: {{kind: armed-group, country: $nation.country}}
  # These lose where they overlap: what the model finds, and every rule of the shipped pack `units`.
  overrides: [ner.*, units.*]
  tests:
    # Between [[ and ]] stands exactly what this rule must annotate; `set` is what the record must say of it.
    hit:
    - 'the [[river guards of Bir Kora]] fired'
    - 'men of the [[local Hill Guard of Tamsa]] said'
    - 'the [[armed Night Watch of Oum Kreda]] left'
    - {{text: 'the [[Chadian night watch of Tamsa]] left', set: {{kind: armed-group, country: TD}}}}
    # In these the rule must find nothing. Near misses are worth the most: one for each `where` and `unless`.
    miss:
    - 'the river guards of the valley fired'
    - 'in the night watch of December'
    - 'a night watch of Tamsa is long'
    - 'in night watch of Tamsa uniforms'
    # A hit that is wanted and does not pass yet; you are told when it does.
    todo:
    - 'the [[Tamsa river guards]] fired'
"""


class PackNameError(ValueError):
    """A name that a new pack cannot have; the message says why."""


def skeleton(name: str) -> str:
    """The YAML of a pack called `name` that loads beside the shipped packs and passes its own tests.

    :raises PackNameError: it is no name for a pack, or that of a shipped one.
    """
    if not NAME.match(name):
        raise PackNameError(f"'{name}' {NAME_RULE}")
    if name in SHIPPED:
        message = f"'{name}' is a shipped pack, and a pack of that name takes its place: choose another name"
        raise PackNameError(message)
    return _SKELETON.format(name=name, format=FORMAT)
