"""A local web server that serves files, and can misbehave on request."""

from __future__ import annotations

import hashlib
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from tests.waiting import PATIENCE

PAGE = b"<!DOCTYPE html><html><body>Please sign in</body></html>"


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one answer."""

    status: int = 200
    cut: int | None = None
    """Hang up after so many bytes."""
    stall: int | None = None
    """Say nothing more after so many bytes."""
    page: bool = False
    """Send a web page instead."""
    no_range: bool = False
    """Send the whole file whatever part was asked for."""
    no_length: bool = False
    """Do not say how long it is."""
    redirect: str = ""


@dataclass(frozen=True)
class Asked:
    """One request that came in."""

    path: str
    headers: Mapping[str, str]


@dataclass
class ModelServer:
    """Serves `files` by path; each request takes the next of `faults`, if there is one."""

    files: dict[str, bytes] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    stalled: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.over = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self._http.block_on_close = False
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,))

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def add(self, path: str, data: bytes) -> str:
        """Serve these bytes; the address of them."""
        self.files[path] = data
        return f"{self.address}{path}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()


def _handler(server: ModelServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.asked.append(Asked(self.path, dict(self.headers)))
            fault = server.faults.pop(0) if server.faults else Fault()
            data = server.files.get("/" + self.path.split("://")[-1].partition("/")[2].lstrip("/"))
            if fault.redirect:
                self._head(302, {"Location": fault.redirect, "Content-Length": "0"})
            elif data is None or fault.status != 200:
                self._head(404 if data is None else fault.status, {"Content-Length": "0"})
            elif fault.page:
                self._head(
                    200, {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(PAGE))}
                )
                self.wfile.write(PAGE)
            else:
                self._send(data, fault)

        def _send(self, data: bytes, fault: Fault) -> None:
            tag = f'"{hashlib.sha256(data).hexdigest()[:8]}"'
            start = 0
            wanted = self.headers.get("Range", "").removeprefix("bytes=").rstrip("-")
            if wanted and not fault.no_range and self.headers.get("If-Range", tag) == tag:
                start = int(wanted)
            if start and start >= len(data):
                self._head(416, {"Content-Range": f"bytes */{len(data)}", "Content-Length": "0"})
                return
            headers = {"ETag": tag, "Content-Type": "application/octet-stream"}
            if not fault.no_length:
                headers["Content-Length"] = str(len(data) - start)
            if start:
                headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
            self._head(206 if start else 200, headers)
            end = fault.cut if fault.cut is not None else fault.stall
            self.wfile.write(data[start : len(data) if end is None else max(start, end)])
            self.wfile.flush()
            if fault.stall is not None:
                server.stalled.set()
                server.over.wait(PATIENCE)
            if end is not None:
                self.connection.shutdown(socket.SHUT_RDWR)

        def _head(self, status: int, headers: Mapping[str, str]) -> None:
            self.send_response(status)
            for key, value in {**headers, "Connection": "close"}.items():
                self.send_header(key, value)
            self.end_headers()

        def log_message(self, *words: Any) -> None:
            """Nothing on stderr."""

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:
                """The other side has hung up, as it may."""

        def finish(self) -> None:
            try:
                super().finish()
            except OSError:
                """As above."""

    return Handler
