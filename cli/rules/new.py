"""`glossator rules new`: a pack to begin with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..console import note
from ..exits import Code, CommandError, epilog
from ..output import standard_output, write

EPILOG = epilog(
    "glossator rules new mine > mine.yaml",
    "glossator rules new mine -o mine.yaml && glossator rules test mine.yaml",
    codes=(Code.DONE, Code.ERROR),
)


def new_pack(
    name: Annotated[str, typer.Argument(metavar="NAME", hidden=True)],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Write it here, not to standard output."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE where it exists.")] = False,
) -> None:
    """Print a rule pack to begin with, called NAME.

    It has a list, a macro and one rule with tests, which pass, and comments
    that explain them. NAME is lower-case letters, digits and hyphens.
    """
    from annotators.skeleton import PackNameError, skeleton
    from annotators.wholefile import write_whole

    if force and output is None:
        raise typer.BadParameter("it says what becomes of -o FILE, which is missing", param_hint="'--force'")
    try:
        text = skeleton(name)
    except PackNameError as problem:
        raise typer.BadParameter(str(problem), param_hint="'NAME'") from None
    if output is None:
        write(standard_output(), text)
        return
    if output.is_dir():
        raise CommandError(f"{output} is a folder")
    if output.is_file() and not force:
        raise CommandError(f"{output} exists; --force replaces it")
    write_whole(output, text.encode("utf-8"))
    note(f"wrote {output}; next: glossator rules test {output}")
