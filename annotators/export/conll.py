"""Records as CoNLL: `token TAB tag` lines, BIO tags, a blank line between sentences, an article at a time.

Tokens and sentences are our own, as the tagger gets them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from annotators.article import Article
from annotators.document import LAYERS
from annotators.export.entries import Entry, found, text_of

Boundary = Literal["newdoc", "docstart", "none"]

CLASSES = {"people": "Person", "units": "Unit", "crossings": "Crossing", "counts": "Count"}


@dataclass(slots=True)
class TaggedText:
    """The articles of records with tags. `covered`, at the end: how many mentions have none."""

    entries: Iterable[Entry]
    layers: Collection[str] = LAYERS
    boundary: Boundary = "newdoc"
    encoding: str = "utf-8"
    covered: int = 0

    def lines(self) -> Iterator[str]:
        """The text of each article: its sentences, and before them what marks where it begins.

        :raises RecordError: as `entries.text_of`.
        """
        for entry in self.entries:
            article = text_of(entry, self.encoding)
            tags = self._tags(entry, article)
            head = {"newdoc": f"# newdoc id = {_on_a_line(entry.document.article)}\n"}
            head["docstart"] = "-DOCSTART-\tO\n\n"
            text = [head.get(self.boundary, "")]
            for first, end in article.sentences:
                text += [f"{article.token(i)}\t{tags[i]}\n" for i in range(first, end)]
                text.append("\n")
            yield "".join(text)

    def _tags(self, entry: Entry, article: Article) -> list[str]:
        """The tag of each token.

        A token is in a mention that has a character of it. No token has two tags: of mentions that share one
        the longer in tokens wins, then the earlier, then the one whose layer stands first in `LAYERS`, and
        the other has none. A mention that goes on in the next sentence begins there anew.
        """
        mentions = []
        for each in found(entry, self.layers):
            for _, mention in each.mentions:
                first = bisect_right(article.token_ends, mention.start)
                end = bisect_left(article.token_starts, mention.end)
                mentions.append((first - end, first, LAYERS.index(each.layer), end, CLASSES[each.layer]))
        tags = ["O"] * len(article.token_starts)
        starts_of_sentences = {first for first, _ in article.sentences}
        for _, first, _, end, name in sorted(mentions):
            if any(tag != "O" for tag in tags[first:end]):
                self.covered += 1
                continue
            begins = sorted({first, *starts_of_sentences.intersection(range(first, end))})
            for begin, following in pairwise((*begins, end)):
                tags[begin:following] = [f"B-{name}", *[f"I-{name}"] * (following - begin - 1)]
        return tags


def _on_a_line(name: str) -> str:
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)
