"""`glossator rules`: write, check, test and question rule packs. One module a command."""

from __future__ import annotations

import typer

from ..exits import Code, epilog
from . import check, diff, explain, gaps, new, schema, test, why
from . import list as listing

app = typer.Typer(
    help="Write, check, test and question rule packs.",
    no_args_is_help=True,
    rich_markup_mode=None,
    epilog=epilog(
        "glossator rules check mine.yaml && glossator rules test mine.yaml",
        "glossator rules list --format tsv | cut -f 1,2 | grep crossing",
        codes=(Code.DONE, Code.CHECK_FAILED, Code.ERROR),
        wrong="a broken rule pack",
    ),
)
app.command("check", epilog=check.EPILOG)(check.check_packs)
app.command("test", epilog=test.EPILOG)(test.run_rule_tests)
app.command("list", epilog=listing.EPILOG)(listing.list_rules)
app.command("new", epilog=new.EPILOG)(new.new_pack)
app.command("schema", epilog=schema.EPILOG)(schema.print_schema)
app.command("why", epilog=why.EPILOG)(why.why)
app.command("explain", epilog=explain.EPILOG)(explain.explain)
app.command("diff", epilog=diff.EPILOG)(diff.diff)
app.command("gaps", epilog=gaps.EPILOG)(gaps.gaps)
