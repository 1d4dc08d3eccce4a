"""`glossator rules explain`: everything that a rule is made of."""

from __future__ import annotations

from typing import Annotated

import typer

from ..articles import Rules
from ..console import shown
from ..exits import Code, epilog
from ..output import standard_output, write
from ..packs import load, named

EPILOG = epilog(
    "glossator rules explain units.named-formation | less",
    "glossator rules explain mine.my-rule --rules mine.yaml | grep -A9 ^lists",
    codes=(Code.DONE, Code.ERROR),
    wrong="a broken rule pack",
)


def explain(
    rule: Annotated[str, typer.Argument(metavar="RULE", hidden=True)],
    rules: Rules = None,
) -> None:
    """Show all that a rule is made of.

    RULE is pack.rule, or its name alone where one pack has it, or what the
    model finds: ner.person, ner.place, ner.unit, ner.organization. A pattern
    is shown as it is written and with its macros written out.
    """
    from annotators.ruletext import explain_rule

    output = standard_output()
    packs = load(rules or [])
    text = explain_rule(packs, named(packs, rule))
    write(output, "\n".join(shown(each) for each in text.split("\n")))
