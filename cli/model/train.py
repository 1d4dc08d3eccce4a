"""`glossator model train`: a tagger from sentences with tags."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotators.ner.training import Progress, TrainingConfig  # light: torch comes with `train` alone

from ..console import console, note, on_terminal
from ..exits import Code, CommandError, epilog

if TYPE_CHECKING:
    from annotators.ner.training import Score

_DEFAULT = TrainingConfig(vectors=Path())

EPILOG = epilog(
    "glossator model train t.bio dev.bio --vectors v.txt -o mine 2>&1 | tee log",
    "glossator model train mended.yaml dev.yaml --vectors v.txt -o m && ls m",
    codes=(Code.DONE, Code.ERROR, Code.INTERRUPTED),
    wrong="faulty training data or vectors",
)


def train(
    train_file: Annotated[
        Path,
        typer.Argument(
            metavar="TRAIN",
            exists=True,
            dir_okay=False,
            help="Sentences to learn from: token TAB tag lines, BIO; or corrected records.",
        ),
    ],
    dev_file: Annotated[
        Path,
        typer.Argument(
            metavar="DEV", exists=True, dir_okay=False, help="Sentences that decide which weights are kept."
        ),
    ],
    vectors: Annotated[
        Path,
        typer.Option(
            metavar="PATH",
            exists=True,
            help="Word vectors, the most frequent first: GloVe or word2vec text (.txt, .txt.xz), or a folder "
            "with a .npy matrix and a .parquet index.",
        ),
    ],
    output: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="DIR", file_okay=False, help="The model folder to write."),
    ],
    records: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help="Corrected records to learn people, units and crossings from, beside TRAIN. Repeatable.",
        ),
    ] = None,
    steps: Annotated[int, typer.Option(metavar="N", min=1, help="Batches to train on.")] = _DEFAULT.steps,
    eval_every: Annotated[
        int, typer.Option(metavar="N", min=1, help="Steps between two looks at DEV.")
    ] = _DEFAULT.eval_every,
    batch_size: Annotated[
        int, typer.Option(metavar="N", min=1, help="Sentences in a batch.")
    ] = _DEFAULT.batch_size,
    max_vocab: Annotated[
        int, typer.Option(metavar="N", min=1, help="Words to keep of the vectors.")
    ] = _DEFAULT.max_vocab,
    hidden_dim: Annotated[
        int, typer.Option(metavar="N", min=1, help="Units of the word LSTM, a direction.")
    ] = _DEFAULT.hidden_dim,
    char_hidden_dim: Annotated[
        int, typer.Option(metavar="N", min=1, help="Units of the character LSTM, a direction.")
    ] = _DEFAULT.char_hidden_dim,
    dropout: Annotated[
        float,
        typer.Option(metavar="X", min=0.0, max=0.9, help="Share of the inputs left out at random."),
    ] = _DEFAULT.dropout,
    capitals: Annotated[
        float,
        typer.Option(metavar="X", min=0.0, max=1.0, help="Share of the sentences read in capitals, too."),
    ] = _DEFAULT.capitals,
    learning_rate: Annotated[
        float, typer.Option(metavar="X", min=0.0, help="Of the first steps; then it falls to 0.")
    ] = _DEFAULT.learning_rate,
    hold: Annotated[
        float, typer.Option(metavar="X", min=0.0, max=1.0, help="Share of the steps before it falls.")
    ] = _DEFAULT.hold,
    seed: Annotated[int, typer.Option(metavar="N", help="Equal seeds, equal models.")] = _DEFAULT.seed,
    threads: Annotated[
        int, typer.Option(metavar="N", min=1, help="Processor cores to use.")
    ] = _DEFAULT.threads,
) -> None:
    """Train a Stanza NER model for annotate --model.

    Files named .yaml or .jsonl are records: as annotate wrote them and you
    corrected them, or articles with text and annotations.

    Vectors in a folder need more packages: pip install 'glossator[train]'
    """
    from annotators.ner.bio import TrainingDataError
    from annotators.ner.training import train as train_model
    from annotators.ner.vectors import VectorError

    config = TrainingConfig(
        vectors=vectors,
        max_vocab=max_vocab,
        hidden_dim=hidden_dim,
        char_hidden_dim=char_hidden_dim,
        dropout=dropout,
        capitals=capitals,
        learning_rate=learning_rate,
        hold=hold,
        batch_size=batch_size,
        steps=steps,
        eval_every=eval_every,
        seed=seed,
        threads=threads,
    )
    try:
        with _reports(steps) as report:
            score = train_model(train_file, dev_file, output, config, report, records=records or ())
    except (TrainingDataError, VectorError) as problem:
        raise CommandError(str(problem)) from None
    except ModuleNotFoundError as problem:
        raise CommandError(f"{problem.name} is not installed: pip install 'glossator[train]'") from None
    _show(score)


@contextmanager
def _reports(steps: int) -> Iterator[Callable[[Progress], None]]:
    """Where training reports to: a bar on a terminal, else a line a report."""
    if not on_terminal():
        yield lambda progress: note(_line(progress))
        return
    from rich import progress as bars

    columns = (
        bars.TextColumn("{task.description}"),
        bars.BarColumn(),
        bars.MofNCompleteColumn(),
        bars.TimeRemainingColumn(),
    )
    with bars.Progress(*columns, console=console()) as bar:
        task = bar.add_task("training", total=steps)

        def report(progress: Progress) -> None:
            bar.update(task, completed=progress.step, description=f"loss {progress.loss:.3f}")
            if progress.dev_f1 is not None:
                note(_line(progress))

        yield report


def _line(progress: Progress) -> str:
    line = f"step {progress.step}/{progress.steps}: loss {progress.loss:.3f}"
    return line if progress.dev_f1 is None else f"{line}, dev F1 {progress.dev_f1:.4f}"


def _show(score: Score) -> None:
    from rich.table import Table

    table = Table("class", box=None)
    table.add_column("dev F1", justify="right")
    for name, f1 in score.by_class.items():
        table.add_row(name, f"{f1:.4f}")
    table.add_section()
    table.add_row("all", f"{score.micro:.4f}")
    console().print(table)
