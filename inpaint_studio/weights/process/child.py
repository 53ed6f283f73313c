"""The code that runs in the process of a model. Started by `process`, never imported by the program itself.

It reads messages from its input and answers each on its output, one after the other, until the input
ends, as it does when the program ends for any reason.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import queue
import sys
import threading
from pathlib import Path
from typing import Any, BinaryIO

from ...core.errors import Note, StudioError, torch_missing
from ...core.memory import is_out_of_memory
from . import wire
from .models import Model, load, open_ports
from .resident import forget_peak, peak_bytes, resident_bytes
from .tensors import read_tensors
from .wire import Arrays, Message


def main() -> None:
    """Answer messages until there are no more."""
    faulthandler.enable()
    # only replies go to the real output; what a library prints goes to stderr
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    inbox: queue.SimpleQueue[tuple[Message, Arrays]] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(sys.stdin.buffer, inbox), daemon=True).start()
    model: Model | None = None
    while True:
        message, arrays = inbox.get()
        forget_peak()
        results: Arrays = {}
        reply: dict[str, Any] = {}
        try:
            _limit(message)
            if message["do"] == "load":
                model = None  # freed before the next one is loaded
                model = load(message["model"])
                reply["device"] = model.device
            elif message["do"] == "open":
                model, reply["ports"] = open_ports(
                    Path(message["path"]), int(message["threads"]), str(message.get("script", ""))
                )
            elif message["do"] == "tensors":
                results = read_tensors(Path(message["path"]), str(message["kind"]))
            else:
                assert model is not None
                results = model.run(arrays, int(message.get("seed", 0)))
                reply |= {"device": model.device, "fell_back": model.fell_back}
        except StudioError as error:
            reply["error"] = _packed(error)
        except Exception as error:  # a model may fail in any way
            if lacking := torch_missing(error):
                reply["error"] = _packed(lacking)
            elif is_out_of_memory(error):
                reply["error"] = {"code": "out-of-memory", "values": {}}
            else:
                words = " ".join(str(error).split())[:400]
                reply["failed"] = f"{type(error).__name__}: {words}"
        reply |= {"resident": resident_bytes(), "peak": peak_bytes()}
        try:
            wire.send(answers, reply, results)
        except OSError:
            os._exit(0)


def _limit(message: Message) -> None:
    """Apply the limits in a message, on systems that have them."""
    with contextlib.suppress(ImportError):
        from .limits import limit_computing, limit_memory

        if "seconds" in message:
            limit_computing(int(message["seconds"]))
        if "memory" in message:
            limit_memory(int(message["memory"]))


def _read(stream: BinaryIO, inbox: queue.SimpleQueue[tuple[Message, Arrays]]) -> None:
    """Pass messages on. When the input ends, end the process at once, even if the model is computing."""
    try:
        while True:
            inbox.put(wire.receive(stream))
    except BaseException:
        os._exit(0)


def _packed(text: StudioError | Note) -> dict[str, Any]:
    """An error or a note as JSON values."""
    return {"code": text.code, "values": {key: _plain(value) for key, value in text.values.items()}}


def _plain(value: Any) -> Any:
    return (
        _packed(value) if isinstance(value, Note) else value if isinstance(value, int | float) else str(value)
    )
