"""RE2 expressions that are compiled when first searched for: one article needs few of a pack's."""

from __future__ import annotations

import re2

_LARGEST = 64 << 20  # bytes: what an expression may take at most
# What one may take while it searches: RE2 keeps the states that it has been in, and over a long run without a
# limit they would fill memory. It forgets them at the limit, and finds the same.
_LEAST = 4 << 20
_TIMES = 300  # bytes for one of source
_INSTRUCTION = 96  # bytes: six times what RE2 takes for one, so that most of the limit is left for states
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
    memory = memory_for(source)
    try:
        made = _made(source, capture, memory)
    except re2.error:
        return _made(source, capture, _LARGEST)
    # Repetitions make a program larger than its source tells; without room for states it would search slowly.
    if made._regexp.ProgramSize() * _INSTRUCTION > memory:
        made = _made(source, capture, _LARGEST)
    return made


def _made(source: str, capture: bool, memory: int) -> re2._Regexp:
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.max_mem = memory
    options.log_errors = False
    options.never_capture = not capture
    return re2._Regexp(source.encode("latin-1"), options)


def memory_for(source: str) -> int:
    """The bytes that `source`, compiled, is given for its program and for the states that it keeps."""
    return min(_LEAST + _TIMES * len(source), _LARGEST)
