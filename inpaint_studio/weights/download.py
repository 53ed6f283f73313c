"""Downloading one file over HTTP into a part file that a later call can continue.

Only the standard library: it honours the proxies of the environment and of the system. The connection
has its own thread, which hands over what arrives, so a cancel takes effect within a tenth of a second,
whatever the server does.
"""

from __future__ import annotations

import contextlib
import errno
import http.client
import json
import os
import queue
import shutil
import socket
import ssl
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from ..core.errors import Cancelled, Note, Noted, StudioError
from ..core.files import FULL, megabytes, reason, size_of, write_all
from ..core.version import VERSION

OnProgress = Callable[[int, int | None], None]
"""Called with the bytes so far and the total, if that is known."""

PATIENCE = 30.0
"""Seconds without a byte after which a connection counts as lost."""
WAITS = (1.0, 2.0, 4.0, 8.0)
"""Seconds before each new attempt; an attempt that received data restarts the sequence."""
SPARE = 64_000_000
"""Bytes that a download leaves free on the disk."""

_CHUNK = 1 << 18
_TICK = 0.1
_MOST_ATTEMPTS = 200
_LARGEST = 50_000_000_000


@dataclass(frozen=True)
class _Opened:
    status: int
    headers: Message


class _Lost(Noted):
    """The connection broke or the server is busy; another attempt may succeed."""


