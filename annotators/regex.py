"""RE2 expressions that are compiled when first searched for: one article needs few of a pack's."""

from __future__ import annotations

import re2

UNANCHORED = re2._re2.RE2.Anchor.UNANCHORED  # of `compiled._regexp.Match`: a match may begin anywhere


class Regex:
    """An expression over bytes, one byte a character; without `capture` its groups capture nothing."""

    __slots__ = ("_capture", "_compiled", "_source")

    def __init__(self, source: str, *, capture: bool = True) -> None:
        self._source: str | None = source
        self._capture = capture
        self._compiled: re2._Regexp | None = None

    @property
    def source(self) -> str:
        """What RE2 compiles; every character is one byte."""
        assert self._source is not None
        return self._source

    @property
    def captures(self) -> bool:
        """Whether its groups capture."""
        return self._capture

    @property
    def is_narrowable(self) -> bool:
        """Whether compiling what a text leaves of it is less work by now than compiling all of it."""
        return False

    @property
    def compiled(self) -> re2._Regexp:
        """The compiled expression.

        :raises re2.error: the source is malformed, or compiles to more than 64 MB.
        """
        if self._compiled is None:
            self._compiled = compiled(self.source, capture=self._capture)
        return self._compiled


def compiled(source: str, *, capture: bool = True) -> re2._Regexp:
    """`source`, compiled, and kept by nothing else (`re2.compile` keeps the last 128).

    :raises re2.error: the source is malformed, or compiles to more than 64 MB.
    """
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.max_mem = 64 << 20
    options.log_errors = False
    options.never_capture = not capture
    return re2._Regexp(source.encode("latin-1"), options)
