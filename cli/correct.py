"""`glossator correct`: what a person decides about records."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .articles import Encoding, check_encoding, check_stdin
from .console import error, say, shown, warning
from .decided import load_decisions, load_file
from .deciding import RecordsAndArticles, decide_about, warn_outdated
from .exits import Code, CommandError, epilog
from .output import standard_output, write
from .packs import plural
from .quick import QuickCommand
from .records import Records

if TYPE_CHECKING:
    from annotators.decisionfile import Decisions
    from annotators.decisions import Decision
    from annotators.document import Failure
    from annotators.signing import About

EPILOG = epilog(
    "glossator correct records.yaml",
    "glossator correct --list records.yaml | grep ner.person | cut -f 1,4",
    "glossator correct records.yaml --reject people:0-4 --note 'a river'",
    "glossator annotate articles/ --decisions decisions.yaml | glossator verify",
    "glossator correct --gold records.yaml | glossator score - out.yaml",
    codes=(Code.DONE, Code.ERROR, Code.INPUT_FAILED, Code.INTERRUPTED),
    wrong="a decision that cannot be, no editor",
)
_PAIR = re.compile(r"[a-z_]+=")
_WITH_PAIRS = ("--retag", "--add")


class Format(StrEnum):
    """How a record is written."""

    yaml = "yaml"
    jsonl = "jsonl"


class Command(QuickCommand):
    """What follows `--retag ID` and `--add LAYER` as `key=value` belongs to it."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        given: list[str] = []
        rest = list(args)
        while rest:
            option, equals, about = rest.pop(0).partition("=")
            if option not in _WITH_PAIRS or not (equals or rest):
                given.append(option + equals + about)
                continue
            words = [about if equals else rest.pop(0)]
            while rest and _PAIR.match(rest[0]):
                words.append(rest.pop(0))
            given += [option, shlex.join(words)]
        return super().parse_args(ctx, given)


def correct(
    ctx: typer.Context,
    records: Annotated[list[str] | None, typer.Argument(metavar="RECORDS", hidden=True)] = None,
    decisions: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where decisions are kept; else decisions.yaml beside RECORDS."),
    ] = None,
    article: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only the article of this path, or of this end of one.")
    ] = None,
    list_: Annotated[
        bool, typer.Option("--list", help="Print the annotations with their ids, tabs between the columns.")
    ] = False,
    apply: Annotated[bool, typer.Option("--apply", help="Print the records with what was decided.")] = False,
    gold: Annotated[
        bool, typer.Option("--gold", help="The same, of articles only that are decided to their end.")
    ] = False,
    accept: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="It is right as it stands. Repeatable.")
    ] = None,
    reject: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="It is no annotation. Repeatable.")
    ] = None,
    retag: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="It is another: key=value … behind the ID says what. Repeatable."),
    ] = None,
    add: Annotated[
        list[str] | None,
        typer.Option(metavar="LAYER", help="It was missed: quote=… line=… behind the layer. Repeatable."),
    ] = None,
    complete: Annotated[
        bool,
        typer.Option("--complete", help="All else is right, nothing is missing: the article is done."),
    ] = False,
    who: Annotated[str, typer.Option(metavar="NAME", help="Who decides, for the file.")] = "",
    date: Annotated[
        str, typer.Option(metavar="DAY", help="When, as 2026-01-31; with --who, else today.")
    ] = "",
    note: Annotated[str, typer.Option(metavar="TEXT", help="Why, for the file.")] = "",
    format_: Annotated[
        Format, typer.Option("--format", metavar="yaml|jsonl", help="How --apply and --gold print.")
    ] = Format.yaml,
    encoding: Encoding = "utf-8",
) -> None:
    """Correct records, and keep what was decided for later runs.

    RECORDS are files as annotate writes them, folders of them, or - for
    standard input. Each record opens in $VISUAL or $EDITOR, one after another;
    what you changed is kept as decisions. --accept, --reject, --retag, --add,
    --complete decide without an editor.

    Decisions go by the SHA-256 of the article and by an id that every run
    has: layer:start-end, as units:1788-1803. annotate --decisions FILE applies
    them to what it finds.
    """
    from annotators.recordfiles import DECISIONS

    given = records or []
    check_encoding(encoding)
    check_stdin(ctx, given, None)
    wanted = {"--accept": accept, "--reject": reject, "--retag": retag, "--add": add}
    changes = _changes(wanted)
    modes = [name for name, on in (("--list", list_), ("--apply", apply), ("--gold", gold)) if on]
    if len(modes) > 1 or (modes and (changes or complete)):
        ctx.fail(f"{modes[0]} stands alone: it does not go with {', '.join(modes[1:]) or 'decisions'}")
    files = given or ["-"]
    path = decisions or Path(files[0] if files[0] != "-" else "").parent / DECISIONS
    source = RecordsAndArticles(Records(files), article, encoding)
    if modes:
        known = load_decisions([path] if decisions is not None or path.exists() else [])
        if list_:
            _list(source, known)
        else:
            _print(source, known, format_, only_finished=gold)
    else:
        if "-" in files and not changes and not complete:
            raise CommandError("records from standard input cannot be edited; put them into a file")
        about = _about(who, date, note)
        decide_about(source, load_file(path), changes, about, complete=complete)
    source.end(article)


