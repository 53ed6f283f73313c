"""A server on a thread of this process, and a client that sends what it is told, byte by byte."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import write_photo
from inpaint_studio.engines.registry import REGISTRY, Registry
from inpaint_studio.serve.limits import Limits
from inpaint_studio.serve.server import Options, Place, serve
from tests.cli.studio import textured
from tests.waiting import PATIENCE, wait_for

BOUNDARY = "----the-boundary"
FORM = f"multipart/form-data; boundary={BOUNDARY}"


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> str:
        """The code of the error; it is one line, of text."""
        about = self.json
        assert set(about) == {"error", "detail", "errors"}
        assert about["detail"] == about["errors"]
        assert "\n" not in about["detail"]
        assert "Traceback" not in about["detail"]
        return str(about["error"])


class Client:
    """Asks the server at a place."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.port = int(place.address.rpartition(":")[2])

    @contextmanager
    def connected(self) -> Iterator[socket.socket]:
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as connection:
            yield connection

    def head(self, method: str, target: str, **headers: str) -> bytes:
        """The head of a request, with the token unless `Authorization` is given; "" leaves a header out."""
        about = {"Host": f"127.0.0.1:{self.port}", "Authorization": f"Bearer {self.place.token}"}
        about |= {name.replace("_", "-"): value for name, value in headers.items()}
        lines = [
            f"{method} {target} HTTP/1.1",
            *(f"{name}: {value}" for name, value in about.items() if value),
        ]
        return "\r\n".join([*lines, "", ""]).encode()

    def ask(self, method: str, target: str, body: bytes | None = None, **headers: str) -> Reply:
        if body is not None:
            headers.setdefault("Content_Length", str(len(body)))
        return self.send(self.head(method, target, **headers) + (body or b""))

    def send(self, request: bytes) -> Reply:
        """Send these bytes and read the answer."""
        with self.connected() as connection:
            connection.sendall(request)
            return received(connection)

    def fill(self, photo: bytes, mask: bytes, **values: str) -> Reply:
        body = form({"photo": photo, "mask": mask, **values})
        return self.ask("POST", "/fill", body, Content_Type=FORM)

    def post(self, target: str, value: object) -> Reply:
        return self.ask("POST", target, json.dumps(value).encode(), Content_Type="application/json")


def received(connection: socket.socket) -> Reply:
    """The answer that comes: the connection is closed after it."""
    found = b""
    while part := connection.recv(65536):
        found += part
    head, _, body = found.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    assert int(headers["content-length"]) == len(body)
    return Reply(int(first.split()[1]), headers, body)


def form(fields: Mapping[str, bytes | str], *, boundary: str = BOUNDARY, end: bool = True) -> bytes:
    """A form; bytes are sent as files."""
    parts = []
    for name, value in fields.items():
        file = '; filename="../../etc/passwd"' if isinstance(value, bytes) else ""
        data = value if isinstance(value, bytes) else value.encode()
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'
        parts.append(head.encode() + data + b"\r\n")
    return b"".join(parts) + (f"--{boundary}--\r\n".encode() if end else b"")


@contextmanager
def running(limits: Limits | None = None, registry: Registry = REGISTRY, **options: Any) -> Iterator[Client]:
    """A server with these limits; at the end it is stopped, and has left nothing behind."""
    ready, found = threading.Event(), []
    limits = limits or Limits(linger_seconds=0.2)

    def on_ready(place: Place, stop: Callable[[], None]) -> None:
        found.append((place, stop))
        ready.set()

    def work() -> None:
        serve(Options(limits=limits, **options), on_ready=on_ready, registry=registry)

    thread = threading.Thread(target=work)
    thread.start()
    wait_for(ready)
    ((place, stop),) = found
    try:
        yield Client(place)
    finally:
        stop()
        thread.join(PATIENCE)
    assert not place.token_file.parent.exists()


def encoded(folder: Path, pixels: Any, ending: str = ".png") -> bytes:
    """A picture as the bytes of a file."""
    path = folder / f"encoded{ending}"
    write_photo(path, Photo(pixels), overwrite=True)
    return path.read_bytes()


def photo_and_mask(folder: Path, ending: str = ".png") -> tuple[bytes, bytes]:
    """A photo of 80 by 60 px and its mask with one hole of 12 by 10 px."""
    mask = textured(60, 80, 1) * 0
    mask[20:30, 30:42] = 255
    return encoded(folder, textured(), ending), encoded(folder, mask)
