"""`glossator verify`: records held against their articles."""

from __future__ import annotations

from typing import Annotated

import typer

from .articles import Encoding, check_inputs
from .console import error, note, shown
from .exits import Code, epilog, reason
from .output import standard_output, write
from .packs import plural
from .records import files_of, opened

EPILOG = epilog(
    "glossator annotate articles/ > out.yaml && glossator verify out.yaml",
    "glossator annotate --format jsonl articles/ | glossator verify -",
    "glossator verify out.yaml | cut -d: -f3 | sort | uniq -c",
    codes=(Code.DONE, Code.CHECK_FAILED, Code.ERROR, Code.INPUT_FAILED, Code.INTERRUPTED),
    failed="a record does not fit its article",
)


def verify(
    ctx: typer.Context,
    records: Annotated[list[str] | None, typer.Argument(metavar="RECORDS", hidden=True)] = None,
    encoding: Encoding = "utf-8",
) -> None:
    """Check every quote and place of records in their articles.

    RECORDS are files as annotate writes them, folders of them, or - for
    standard input. An article is looked for at its path in the record, from
    here and then from the folder of the file of records.

    A line is printed for each quote, place, line number or SHA-256 that is
    not the article's, and for each mention out of order. A record with the
    key `error` says nothing that could be wrong and is only counted. Where an
    article or a file of records cannot be read the status is 3, whatever the
    others showed.
    """
    from annotators.document import Failure
    from annotators.reader import RecordError
    from annotators.verify import verdicts

    given = records or []
    check_inputs(ctx, given, None, null=False, glob="", encoding=encoding)
    output = standard_output()
    checked = passed_over = unread = problems = wrong = 0
    for file in files_of(given or ["-"]):
        try:
            with opened(file) as stream:
                for verdict in verdicts(stream, file, encoding):
                    if isinstance(verdict.stored.document, Failure):
                        passed_over += 1
                        continue
                    if verdict.unread:
                        unread += 1
                        error(verdict.unread)
                        continue
                    checked += 1
                    problems += len(verdict.faults)
                    wrong += bool(verdict.faults)
                    place = f"{file}:{verdict.stored.line}: {verdict.stored.document.article}"
                    for fault in verdict.faults:
                        write(output, shown(f"{place}: {fault}") + "\n")
        except RecordError as problem:
            unread += 1
            error(str(problem))
        except BrokenPipeError:  # nobody reads what is written
            raise
        except OSError as problem:
            unread += 1
            error(reason(problem))
    told = f"{plural(problems, 'problem')} in {plural(wrong, 'record')}" if problems else "no problems"
    told = f": {told}" if checked else ""  # of nothing nothing is said
    others = f", {passed_over} of failed articles passed over" if passed_over else ""
    others += f", {unread} not readable" if unread else ""
    note(f"{plural(checked, 'record')} checked{others}{told}")
    if unread:
        raise typer.Exit(Code.INPUT_FAILED)
    if problems:
        raise typer.Exit(Code.CHECK_FAILED)
