"""`glossator rules why`: why a rule matched an article, and where it did not, what stopped it."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..articles import DEVICE, MODEL, DeviceName, Engine, Rules, check_encoding, tagger
from ..console import shown
from ..exits import Code, CommandError, epilog, reason
from ..output import standard_output, write
from ..packs import load, named

if TYPE_CHECKING:
    from annotators.article import Article
    from annotators.compiledrule import CompiledRule
    from annotators.pipeline import TaggerInfo
    from annotators.ruleset import RuleSet

EPILOG = epilog(
    "glossator rules why units.named-group article.txt:12",
    "curl -s $URL | html2text | glossator rules why titled - --no-ner",
    "glossator rules why mine.my-rule a.txt --rules mine.yaml --all | less",
    codes=(Code.DONE, Code.CHECK_FAILED, Code.ERROR),
    wrong="a broken rule pack, no such model",
    failed="the rule annotated nothing there",
)


def why(
    rule: Annotated[str, typer.Argument(metavar="RULE", hidden=True)],
    place: Annotated[str, typer.Argument(metavar="FILE[:LINE]", hidden=True)],
    every: Annotated[
        bool, typer.Option("--all", help="All near misses and refused matches, not the nearest few.")
    ] = False,
    rules: Rules = None,
    no_ner: Annotated[
        bool, typer.Option("--no-ner", help="Never run the model; else it runs where the rule needs it.")
    ] = False,
    model: Annotated[
        str,
        typer.Option(metavar="NAME|DIR", help="A model of model list, or the folder of a Stanza NER model."),
    ] = MODEL,
    engine: Annotated[
        Engine, typer.Option(metavar="auto|compiled|stanza", help="What runs the model.")
    ] = Engine.auto,
    device: DeviceName = DEVICE,
    encoding: Annotated[str, typer.Option(metavar="NAME", help="How the article is encoded.")] = "utf-8",
) -> None:
    """Say why a rule matched, and what stopped it where it did not.

    RULE is pack.rule, or its name alone where one pack has it, or what the
    model finds: ner.person, ner.place, ner.unit, ner.organization. FILE is an
    article, - standard input. With LINE only the sentences that touch that
    line count.

    Every match is told with its captures and conditions and what it won or
    lost against; every refused match with the condition that failed; of what
    came near, the words that matched, what could have stood next, and what
    stands there.
    """
    from annotators import batch
    from annotators.pipeline import Annotator
    from annotators.why import ask
    from annotators.whytext import describe

    check_encoding(encoding)
    output = standard_output()
    packs = load(rules or [])
    asked = named(packs, rule)
    if no_ner and isinstance(asked, str):
        raise typer.BadParameter(f"'{asked}' is what the model finds", param_hint="'--no-ner'")
    article, line = _article(place, encoding)
    wanted = None if no_ner else _tagger(packs, asked, model, engine, device)
    try:
        answer = ask(Annotator(packs, wanted), article, asked, line=line, every=every)
    except batch.ModelError as problem:
        raise CommandError(str(problem)) from None
    text = describe(packs, article, asked, answer)
    write(output, "\n".join(shown(each) for each in text.split("\n")))
    if not answer.annotated:
        raise typer.Exit(Code.CHECK_FAILED)


def _tagger(
    packs: RuleSet, rule: CompiledRule | str, model: str, engine: Engine, device: str
) -> TaggerInfo | None:
    """The model, where what the rule does depends on it."""
    from annotators.why import needs_names, needs_units

    if needs_names(packs, rule):
        return tagger(model, engine, device)
    if isinstance(rule, str) or not needs_units(packs, rule):
        return None
    found = tagger(model, engine, device)
    return found if found.marks_units() else None


def _article(place: str, encoding: str) -> tuple[Article, int | None]:
    """The article and line that FILE[:LINE] names; a file whose name ends in a colon and digits comes first.

    :raises CommandError: it cannot be read, or has no such line.
    """
    from annotators.article import ArticleError, read

    name, line = place, None
    found = re.fullmatch(r"(.+):([0-9]+)", place, re.DOTALL)
    if found is not None and not Path(place).is_file():
        name, line = found[1], int(found[2])
    try:
        if name != "-":
            data = Path(name).read_bytes()
        elif sys.stdin is None:
            raise CommandError("-: standard input is closed")
        else:
            data = sys.stdin.buffer.read()
        article = read(data, name, encoding=encoding)
    except OSError as problem:
        raise CommandError(reason(problem)) from None
    except ArticleError as problem:
        raise CommandError(f"{name}: {problem}") from None
    lines = len(article.line_starts)
    if line is not None and not 1 <= line <= lines:
        raise CommandError(f"{name} has no line {line}: it has {lines}")
    return article, line
