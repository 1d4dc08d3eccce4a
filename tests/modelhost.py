"""A stand-in for Stanza's model host: a web server on this machine with tiny models and faults to order."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


def listed(folder: Path) -> dict[str, Any]:
    """A list of models like Stanza's for the files in `folder` (LANGUAGE/PROCESSOR/PACKAGE.pt)."""
    languages: dict[str, Any] = {}
    for file in sorted(folder.glob("*/*/*.pt")):
        entry: dict[str, Any] = {"md5": md5(file.read_bytes(), usedforsecurity=False).hexdigest()}
        if file.parent.name == "ner":
            kinds = ["pretrain"]
            kinds += ["forward_charlm", "backward_charlm"] if file.stem.endswith("_charlm") else []
            entry["dependencies"] = [{"model": kind, "package": "tiny"} for kind in kinds]
        language = languages.setdefault(file.parent.parent.name, {})
        language.setdefault(file.parent.name, {})[file.stem] = entry
    for code, language in languages.items():
        default = {kind: "tiny" for kind in ("tokenize", "ner") if "tiny" in language.get(kind, {})}
        language |= {"default_processors": default, "packages": {"default": default}, "default_md5": "0" * 32}
        language["lang_name"] = {"uk": "Ukrainian", "en": "English"}[code]
    return languages | {
        "ukrainian": {"alias": "uk"},
        "cu": {"tokenize": {"proiel": {"md5": "0" * 32}}, "packages": {}, "lang_name": "Church_Slavonic"},
        "url": "https://huggingface.co/stanfordnlp/stanza-{lang}/resolve/v{resources_version}/models/{filename}",
    }


@dataclass(slots=True)
class Host:
    """What the stand-in serves and what it was asked for."""

    folder: Path
    url: str
    version: str  # of the list of models that this version of Stanza asks for
    resources: dict[str, Any]
    faults: dict[str, str] = field(default_factory=dict)  # path -> cut | garbled | a status
    asked: list[str] = field(default_factory=list)

    @property
    def list_path(self) -> str:
        return f"/resources_{self.version}.json"

    @property
    def hub_path(self) -> str:
        """Under which the Hugging Face hub has Stanza's Ukrainian models."""
        return f"/stanfordnlp/stanza-uk/resolve/v{self.version}/models/"

    def body(self, path: str) -> bytes | None:
        if path == self.list_path:
            return json.dumps(self.resources).encode()
        file = self.folder / path.replace(self.hub_path, "/uk/").lstrip("/")
        return file.read_bytes() if file.is_file() else None


@contextmanager
def serving(models: Path, folder: Path) -> Iterator[Host]:
    """A host of copies in `folder` of `models`, on a free port of 127.0.0.1."""
    from stanza.resources.common import DEFAULT_RESOURCES_VERSION  # late: few tests need it

    shutil.copytree(models, folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    url = f"http://127.0.0.1:{server.server_port}"
    host = Host(folder, url, DEFAULT_RESOURCES_VERSION, listed(folder))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(with_body=True)

        def do_HEAD(self) -> None:
            self._answer(with_body=False)

        def _answer(self, *, with_body: bool) -> None:
            host.asked.append(self.path)
            fault, body = host.faults.get(self.path, ""), host.body(self.path)
            if fault.isdigit() or body is None:
                self.send_error(int(fault or 404))
                return
            if fault == "garbled":
                body = body[:-1] + bytes([body[-1] ^ 1])
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("ETag", f'"{md5(body, usedforsecurity=False).hexdigest()}"')
            self.send_header("X-Repo-Commit", "0" * 40)
            self.end_headers()
            if with_body:
                self.wfile.write(body[: len(body) // 2] if fault == "cut" else body)
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: standard error is the tests'."""

    server.RequestHandlerClass = Handler
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
