"""The white space of a view, as RE2 sources."""

from __future__ import annotations

# Two further blanks carry structure, see `annotators.view`: \x1f stands before a word that cannot be part
# of a noun phrase, \x1e before one that can be, but not as its head.
BLANK = r"[ \x1e\x1f]+"
PLAIN_BLANK = r"[ \x1e]+"
