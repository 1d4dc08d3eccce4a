"""Which rule a name means."""

from __future__ import annotations

from annotators.compiledrule import CompiledRule
from annotators.problem import did_you_mean
from annotators.ruleset import RuleSet
from annotators.stages import NER_RULES


class UnknownRuleError(ValueError):
    """A name that means no rule, or several; `str(error)` says which are near."""


def find_rule(rules: RuleSet, name: str) -> CompiledRule | str:
    """The rule `pack.rule`, or the one rule called `rule`; a name of `NER_RULES` is returned as it is.

    :raises UnknownRuleError: there is none, or several packs have one.
    """
    if name in NER_RULES:
        return name
    every = {compiled.rule.id: compiled for _, stage in rules.stages for compiled in stage}
    if name in every:
        return every[name]
    alike = sorted(known for known in every if known.partition(".")[2] == name)
    if len(alike) > 1:
        raise UnknownRuleError(f"several packs have a rule '{name}': {', '.join(alike)}")
    if alike:
        return every[alike[0]]
    cues = {cue.rule.id for pack in rules.packs for cue in pack.cues}
    if name in cues or name in {cue.partition(".")[2] for cue in cues}:
        raise UnknownRuleError(
            f"'{name}' is an assertion cue: it marks what rules find, and finds nothing by itself"
        )
    known = [*every, *NER_RULES]
    if "." not in name:
        known = [known.partition(".")[2] for known in every]
    raise UnknownRuleError(f"there is no rule '{name}'{did_you_mean(name, known)}")
