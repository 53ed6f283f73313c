"""One connection: a request is read and answered, then it is closed. Every wait has an end."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import BinaryIO

import h11

from ..core.errors import StudioError
from ..core.files import reason
from .limits import Limits
from .messages import Answer, Head, Refusal

_CHUNK = 1 << 16
_ALWAYS = {
    "Cache-Control": "no-store",
    "Connection": "close",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""Nothing may keep, show or read an answer but the client that asked."""


class Gone(Exception):
    """The client has closed the connection."""


class Connection:
    """A connection to a client, whose requests keep to `limits`."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, limits: Limits) -> None:
        self._reader = reader
        self._writer = writer
        self._limits = limits
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=limits.head)

    async def head(self) -> Head:
        """The head of the request.

        Raises `Refusal` for one that is malformed, too long or too slow, and `Gone`.
        """
        with _in_time("serve-slow-head", self._limits.head_seconds):
            async with asyncio.timeout(self._limits.head_seconds):
                event = await self._event()
        if not isinstance(event, h11.Request):
            raise Gone
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in event.headers}
        try:
            return Head.of(event.method.decode("ascii"), event.target.decode("ascii"), headers)
        except ValueError:
            raise Refusal(400, StudioError("serve-request")) from None

    async def save_body(self, path: Path) -> None:
        """Write the body of the request to a new file.

        Raises `Refusal` for a body that is too large, as soon as it is, malformed or too slow, and `Gone`.
        """
        with path.open("xb") as file, _in_time("serve-slow-body", self._limits.body_seconds):
            async with asyncio.timeout(self._limits.body_seconds):
                async for part in self._body(self._limits.body):
                    _write(file, part)

    async def small_body(self, most: int) -> bytes:
        """The body of the request, of `most` bytes. Raises as `save_body` does."""
        with _in_time("serve-slow-body", self._limits.body_seconds):
            async with asyncio.timeout(self._limits.body_seconds):
                return b"".join([part async for part in self._body(most)])

    async def _body(self, most: int) -> AsyncIterator[bytes]:
        if self._http.they_are_waiting_for_100_continue:
            await self._send(h11.InformationalResponse(status_code=100, headers=[]))
        taken = 0
        while True:
            with _in_time("serve-slow-body", self._limits.idle_seconds):
                async with asyncio.timeout(self._limits.idle_seconds):
                    event = await self._event()
            if isinstance(event, h11.EndOfMessage):
                return
            if not isinstance(event, h11.Data):
                raise Gone
            taken += len(event.data)
            if taken > most:
                raise body_too_large(most)
            yield bytes(event.data)

    async def _event(self) -> object:
        while True:
            try:
                event = self._http.next_event()
            except h11.RemoteProtocolError as error:
                if self._reader.at_eof():
                    raise Gone from error
                raise Refusal(error.error_status_hint, StudioError("serve-request")) from error
            if event is not h11.NEED_DATA:
                return event
            self._http.receive_data(await self._read())

    async def _read(self) -> bytes:
        try:
            return await self._reader.read(_CHUNK)
        except OSError as error:
            raise Gone from error

    async def left(self) -> None:
        """Return when the client, whose request has been read, closes the connection."""
        while await self._quietly_read():
            pass

    async def _quietly_read(self) -> bytes:
        try:
            return await self._reader.read(_CHUNK)
        except OSError:
            return b""

    async def send(self, answer: Answer, *, head_only: bool = False) -> None:
        """Send the answer; a client that does not take it in time, or has gone, gets no more of it."""
        size = len(answer.content) if isinstance(answer.content, bytes) else answer.content.stat().st_size
        about = {**_ALWAYS, "Content-Type": answer.kind, "Content-Length": str(size), **answer.headers}
        response = h11.Response(status_code=answer.status, headers=list(about.items()))
        with contextlib.suppress(OSError, TimeoutError, h11.LocalProtocolError):
            async with asyncio.timeout(self._limits.body_seconds):
                await self._send(response)
                if not head_only:
                    for part in _parts(answer.content):
                        await self._send(h11.Data(data=part))
                    await self._send(h11.EndOfMessage())

    async def _send(self, event: h11.Event) -> None:
        self._writer.write(self._http.send(event) or b"")
        async with asyncio.timeout(self._limits.idle_seconds):
            await self._writer.drain()

    async def close(self, *, linger: bool = True) -> None:
        """End the connection, unless `linger` is false after a moment in which what still comes is discarded.

        Otherwise the system would reset the connection, and the answer be lost on its way.
        """
        with contextlib.suppress(OSError, TimeoutError):
            if linger and self._writer.can_write_eof():
                self._writer.write_eof()
                async with asyncio.timeout(self._limits.linger_seconds):
                    await self.left()
        self._writer.close()
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(self._limits.linger_seconds):
                await self._writer.wait_closed()


def body_too_large(most: int) -> Refusal:
    """The refusal of a body of more than `most` bytes."""
    return Refusal(413, StudioError("serve-body-size", limit=f"{most / 1e6:g}"))


@contextlib.contextmanager
def _in_time(code: str, seconds: float) -> Iterator[None]:
    """Make the end of a time limit the refusal `code`."""
    try:
        yield
    except TimeoutError:
        raise Refusal(408, StudioError(code, seconds=f"{seconds:g}")) from None


def _write(file: BinaryIO, part: bytes) -> None:
    try:
        file.write(part)
    except OSError as error:
        raise Refusal(507, StudioError("serve-disk", reason=reason(error))) from error


def _parts(content: bytes | Path) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    with content.open("rb") as file:
        while part := file.read(_CHUNK):
            yield part
