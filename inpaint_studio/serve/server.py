"""The server: listens on this computer alone, and leaves nothing behind when it ends."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from ..core.errors import StudioError
from ..core.files import make_folder, os_errors_as, reason
from ..core.locks import LOCK_NAME, FolderLock
from ..core.paths import cache_dir
from ..engines.registry import REGISTRY, Registry
from ..jobs.failures import details
from .guard import Guard, new_token, without_prefix
from .limits import Limits
from .messages import Refusal
from .routes import Routes
from .wire import Connection, Gone

_LOG = logging.getLogger(__name__)

HOSTS = ("127.0.0.1", "::1")
"""The addresses that only programs on this computer reach."""


@dataclass(frozen=True)
class Place:
    """Where a server is reached: its address, the token, and the file that holds it."""

    address: str
    token: str
    token_file: Path


@dataclass(frozen=True)
class Options:
    """How a server runs. Port 0 is any free one; without a `token` a random one is made."""

    host: str = HOSTS[0]
    port: int = 0
    token: str | None = None
    limits: Limits = field(default_factory=Limits)
    device: str = "auto"
    threads: int | None = None


def serve(
    options: Options,
    *,
    on_ready: Callable[[Place, Callable[[], None]], None],
    registry: Registry = REGISTRY,
) -> None:
    """Serve until SIGINT or SIGTERM, or until the function that `on_ready` gets is called, from any thread.

    Raises StudioError "serve-port" and "folder-unwritable".
    """
    with _listening(options.host, options.port) as listener:
        port = listener.getsockname()[1]
        token = options.token or new_token()
        lock = _own_folder(port)
        folder = lock.folder
        try:
            token_file = folder / "token"
            token_file.touch(mode=0o600)
            token_file.write_text(token + "\n", encoding="utf-8")
            named = f"[{options.host}]" if ":" in options.host else options.host
            place = Place(f"http://{named}:{port}", token, token_file)
            asyncio.run(_Server(options, place, folder, registry).run(listener, on_ready))
        finally:
            _remove(lock)


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        raise StudioError("serve-port", port=port, reason=reason(error)) from error


def _own_folder(port: int) -> FolderLock:
    """An empty private folder, locked; what a killed server left there is removed.

    Two servers can have the same port, one by IPv4 and one by IPv6, or on two computers that share a home:
    the second gets a folder with another name.
    """
    folders = cache_dir() / "serve"
    make_folder(folders)
    for number in count(1):
        folder = folders / (str(port) if number == 1 else f"{port}-{number}")
        with os_errors_as("folder-unwritable", folder):
            folder.mkdir(mode=0o700, exist_ok=True)
            try:
                lock = FolderLock.take(folder)
            except FileNotFoundError:  # its server has just removed it
                continue
            if lock is not None:
                _empty(folder)
                return lock
    raise AssertionError  # numbers do not end


def _empty(folder: Path) -> None:
    """Remove all in a locked folder but the lock."""
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != LOCK_NAME:
            path.unlink()


def _remove(lock: FolderLock) -> None:
    """Remove the folder while it is locked: afterwards it may be that of another server."""
    shutil.rmtree(lock.folder, ignore_errors=True)
    lock.release()
    if sys.platform == "win32":  # which keeps the file of a lock that is held
        shutil.rmtree(lock.folder, ignore_errors=True)


class _Server:
    """Talks to clients at a place that is listened at, and gives their fills folders in `folder`."""

    def __init__(self, options: Options, place: Place, folder: Path, registry: Registry) -> None:
        self._limits = options.limits
        self._place = place
        self._guard = Guard(place.token, options.host, int(place.address.rpartition(":")[2]))
        self._routes = Routes(
            folder, options.limits, registry, device=options.device, threads=options.threads
        )
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(
        self, listener: socket.socket, on_ready: Callable[[Place, Callable[[], None]], None]
    ) -> None:
        """Serve until a signal, or until the function that `on_ready` gets is called."""
        loop = asyncio.get_running_loop()
        end = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            # not on Windows, where Ctrl+C cancels this; not in a thread, where tests run it
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                loop.add_signal_handler(number, end.set)

        def stop() -> None:
            loop.call_soon_threadsafe(end.set)

        server = await asyncio.start_server(self._connected, sock=listener)
        try:
            on_ready(self._place, stop)
            await end.wait()
        finally:
            server.close()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            self._routes.close()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        connection = Connection(reader, writer, self._limits)
        is_full = len(self._tasks) >= self._limits.connections
        self._tasks.add(task)
        try:
            try:
                await self._converse(connection, is_full=is_full)
            except asyncio.CancelledError:  # the server ends
                await connection.send(Refusal(503, StudioError("serve-ending")).answer)
            except Gone:
                pass
            await connection.close(linger=not is_full)
        except asyncio.CancelledError:  # it ends while the connection does
            writer.close()
        finally:
            self._tasks.discard(task)

    async def _converse(self, connection: Connection, *, is_full: bool) -> None:
        """Read a request and answer it."""
        try:
            if is_full:
                raise Refusal(503, StudioError("serve-connections"), Retry_After="1")
            head = without_prefix(await connection.head())
            self._guard.require_own_name(head)
            route = self._routes.find(head)
            if not route.public:
                self._guard.require_token(head)
            answer = await route.answer(head, connection)
            if answer is not None:
                await connection.send(answer, head_only=head.method == "HEAD")
        except Refusal as refusal:
            await connection.send(refusal.answer)
        except Gone:
            raise
        except Exception as error:  # such as a disk that is full: the next request may be done
            _LOG.error("a request failed: %s", details(error))
            await connection.send(Refusal(500, StudioError("serve-internal")).answer)
