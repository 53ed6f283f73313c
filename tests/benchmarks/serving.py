"""Attacks a server with its default limits and prints what became of it: python -m tests.benchmarks.serving

The tests attack it too, with small limits; here they are real, and the memory of the server is measured.
"""

from __future__ import annotations

import selectors
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil

from inpaint_studio.core.paths import resources_dir
from inpaint_studio.serve.server import Place
from tests.serve.running import FORM, Client, Reply, form, received
from tests.serve.test_attacks import png_that_claims

SAMPLES = resources_dir() / "samples"
PHOTO, MASK = (SAMPLES / name for name in ("damaged-portrait.png", "damaged-portrait.mask.png"))


@contextmanager
def served() -> Iterator[tuple[Client, psutil.Process]]:
    """A server in a process of its own."""
    command = [sys.executable, "-m", "inpaint_studio", "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().split()[2].rstrip(",")
        token = process.stdout.readline().split()[1]
        try:
            yield Client(Place(address, token, Path(tempfile.gettempdir()))), psutil.Process(process.pid)
        finally:
            process.terminate()


def flood(client: Client, head: bytes, part: bytes, most: int) -> str:
    """Send `part` until the server closes, `most` bytes at most."""
    with client.connected() as connection:
        connection.sendall(head)
        connection.setblocking(False)
        sent, left = 0, b""
        with selectors.DefaultSelector() as selector:
            selector.register(connection, selectors.EVENT_READ | selectors.EVENT_WRITE)
            while True:
                ((_, events),) = selector.select()
                if events & selectors.EVENT_READ:
                    break
                left = left or part
                done = connection.send(left)
                left, sent = left[done:], sent + done
                if sent > most:
                    return f"all {sent / 1e6:.0f} MB taken"
        connection.setblocking(True)
        reply = received(connection)
    return f"{said(reply)} after {sent / 1e6:.1f} MB"


def trickle(client: Client, head: bytes) -> str:
    """Send `head`, then a byte each second until the answer comes."""
    with client.connected() as connection:
        connection.sendall(head)
        begin = time.monotonic()
        with selectors.DefaultSelector() as selector:
            selector.register(connection, selectors.EVENT_READ)
            while not selector.select(timeout=1.0):
                connection.sendall(b"x")
        took = time.monotonic() - begin
        return f"{said(received(connection))} after {took:.1f} s"


def said(reply: Reply) -> str:
    """The status and the code of an answer."""
    return f"{reply.status}" + (f" {reply.error}" if reply.status >= 400 else "")


def at_once(client: Client, body: bytes, count: int) -> str:
    """Ask `count` times at the same time for the same fill."""
    begin = time.monotonic()
    with ExitStack() as stack:
        connections: list[socket.socket] = []
        for _ in range(count):
            connection = stack.enter_context(client.connected())
            connection.sendall(client.head("POST", "/fill", Content_Length=str(len(body)), Content_Type=FORM))
            connections.append(connection)
        for connection in connections:
            try:
                connection.sendall(body)
            except OSError:  # refused already; the answer waits
                continue
        found = Counter(said(received(connection)) for connection in connections)
    took = time.monotonic() - begin
    return ", ".join(f"{number} x {what}" for what, number in sorted(found.items())) + f" in {took:.1f} s"


def leave(client: Client, body: bytes) -> str:
    """Ask for a fill, leave a second later, and see when its place is free."""
    with client.connected() as connection:
        head = client.head("POST", "/fill", Content_Length=str(len(body)), Content_Type=FORM)
        connection.sendall(head + body)
        time.sleep(1.0)
    begin = time.monotonic()
    while client.ask("GET", "/status").json["fills"]:
        time.sleep(0.02)
    return f"stopped {time.monotonic() - begin:.2f} s later"


def main() -> int:
    """Run all attacks and print a row of each."""
    photo, mask = PHOTO.read_bytes(), MASK.read_bytes()
    quick = form({"photo": photo, "mask": mask, "method": "telea"})
    slow = form({"photo": photo, "mask": mask, "method": "sparse", "invert": "true"})
    with served() as (client, process):
        first = said(client.fill(photo, mask, method="telea"))
        begin = process.memory_info().rss
        declared = client.head("POST", "/fill", Content_Length=str(10**9), Content_Type=FORM)
        chunked = client.head("POST", "/api/v1/inpaint", Transfer_Encoding="chunked")
        body = client.head("POST", "/fill", Content_Length="1000", Content_Type=FORM)
        attacks: dict[str, Callable[[], str]] = {
            "a fill": lambda: first,
            "no token": lambda: said(client.ask("GET", "/status", Authorization="")),
            "1 GB declared": lambda: flood(client, declared, bytes(1 << 16), 10**9),
            "chunks without end": lambda: flood(
                client, chunked, b"10000\r\n" + bytes(1 << 16) + b"\r\n", 10**9
            ),
            "slow headers": lambda: trickle(client, b"GET / HTTP/1.1\r\nX: "),
            "slow body": lambda: trickle(client, body),
            "PNG of 3600 megapixels": lambda: said(client.fill(png_that_claims(60_000, 60_000), mask)),
            "50 at once": lambda: at_once(client, quick, 50),
            "client leaves a fill": lambda: leave(client, slow),
        }
        most = begin
        for name, attack in attacks.items():
            outcome = attack()
            now = process.memory_info().rss
            most = max(most, now)
            print(f"{name:<24}{outcome:<64}{(now - begin) / 1e6:+7.0f} MB", flush=True)
        print(f"{'memory':<24}{begin / 1e6:.0f} MB after the first fill, {most / 1e6:.0f} MB at most")
    return 0


if __name__ == "__main__":
    sys.exit(main())
