"""Both engines over the same sentences: where their tags differ, and how fast each is.

    python bench/engines.py MODEL_FOLDER FILE.bio [FILE.txt…]

A `.bio` file is tokens and tags, a line each; anything else is an article. One core (set OMP_NUM_THREADS=1).
`cold` is the first pass over the sentences, words unknown; `warm` the best of three more; `by article`
takes them 20 at a time. The last lines are the differences, a token and column each.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Sequence
from pathlib import Path

from annotators.article import read
from annotators.ner import compiled, stanza_engine
from annotators.ner.stage import Tagged, Tagger
from annotators.ner.training import read_bio

BY = 20  # sentences of an article


def sentences_of(path: Path) -> list[list[str]]:
    """The sentences of a BIO file or of an article."""
    if path.suffix == ".bio":
        return [[token for token, _ in sentence] for sentence in read_bio(path)]
    article = read(path.read_bytes(), path.name)
    starts, ends, text = article.token_starts, article.token_ends, article.text
    return [[text[starts[i] : ends[i]] for i in range(first, last)] for first, last in article.sentences]


def rate(tagger: Tagger, batches: Sequence[Sequence[Sequence[str]]]) -> tuple[float, Tagged]:
    """Tokens a second, and the tags."""
    tags: Tagged = []
    start = time.perf_counter()
    for batch in batches:
        tags += tagger(batch)
    taken = time.perf_counter() - start
    return sum(len(columns[0]) for columns in tags) / taken, tags


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("files", type=Path, nargs="+")
    arguments = parser.parse_args()
    sentences = [sentence for file in arguments.files for sentence in sentences_of(file)]
    whole = [sentences]
    articles = [sentences[i : i + BY] for i in range(0, len(sentences), BY)]
    print(f"{len(sentences)} sentences, {sum(map(len, sentences))} tokens")
    print(f"{'':12}{'load s':>8}{'cold':>9}{'warm':>9}{'by article':>12}{'peak MB':>9}  (tokens/s)")
    found = {}
    # compiled first: the peak of a process never falls
    for name, load in (("compiled", compiled.load), ("stanza", stanza_engine.load)):
        start = time.perf_counter()
        tagger = load(arguments.model)
        loaded = time.perf_counter() - start
        cold, found[name] = rate(tagger, whole)
        warm = max(rate(tagger, whole)[0] for _ in range(3))
        by_article, _ = rate(tagger, articles)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{name:12}{loaded:8.2f}{cold:9.0f}{warm:9.0f}{by_article:12.0f}{peak:9.0f}")
    different = [
        f"{number}:{i}\t{token}\tcolumn {column}\tcompiled {ours}\tstanza {theirs}"
        for number, (sentence, *columns) in enumerate(zip(sentences, *found.values(), strict=True), 1)
        for column, tags in enumerate(zip(*columns, strict=True), 1)
        for i, (token, ours, theirs) in enumerate(zip(sentence, *tags, strict=True), 1)
        if ours != theirs
    ]
    print(f"{len(different)} tokens differ", *different, sep="\n")


if __name__ == "__main__":
    main()
