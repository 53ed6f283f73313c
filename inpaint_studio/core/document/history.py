"""Undo, spilling to disk and crash recovery, all based on one journal.

Every step, undo and redo is appended to the journal at once. What fits the budget is also kept in memory;
the rest is read again when needed. After a crash the journal is replayed, and only a record that was being
written at that moment is lost.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import tempfile
import time
import weakref
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Self

import numpy as np

from ..errors import StudioError
from ..files import os_errors_as
from ..photo import Photo
from .changes import LayerRecord, apply_change, decode_layer, encode_change, encode_layer, read_about
from .document import Document
from .journal import Journal, Record
from .layers import FillLayer, LayerContent
from .recent import Recent
from .state import State

DEFAULT_BUDGET = 512 << 20
"""Bytes of steps and fills to keep in memory."""
JOURNAL_NAME = "journal"
"""Name of the journal in its folder."""

_HEADER, _LAYER, _START, _ENTRY, _MOVE = b"H", b"L", b"S", b"E", b"M"
_FORMAT = 1


@dataclass(frozen=True)
class HistoryEntry:
    """One step: its name and time (seconds since 1970, UTC)."""

    name: str
    time: float
    nbytes: int
    """Its bytes in the journal, without fills."""


class History:
    """The present state and the steps that led to it; used from one thread.

    If the disk is full, each method still does its work and then raises StudioError "journal-write":
    nothing is lost unless the program ends, and the next step tries to write again.
    """

    def __init__(
        self,
        state: State,
        *,
        folder: Path | None = None,
        budget: int = DEFAULT_BUDGET,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Begin with `state`, which cannot be undone.

        The journal goes into `folder` (created if needed; StudioError "journal-exists" if it has one), and
        stays there for `recover` until `discard`. Without a folder a temporary one is used, which is
        removed with the history.
        """
        place = Path(tempfile.mkdtemp(prefix="inpaint-studio-")) if folder is None else folder
        with os_errors_as("journal-write", str(place)):
            place.mkdir(parents=True, exist_ok=True)
        try:
            journal = Journal(place / JOURNAL_NAME, create=True)
        except StudioError:
            if folder is None:
                shutil.rmtree(place, ignore_errors=True)
            raise
        self._begin(journal, state.document.photo, place if folder is None else None, budget, clock)
        header = {"format": _FORMAT, "photo": fingerprint(state.document.photo), "about": {}}
        journal.add(_HEADER, json.dumps(header).encode())
        start = encode_change(self._state, state, self._number_of, {})
        if start is not None:
            journal.add(_START, start)
        self._state = state
        journal.flush()

    _state: State

    def _begin(
        self,
        journal: Journal,
        photo: Photo,
        temporary: Path | None,
        budget: int,
        clock: Callable[[], float],
    ) -> None:
        self._journal = journal
        self._clock = clock
        self._state = State(Document.of(photo))
        self._entries: list[tuple[HistoryEntry, Record]] = []
        self._position = 0
        self._layers: dict[int, Record] = {}
        self._numbers: weakref.WeakKeyDictionary[LayerContent, int] = weakref.WeakKeyDictionary()
        self._contents: weakref.WeakValueDictionary[int, LayerContent] = weakref.WeakValueDictionary()
        self._memory = Recent(budget)
        self._end = weakref.finalize(self, _dispose, journal, temporary)

    @classmethod
    def recover(
        cls,
        folder: Path,
        photo: Photo,
        *,
        budget: int = DEFAULT_BUDGET,
        clock: Callable[[], float] = time.time,
    ) -> Self:
        """The history in its last state before its program ended or crashed.

        `photo` must be the original one, opened again. Raises StudioError "journal-photo" if it is not,
        "journal-read" if there is no journal, "journal-damaged" if it is not valid.
        """
        journal, records = Journal.opened(folder / JOURNAL_NAME)
        try:
            header = _header(records[0][1] if records else None, folder)
            if header["photo"] != fingerprint(photo):
                raise StudioError("journal-photo", path=str(folder))
            history = cls.__new__(cls)
            history._begin(journal, photo, None, budget, clock)
            history._play(records)
        except BaseException:
            journal.close()
            raise
        return history

    @property
    def state(self) -> State:
        """The present state."""
        return self._state

    @property
    def entries(self) -> tuple[HistoryEntry, ...]:
        """All steps, including those that were undone and can be redone."""
        return tuple(entry for entry, _ in self._entries)

    @property
    def position(self) -> int:
        """How many of the entries are applied; 0 is the state at the start."""
        return self._position

    @property
    def memory(self) -> int:
        """Bytes kept in memory in addition to the present state; at most the budget."""
        return self._memory.nbytes

    @property
    def unwritten(self) -> int:
        """Records not yet written to disk; normally 0."""
        return self._journal.unwritten

    def record(self, name: str, state: State) -> bool:
        """Add the step from the present state to `state` and drop all undone steps.

        False, and nothing recorded, if there is no difference.
        """
        if state.document.photo is not self._state.document.photo:
            raise ValueError("a history belongs to one photo")
        added = self._add(name, state, self._clock())
        self._journal.flush()
        return added

    def amend(self, index: int, name: str, change: Callable[[State], State]) -> None:
        """Make `change` part of the step at `index`, which gets that name; the steps after it stay.

        `change` is applied to the state after each of them. Their times stay; a step that no longer changes
        anything is dropped, and so are all undone ones. Raises StudioError "journal-read", without changing
        anything, if a step on disk cannot be read.
        """
        if not 0 <= index < self._position:
            raise IndexError(index)
        steps = list(islice(self.steps(len(self._entries) - index), self._position - index))
        names = [name, *(entry.name for entry, _, _ in steps[1:])]
        states = [*(change(after) for _, _, after in steps[:-1]), change(self._state)]
        self._state, self._position = steps[0][1], index
        self._journal.add(_MOVE, json.dumps(index).encode())
        for (entry, _, _), step, state in zip(steps, names, states, strict=True):
            self._add(step, state, entry.time)
        self._journal.flush()

    def _add(self, name: str, state: State, now: float) -> bool:
        """`record` without writing to the disk."""
        payload = encode_change(self._state, state, self._number_of, {"name": name, "time": now})
        if payload is None:
            return False
        record = self._journal.add(_ENTRY, payload)
        self._memory.drop(record for _, record in self._entries[self._position :])
        del self._entries[self._position :]
        self._entries.append((HistoryEntry(name, now, len(payload)), record))
        self._position += 1
        self._state = state
        self._memory.put(record, payload)
        return True

    def undo(self) -> bool:
        """Undo one step; False if there is none."""
        return self._position > 0 and self.go_to(self._position - 1)

    def redo(self) -> bool:
        """Redo one step; False if there is none."""
        return self._position < len(self._entries) and self.go_to(self._position + 1)

    def go_to(self, position: int) -> bool:
        """Go to the state after `position` entries; False if that is the present one.

        Raises StudioError "journal-read", without changing anything, if a step on disk cannot be read.
        """
        if not 0 <= position <= len(self._entries):
            raise IndexError(position)
        if position == self._position:
            return False
        forward = position > self._position
        span = self._entries[min(position, self._position) : max(position, self._position)]
        records = [record for _, record in (span if forward else reversed(span))]
        self._state = self._applied(records, forward=forward)
        self._position = position
        self._journal.add(_MOVE, json.dumps(position).encode())
        self._journal.flush()
        return True

    def sync(self) -> None:
        """Wait until everything is physically on disk (may take 50 ms)."""
        self._journal.sync()

    def syncer(self) -> Callable[[], None]:
        """`sync` as a function to call once in any thread; see `Journal.syncer`."""
        return self._journal.syncer()

    @property
    def folder(self) -> Path:
        """The folder of the journal."""
        return self._journal.path.parent

    @property
    def mark(self) -> tuple[int, int, float]:
        """Identifies the present state in this history: position, number of entries, time of the last one."""
        last = self._entries[-1][0].time if self._entries else 0.0
        return self._position, len(self._entries), last

    @staticmethod
    def last_mark(folder: Path) -> tuple[int, int, float]:
        """The final `mark` of the journal in `folder`, read without its photo.

        Raises StudioError "journal-read" or "journal-damaged".
        """
        times: list[float] = []
        position = 0
        for kind, payload in Journal.records(folder / JOURNAL_NAME, _ENTRY + _MOVE):
            if kind == _ENTRY:
                del times[position:]
                times.append(read_about(payload)["time"])
                position += 1
            else:
                position = int(json.loads(payload))
        return position, len(times), times[-1] if times else 0.0

    def close(self) -> None:
        """Close it; a journal in a given folder stays there for `recover`."""
        self._end()

    def discard(self) -> None:
        """Close it and remove its journal."""
        self._end()
        self._journal.path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _play(self, records: Iterable[tuple[Record, bytes | None]]) -> None:
        """Replay the records of a journal."""
        starts = []
        for record, payload in records:
            if record.kind == _LAYER:
                self._layers[len(self._layers)] = record
            elif record.kind == _START:
                starts.append(record)
            elif record.kind == _ENTRY:
                about = read_about(self._journal.load(record) if payload is None else payload)
                del self._entries[self._position :]
                self._entries.append((HistoryEntry(about["name"], about["time"], record.length), record))
                self._position += 1
            elif record.kind == _MOVE and payload is not None:
                self._position = json.loads(payload)
        done = [record for _, record in self._entries[: self._position]]
        self._state = self._applied([*starts, *done], forward=True)

    def steps(self, most: int) -> Iterator[tuple[HistoryEntry, State, State]]:
        """The last `most` steps, including undone ones, with the states before and after each.

        Raises StudioError "journal-read" if a step is on disk and cannot be read.
        """
        first = max(0, len(self._entries) - most)
        forward = first > self._position
        span = self._entries[min(first, self._position) : max(first, self._position)]
        state = self._applied(
            [record for _, record in (span if forward else reversed(span))], forward=forward
        )
        for entry, record in self._entries[first:]:
            before, state = state, self._applied([record], forward=True, start=state)
            yield entry, before, state

    def _applied(self, records: Iterable[Record], *, forward: bool, start: State | None = None) -> State:
        """`start` (None: the present state) after these changes; the picture is composed once."""
        start = self._state if start is None else start
        document = start.document
        masks = dict(start.masks)
        canvas, curation = document.canvas, start.curation
        layers: list[LayerRecord] | None = None
        for record in records:
            payload = self._payload(record)
            target = apply_change(payload, masks, canvas.size, forward=forward)
            if target.canvas is not None:
                canvas = target.canvas
                # a mask that is empty before and after a crop is not part of the change
                masks = {name: tiles for name, tiles in masks.items() if tiles.size == canvas.size}
            layers = layers if target.layers is None else target.layers
            curation = curation if target.curation is None else target.curation
        fills = document.layers
        if layers is not None:
            fills = tuple(FillLayer(self._content(one.content), *one[1:]) for one in layers)
        if canvas != document.canvas:
            return State(Document.of(document.photo, canvas, fills), masks, curation)
        return State(document if layers is None else document.with_layers(fills), masks, curation)

    def _number_of(self, content: LayerContent) -> int:
        """The number of a fill; a new one is added to the journal first."""
        number = self._numbers.get(content)
        if number is None:
            number = len(self._layers)
            self._layers[number] = self._journal.add(_LAYER, encode_layer(content))
            self._remember(number, content)
        return number

    def _content(self, number: int) -> LayerContent:
        content = self._contents.get(number)
        if content is None:
            content = decode_layer(self._journal.load(self._layers[number]))
            self._remember(number, content)
        return content

    def _remember(self, number: int, content: LayerContent) -> None:
        self._numbers[content] = number
        self._contents[number] = content
        self._memory.put(self._layers[number], content)

    def _payload(self, record: Record) -> bytes:
        kept = self._memory.get(record)
        if isinstance(kept, bytes):
            return kept
        payload = self._journal.load(record)
        self._memory.put(record, payload)
        return payload


def fingerprint(photo: Photo) -> str:
    """Identifies a photo in a few milliseconds: sha256 over shape, dtype and every 16th row."""
    state = hashlib.sha256(f"{photo.pixels.shape} {photo.dtype.name} {photo.has_alpha}".encode())
    for plane in (photo.pixels, photo.alpha):
        if plane is not None:
            state.update(np.ascontiguousarray(plane[::16]).data)
    return state.hexdigest()


def _header(payload: bytes | None, folder: Path) -> dict[str, Any]:
    """The header of a journal from its first record, or StudioError "journal-damaged"."""
    with contextlib.suppress(ValueError, KeyError, TypeError):
        header: dict[str, Any] = json.loads(payload or b"")
        if header["format"] == _FORMAT:
            return header
    raise StudioError("journal-damaged", path=str(folder / JOURNAL_NAME))


def _dispose(journal: Journal, temporary: Path | None) -> None:
    journal.close()
    if temporary is not None:
        shutil.rmtree(temporary, ignore_errors=True)
