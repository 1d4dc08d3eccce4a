"""`glossator rules schema`: what a rule pack may hold, for editors."""

from __future__ import annotations

from ..exits import Code, epilog
from ..output import standard_output, write

EPILOG = epilog(
    "glossator rules schema > rule-pack.schema.json",
    "glossator rules schema | jq '.properties.rules.items.properties | keys'",
    codes=(Code.DONE, Code.ERROR),
)


def print_schema() -> None:
    """Print the JSON Schema of a rule pack (draft 2020-12).

    Save it as rule-pack.schema.json beside your packs, and make this the first
    line of each: an editor with a YAML language server then checks as you type
    and explains every key.

    # yaml-language-server: $schema=rule-pack.schema.json
    """
    from annotators.packschema import to_text

    write(standard_output(), to_text())
