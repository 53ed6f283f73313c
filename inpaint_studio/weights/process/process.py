"""The process that a model runs in.

A model may be slow, crash or never answer without affecting the program. Processes start as fresh
interpreters (nothing is copied from this one), end when this program ends for any reason, and are reached
through pipes by one thread each, so that waiting can be cancelled.
"""

from __future__ import annotations

import contextlib
import json
import logging
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from ...core.arrays import AnyArray
from ...core.errors import Note, StudioError
from ...core.files import reason
from ...core.sentences import MESSAGES, NOTES
from . import wire
from .wire import Arrays, Message

_LOG = logging.getLogger(__name__)

TICK = 0.02
"""Seconds between two checks whether to continue waiting."""

_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from inpaint_studio.weights.process.child import main; main()"
)
CHILD = "--model-process"
"""The argument that makes the program of a bundle, which has no interpreter, run `child.main`."""
_PATIENCE = 5.0

Waiting = Callable[[float], None]
_Answer = tuple[Message, Arrays] | None


def _command() -> list[str]:
    """What starts the process."""
    if getattr(sys, "frozen", False):
        return [sys.executable, CHILD]
    # the same import path as here; "" is the current folder
    return [sys.executable, "-c", _START, json.dumps([place or str(Path.cwd()) for place in sys.path])]


class ModelProcess:
    """One process; `name` is its model, for messages. Use it from one thread at a time."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.resident = 0
        """The memory in bytes as of its last reply."""
        self.peak = 0
        """The peak memory in bytes during its last request."""
        self._requests: queue.SimpleQueue[tuple[Message, Mapping[str, AnyArray]] | None]
        self._requests = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[_Answer] = queue.SimpleQueue()
        self._errors: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the process
        apart: dict[str, Any] = {"start_new_session": True}  # Ctrl+C in a terminal reaches only the program
        if sys.platform == "win32":
            apart = {"creationflags": subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP}
        try:
            self._process = subprocess.Popen(
                _command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                **apart,
            )
        except OSError as error:
            self._errors.close()
            raise StudioError("model-failed", name=name, reason=reason(error)) from error
        self._thread = threading.Thread(target=self._talk, name=f"model {name}", daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def ask(
        self, message: Message, arrays: Mapping[str, AnyArray] | None = None, *, waiting: Waiting
    ) -> tuple[Message, Arrays]:
        """The reply to a message. `waiting(seconds)` is called every `TICK` until it arrives.

        What `waiting` raises, such as `Cancelled`, kills the process and is raised. Raises StudioError
        "model-crashed" if the process ends instead, "model-failed" and any error in the reply.
        """
        start = time.monotonic()
        self._requests.put((message, arrays or {}))
        try:
            while True:
                with contextlib.suppress(queue.Empty):
                    answer = self._answers.get(timeout=TICK)
                    break
                waiting(time.monotonic() - start)
        except BaseException:
            self.kill()
            raise
        if answer is None:
            how = self._how_it_ended()
            self.kill()
            raise StudioError("model-crashed", name=self.name, how=how)
        reply, results = answer
        self.resident = int(reply.get("resident", 0)) or self.resident
        self.peak = int(reply.get("peak", 0)) or self.resident
        self._raise_from(reply)
        return reply, results

    def kill(self) -> None:
        """End the process at once; may be called twice, and from any thread."""
        with contextlib.suppress(OSError):
            self._process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_PATIENCE)
        self._requests.put(None)
        if self._thread is not threading.current_thread():
            self._thread.join(_PATIENCE)
        self._errors.close()

    def _talk(self) -> None:
        """Send requests and receive replies, on a thread because both may block forever."""
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        reader = process.stdout
        try:
            while (request := self._requests.get()) is not None:
                wire.send(process.stdin, *request)  # type: ignore[arg-type]
                self._answers.put(wire.receive(reader))  # type: ignore[arg-type]
        except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
            _LOG.debug("the process of %s no longer answers: %r", self.name, error)
            self._answers.put(None)
        finally:
            for stream in (process.stdin, reader):
                with contextlib.suppress(OSError):
                    stream.close()

    def _how_it_ended(self) -> str:
        """The exit code or signal in a few words; its last output goes to the log."""
        try:
            code = self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            return Note("answer-invalid")
        with contextlib.suppress(OSError, ValueError):
            self._errors.seek(0)
            _LOG.warning(
                "the process of %s ended: %s", self.name, self._errors.read()[-4000:].decode(errors="replace")
            )
        if code >= 0:
            return Note("exit-code", code=code)
        with contextlib.suppress(ValueError):
            return signal.Signals(-code).name
        return Note("signal", number=-code)

    def _raise_from(self, reply: Message) -> None:
        """Raise the error in a reply, if there is one."""
        error = reply.get("error")
        if error is not None and error.get("code") in MESSAGES:
            raise StudioError(str(error["code"]), **_unpacked(error["values"]))
        if error is not None or "failed" in reply:
            kind, _, words = str(reply.get("failed", error)).partition(": ")
            raise StudioError(
                "model-failed", name=self.name, reason=Note("exception", kind=kind, error=words)
            )


def _unpacked(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of an error or a note from JSON."""
    return {
        key: Note(value["code"], **_unpacked(value["values"]))
        if isinstance(value, dict) and value.get("code") in NOTES
        else value
        for key, value in values.items()
    }
