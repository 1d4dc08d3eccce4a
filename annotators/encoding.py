"""Names of text encodings."""

from __future__ import annotations


def is_encoding(name: str) -> bool:
    """Whether Python knows a text encoding of that name."""
    try:
        b"a".decode(name)
    except UnicodeError:
        return True  # known, and of more than a byte a character
    except (LookupError, ValueError):
        return False
    return True
