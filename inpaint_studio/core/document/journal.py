"""An append-only file of records, of which a crash loses at most the last one.

Layout: eight bytes of magic, then records: kind (1 byte), three zeros, length of the payload (uint64),
CRC-32 of all that and the payload (uint32), the payload; little-endian. A record that is cut short or
does not match its checksum ends the file: it and what follows it are dropped when it is opened.
"""

from __future__ import annotations

import contextlib
import os
import struct
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from ..errors import Note, StudioError
from ..files import os_errors_as, write_all

if TYPE_CHECKING:
    from pathlib import Path

MAGIC = b"INPJRNL1"
_HEAD = struct.Struct("<4sQI")
_SMALL = 1 << 16  # payloads of up to this many bytes are returned when the file is opened


@dataclass(eq=False, slots=True)
class Record:
    """One record: its offset in the file, or its payload until it is written."""

    kind: bytes
    length: int
    offset: int | None = None
    payload: bytes | None = None


class Journal:
    """A journal file open for appending and reading; used from one thread at a time.

    Records that could not be written (disk full) stay in memory and are written before later ones.
    """

    def __init__(self, path: Path, *, create: bool) -> None:
        """Open or create (StudioError "journal-exists") the file; `scan` before appending to an old one."""
        self.path = path
        self._queue: deque[Record] = deque()
        self._end = 0
        with os_errors_as("journal-write" if create else "journal-read", str(path)):
            try:
                self._file = path.open("x+b" if create else "r+b", buffering=0)
            except FileExistsError:
                raise StudioError("journal-exists", path=str(path)) from None
            if create:
                try:
                    self._write(MAGIC)
                except OSError:
                    self._file.close()
                    raise

    @classmethod
    def opened(cls, path: Path) -> tuple[Self, list[tuple[Record, bytes | None]]]:
        """An existing journal, open for appending, and its intact records; a broken tail is cut off.

        Payloads of up to 64 kB are included; `load` reads larger ones. Raises StudioError "journal-read" if
        there is no such file, "journal-damaged" if it is not a journal.
        """
        journal = cls(path, create=False)
        try:
            with os_errors_as("journal-read", str(path)):
                return journal, journal._scan()
        except StudioError:
            journal.close()
            raise

    @property
    def unwritten(self) -> int:
        """How many records are not written yet."""
        return len(self._queue)

    @property
    def nbytes(self) -> int:
        """The length of the file."""
        return self._end

    def add(self, kind: bytes, payload: bytes) -> Record:
        """Queue a record of `kind` (one byte); `flush` writes it."""
        record = Record(kind, len(payload), payload=payload)
        self._queue.append(record)
        return record

    def flush(self) -> None:
        """Hand all queued records to the system, which keeps them even if this program is killed.

        Raises StudioError "journal-write"; the records then stay queued and readable.
        """
        while self._queue:
            record = self._queue[0]
            assert record.payload is not None
            offset = self._end + _HEAD.size
            with os_errors_as("journal-write", str(self.path)):
                self._write(_head(record.kind, record.payload), record.payload)
            record.offset, record.payload = offset, None
            self._queue.popleft()

    def sync(self) -> None:
        """Flush, and wait for the disk, so that a power cut loses nothing (may take 50 ms)."""
        self.flush()
        with os_errors_as("journal-write", str(self.path)):
            os.fsync(self._file.fileno())

    def syncer(self) -> Callable[[], None]:
        """`sync` as a function to call once, in any thread, even after the journal is closed.

        Queued records are flushed now. Both this and the function may raise StudioError "journal-write".
        """
        self.flush()
        # a duplicate handle: the journal may be closed, and its handle reused, before the disk is done
        descriptor = os.dup(self._file.fileno())

        def sync() -> None:
            try:
                with os_errors_as("journal-write", str(self.path)):
                    os.fsync(descriptor)
            finally:
                os.close(descriptor)

        return sync

    def load(self, record: Record) -> bytes:
        """The payload of a record. Raises StudioError "journal-read"."""
        if record.payload is not None:
            return record.payload
        assert record.offset is not None
        with os_errors_as("journal-read", str(self.path)):
            payload = self._read(record.offset - _HEAD.size, _HEAD.size + record.length)
        head, body = payload[: _HEAD.size], payload[_HEAD.size :]
        if head != _head(record.kind, body):
            raise StudioError("journal-read", path=str(self.path), reason=Note("contents-changed"))
        return body

    @staticmethod
    def records(path: Path, kinds: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Kind and payload of the records of these kinds; others are skipped without checking them.

        Does not change the file and ends before the first broken record. Raises StudioError "journal-read"
        or "journal-damaged".
        """
        with os_errors_as("journal-read", str(path)), path.open("rb") as file:
            if file.read(len(MAGIC)) != MAGIC:
                raise StudioError("journal-damaged", path=str(path))
            size = os.fstat(file.fileno()).st_size
            while len(head := file.read(_HEAD.size)) == _HEAD.size:
                kind, length, _ = _HEAD.unpack(head)
                if file.tell() + length > size:
                    return
                if kind[:1] not in kinds:
                    file.seek(length, os.SEEK_CUR)
                    continue
                payload = file.read(length)
                if head != _head(kind[:1], payload):
                    return
                yield kind[:1], payload

    def close(self) -> None:
        """Close the file; records still queued are lost."""
        self._file.close()

    def _write(self, *parts: bytes) -> None:
        """Append all parts or nothing."""
        try:
            self._file.seek(self._end)
            for part in parts:
                write_all(self._file, part)
        except OSError:
            # the next attempt overwrites the half record; until then its space is free
            with contextlib.suppress(OSError):
                self._file.truncate(self._end)
            raise
        self._end += sum(len(part) for part in parts)

    def _read(self, offset: int, length: int) -> bytes:
        self._file.seek(offset)
        parts = []
        while length and (part := self._file.read(length)):
            parts.append(part)
            length -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _scan(self) -> list[tuple[Record, bytes | None]]:
        """All intact records; the file is cut after the last one."""
        size = self._file.seek(0, os.SEEK_END)
        if self._read(0, len(MAGIC)) != MAGIC:
            raise StudioError("journal-damaged", path=str(self.path))
        records: list[tuple[Record, bytes | None]] = []
        end = len(MAGIC)
        while end + _HEAD.size <= size:
            head = self._read(end, _HEAD.size)
            kind, length, _ = _HEAD.unpack(head)
            start = end + _HEAD.size
            if start + length > size:
                break
            payload = self._read(start, length)
            if head != _head(kind[:1], payload):
                break
            records.append((Record(kind[:1], length, start), payload if length <= _SMALL else None))
            end = start + length
        if end < size:
            # else a new record of the right length could revive those after a damaged one
            self._file.truncate(end)
        self._end = end
        return records


def _head(kind: bytes, payload: bytes) -> bytes:
    bare = _HEAD.pack(kind, len(payload), 0)
    return _HEAD.pack(kind, len(payload), zlib.crc32(payload, zlib.crc32(bare)))
