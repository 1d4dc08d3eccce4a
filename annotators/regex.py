"""RE2 expressions that are compiled when first searched for: one article needs few of a pack's."""

from __future__ import annotations

import re2

UNANCHORED = re2._re2.RE2.Anchor.UNANCHORED  # of `compiled._regexp.Match`: a match may begin anywhere


class Regex:
    """An expression over bytes, one byte a character; without `capture` its groups capture nothing."""

    __slots__ = ("_capture", "_compiled", "pattern")

    def __init__(self, source: str, *, capture: bool = True) -> None:
        self.pattern = source.encode("latin-1")
        self._capture = capture
        self._compiled: re2._Regexp | None = None

    @property
    def compiled(self) -> re2._Regexp:
        """The compiled expression.

        :raises re2.error: the source is malformed, or compiles to more than 64 MB.
        """
        if self._compiled is None:
            options = re2.Options()
            options.encoding = re2.Options.Encoding.LATIN1
            options.max_mem = 64 << 20
            options.log_errors = False
            options.never_capture = not self._capture
            self._compiled = re2.compile(self.pattern, options)
        return self._compiled