def _list(source: RecordsAndArticles, decisions: Decisions) -> None:
    """A line a mention, and one for each that was rejected."""
    from annotators.decidedrun import listing

    output = standard_output()
    for document, article in source.each():
        warn_outdated(decisions, article)
        for row in listing(document, decisions, article):
            write(output, "\t".join(shown(" ".join(cell.split())) for cell in row) + "\n")


def _print(source: RecordsAndArticles, decisions: Decisions, format_: Format, *, only_finished: bool) -> None:
    from annotators.decidedrun import decide, finished, listed
    from annotators.writer import to_jsonl, to_yaml

    output = standard_output()
    render = to_jsonl if format_ is Format.jsonl else to_yaml
    number = 0

    def passed(failure: Failure) -> None:
        if not only_finished:
            write(output, render(failure))

    for document, article in source.each(passed):
        if not only_finished:
            write(output, render(decide(document, decisions, article, warning)))
            continue
        warn_outdated(decisions, article)
        outcome = finished(document, decisions, article)
        for problem in outcome.problems:
            error(problem)
            source.failed = True
        if outcome.document is not None:
            number += 1
            write(output, render(outcome.document))
        elif not outcome.problems:
            rest = f": undecided {listed(outcome.undecided)}" if outcome.undecided else ""
            say(f"{article.name}: not finished, left out{rest}")
    if only_finished:
        say(f"gold: {number} of {plural(source.found, 'record')}")


def _changes(options: Mapping[str, Sequence[str] | None]) -> list[tuple[str, Decision]]:
    """What the options ask for, each with the option.

    :raises typer.BadParameter: one of them is no decision.
    """
    if not any(options.values()):
        return []
    from annotators.decisionfile import DecisionFileError, one_decision

    found = []
    for option, values in options.items():
        for value in values or ():
            words = shlex.split(value) if option in _WITH_PAIRS else [value]
            pairs = dict(word.split("=", 1) for word in words[1:] if "=" in word)
            try:
                found.append((option, one_decision(option, option.removeprefix("--"), words[0], pairs)))
            except DecisionFileError as problem:
                say(str(problem))
                raise typer.Exit(Code.ERROR) from None
    return found


def _about(who: str, date: str, note: str) -> About:
    """
    :raises typer.BadParameter: `date` is no day.
    """
    from datetime import date as day
    from datetime import datetime

    from annotators.signing import About

    if date:
        try:
            day.fromisoformat(date)
        except ValueError:
            raise typer.BadParameter(f"'{date}' is no day, as 2026-01-31 is", param_hint="'--date'") from None
    return About(who, date or (datetime.now().astimezone().date().isoformat() if who else ""), note)
