"""x"""

from __future__ import annotations

EPILOG = ""


def man():
    """Man."""