class _Redirect(urllib.request.HTTPRedirectHandler):
    """Follows redirects, but never from an encrypted address to an unencrypted one."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        if req.full_url.startswith("https:") and not newurl.startswith("https:"):
            raise StudioError("download-insecure", url=req.full_url, target=newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def download(
    url: str,
    part: Path,
    *,
    size: int | None = None,
    at_most: int | None = None,
    on_progress: OnProgress,
    is_cancelled: Callable[[], bool],
) -> bool:
    """Download `url` into `part`, continuing what is there; whether it took more than one attempt.

    The file must have `size` bytes, and no more than `at_most`. The part is kept after a lost connection
    or a cancel, to be continued; it is removed when it is of no use.
    Raises `Cancelled`, StudioError "download-…", "model-page", "model-size", "disk-space", "disk-full"
    or "file-unwritable".
    """
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise StudioError("download-address", url=url)
    waits = iter(WAITS)
    in_pieces = bool(size_of(part))
    for _ in range(_MOST_ATTEMPTS):
        before = size_of(part) or 0
        try:
            _attempt(url, part, size, at_most or size or _LARGEST, on_progress, is_cancelled)
            return in_pieces
        except _Lost as lost:
            if (size_of(part) or 0) > before:
                waits = iter(WAITS)
            wait = next(waits, None)
            if wait is None:
                raise _given_up(url, part, str(lost)) from lost
            in_pieces = True
            _pause(wait, is_cancelled)
    raise _given_up(url, part, Note("connection-broke-often"))


def forget(part: Path) -> None:
    """Remove a part file and its notes."""
    for path in (part, _notes(part)):
        with contextlib.suppress(OSError):
            path.unlink()


def require_space(folder: Path, wanted: int) -> None:
    """Raise StudioError "disk-space" unless `wanted` bytes fit on the disk of `folder`."""
    with contextlib.suppress(OSError):
        free = shutil.disk_usage(folder).free
        if free < wanted + SPARE:
            raise StudioError("disk-space", folder=folder, wanted=megabytes(wanted), free=megabytes(free))


def _attempt(
    url: str,
    part: Path,
    size: int | None,
    at_most: int,
    on_progress: OnProgress,
    is_cancelled: Callable[[], bool],
) -> None:
    start = size_of(part) or 0
    if start == size and start:
        return
    if size is not None and start > size:
        forget(part)
        start = 0
    request = urllib.request.Request(url, headers=_headers(part, start, url))
    with _arriving(request, is_cancelled) as items:
        opened = next(items)
        assert isinstance(opened, _Opened)
        if opened.status == 416:  # the part is not the beginning of the file on the server
            forget(part)
            raise _Lost("file-on-server-changed")
        if opened.headers.get_content_type() in ("text/html", "application/xhtml+xml"):
            raise StudioError("model-page", source=url)
        if opened.status != 206 or _start_of(opened.headers) != start:
            start = 0
        total = _total(opened.headers, start)
        try:
            _require_size(url, total, size, at_most)
        except StudioError:
            forget(part)
            raise
        if total is not None:
            require_space(part.parent, total - start)
        _note(part, url, opened.headers)
        done = start
        try:
            # unbuffered: what has arrived is on disk even if this program crashes
            with part.open("r+b" if start else "wb", buffering=0) as file:
                file.seek(start)
                on_progress(done, total)
                for chunk in items:
                    assert isinstance(chunk, bytes)
                    write_all(file, chunk)
                    done += len(chunk)
                    if done > at_most:
                        raise StudioError("model-large", source=url, most=f"{at_most:,}")
                    on_progress(done, total)
                file.truncate()
                os.fsync(file.fileno())
        except OSError as error:
            if error.errno in FULL:
                forget(part)
                raise StudioError("disk-full", path=part) from error
            raise StudioError("file-unwritable", path=part, reason=reason(error)) from error
        except StudioError:
            forget(part)
            raise
    if done < (total or size or 0):
        raise _Lost("connection-broke")


@contextlib.contextmanager
def _arriving(
    request: urllib.request.Request, is_cancelled: Callable[[], bool]
) -> Iterator[Iterator[_Opened | bytes]]:
    """The response to a request: first `_Opened`, then bytes. Raises `Cancelled`, `_Lost`, StudioError."""
    arrived: queue.Queue[_Opened | bytes | BaseException | None] = queue.Queue(maxsize=8)
    stopped = threading.Event()

    def hand_over(item: _Opened | bytes | BaseException | None) -> None:
        while not stopped.is_set():
            with contextlib.suppress(queue.Full):
                arrived.put(item, timeout=_TICK)
                return

    def fetch() -> None:
        try:
            _fetch(request, hand_over, stopped)
            hand_over(None)
        except BaseException as error:
            hand_over(error)

    def items() -> Iterator[_Opened | bytes]:
        last = time.monotonic()
        while True:
            if is_cancelled():
                raise Cancelled
            try:
                item = arrived.get(timeout=_TICK)
            except queue.Empty:
                if time.monotonic() - last > PATIENCE:
                    raise _Lost("server-silent") from None
                continue
            last = time.monotonic()
            if item is None:
                return
            if isinstance(item, BaseException):
                raise _translated(item, request.full_url) from item
            yield item

    # a daemon: with a silent server it may not end before the patience runs out
    threading.Thread(target=fetch, name="download", daemon=True).start()
    try:
        yield items()
    finally:
        stopped.set()


def _fetch(
    request: urllib.request.Request, hand_over: Callable[[_Opened | bytes], None], stopped: threading.Event
) -> None:
    opener = urllib.request.OpenerDirector()
    # no file: and ftp: addresses, which `build_opener` would add
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.UnknownHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        _Redirect(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    try:
        response = opener.open(request, timeout=PATIENCE)
    except urllib.error.HTTPError as error:
        with error:
            if error.code != 416:
                raise
            hand_over(_Opened(416, error.headers))
            return
    with response:
        hand_over(_Opened(response.status, response.headers))
        while not stopped.is_set() and (chunk := response.read1(_CHUNK)):
            hand_over(chunk)


def _translated(error: BaseException, url: str) -> BaseException:
    """An error of a connection as a StudioError, or as `_Lost` if another attempt may help."""
    if isinstance(error, StudioError):
        return error
    host = urlsplit(url).hostname or url
    if isinstance(error, urllib.error.HTTPError):
        if error.code in (404, 410):
            return StudioError("download-missing", url=url, status=error.code)
        if error.code in (401, 403):
            return StudioError("download-refused", url=url, status=error.code)
        if error.code in (408, 429) or error.code >= 500:
            return _Lost("server-says", status=error.code)
        return StudioError("download-status", url=url, status=error.code)
    cause: object = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        words = getattr(cause, "verify_message", str(cause))
        says = Note("library-says", library="OpenSSL", words=words)
        return StudioError("download-certificate", host=host, reason=says)
    if isinstance(cause, socket.gaierror):
        return StudioError("download-unreachable", host=host, reason=Note("host-unknown"))
    if isinstance(cause, ConnectionRefusedError):
        return StudioError("download-unreachable", host=host, reason=Note("connection-refused"))
    if isinstance(cause, OSError) and cause.errno in (errno.ENETUNREACH, errno.EHOSTUNREACH):
        return StudioError("download-unreachable", host=host, reason=Note("no-route"))
    if isinstance(cause, TimeoutError):
        return _Lost("server-silent")
    if isinstance(cause, OSError | http.client.HTTPException):
        return _Lost("connection-broke")
    if isinstance(error, urllib.error.URLError):
        says = Note("library-says", library="Python", words=str(cause))
        return StudioError("download-unreachable", host=host, reason=says)
    return error


def _given_up(url: str, part: Path, why: str) -> StudioError:
    there = size_of(part)
    if there:
        return StudioError("download-cut", url=url, reason=why, done=f"{there:,}")
    return StudioError("download-lost", url=url, reason=why)


def _pause(seconds: float, is_cancelled: Callable[[], bool]) -> None:
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if is_cancelled():
            raise Cancelled
        time.sleep(min(left, _TICK))


def _headers(part: Path, start: int, url: str) -> dict[str, str]:
    headers = {"User-Agent": f"inpaint-studio/{VERSION}", "Accept-Encoding": "identity"}
    if start:
        headers["Range"] = f"bytes={start}-"
        if unchanged := _noted(part, url):
            headers["If-Range"] = unchanged
    return headers


def _notes(part: Path) -> Path:
    return part.with_name(part.name + ".json")


def _note(part: Path, url: str, headers: Message) -> None:
    """Store what shows later whether the server still has the same file."""
    tag = headers.get("ETag", "")
    mark = tag if tag.startswith('"') else headers.get("Last-Modified", "")
    with contextlib.suppress(OSError):
        _notes(part).write_text(json.dumps({"url": url, "unchanged": mark}), "utf-8")


def _noted(part: Path, url: str) -> str:
    try:
        notes = json.loads(_notes(part).read_text("utf-8"))
        return str(notes["unchanged"]) if notes["url"] == url else ""
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _start_of(headers: Message) -> int:
    """Where the bytes of a partial response begin; -1 if unknown."""
    first = headers.get("Content-Range", "").removeprefix("bytes ").partition("-")[0]
    return int(first) if first.isdecimal() else -1


def _total(headers: Message, start: int) -> int | None:
    """The length of the whole file; None if unknown."""
    if headers.get("Content-Encoding", "identity") != "identity":
        return None
    length = headers.get("Content-Length", "")
    return start + int(length) if length.isdecimal() else None


def _require_size(url: str, total: int | None, size: int | None, at_most: int) -> None:
    if total is None:
        return
    if size is not None and total != size:
        raise StudioError("model-size", source=url, got=f"{total:,}", wanted=f"{size:,}")
    if total > at_most:
        raise StudioError("model-large", source=url, most=f"{at_most:,}")
