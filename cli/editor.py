"""A text in the user's editor."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .exits import CommandError, reason


@dataclass(frozen=True, slots=True)
class EditedFile:
    """A file in a folder of its own, for an editor."""

    path: Path
    editor: str

    @classmethod
    def of(cls, text: str, name: str) -> EditedFile:
        """A file called `name` with `text` in it.

        :raises CommandError: the user has named no editor.
        """
        editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
        if not editor:
            raise CommandError(
                "no editor is named: set $EDITOR, or decide by --accept, --reject, --retag, --add"
            )
        path = Path(tempfile.mkdtemp(prefix="glossator-")) / name
        path.write_text(text, encoding="utf-8")
        return cls(path, editor)

    def edit(self) -> None:
        """Open it, and come back when the editor ends.

        :raises CommandError: the editor cannot be run, or fails.
        """
        try:
            command = shlex.split(self.editor)
            status = subprocess.run([*command, str(self.path)], check=False).returncode
        except OSError as problem:
            raise CommandError(f"cannot run the editor {self.editor}: {reason(problem)}") from None
        except ValueError:  # a quotation mark that is not closed
            raise CommandError(f"cannot run the editor {self.editor}: not a command") from None
        if status:
            raise CommandError(
                f"the editor {self.editor} ended with status {status}; nothing is decided. What was written"
                f" is in {self.path}"
            )

    def remove(self) -> None:
        """Take it away, with its folder."""
        shutil.rmtree(self.path.parent, ignore_errors=True)
