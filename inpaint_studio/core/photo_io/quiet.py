"""Stops the decoding libraries from printing, warning, and applying their own limits."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterator

import cv2
from PIL import Image

# without a handler, Python would print their messages to stderr
for _name in ("tifffile", "imagecodecs"):
    logging.getLogger(_name).addHandler(logging.NullHandler())

_lock = threading.Lock()
_stderr = threading.Lock()
_STDERR, _MOST_BYTES = 2, 1 << 16
_users = 0
_undo = contextlib.ExitStack()


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """While any thread is inside: no warnings, no OpenCV log, no pixel limit of Pillow (we check ours).

    All three settings are process-wide, so the first one in changes them and the last one out restores
    them.
    """
    global _users, _undo
    with _lock:
        _users += 1
        if _users == 1:
            _undo = contextlib.ExitStack()
            _undo.enter_context(warnings.catch_warnings())
            warnings.simplefilter("ignore")
            _undo.callback(setattr, Image, "MAX_IMAGE_PIXELS", Image.MAX_IMAGE_PIXELS)
            Image.MAX_IMAGE_PIXELS = None
            _undo.callback(cv2.utils.logging.setLogLevel, cv2.utils.logging.getLogLevel())
            cv2.utils.logging.setLogLevel(0)
    try:
        yield
    finally:
        with _lock:
            _users -= 1
            if _users == 0:
                _undo.close()


@contextlib.contextmanager
def captured_stderr() -> Iterator[list[str]]:
    """The lines that C libraries write to stderr in this block; the list is filled at its end.

    Captures all threads, and only one thread can be inside at a time, so use it only for rare cases.
    """
    lines: list[str] = []
    with _stderr, tempfile.TemporaryFile() as file:
        sys.stderr.flush()
        kept = os.dup(_STDERR)
        try:
            os.dup2(file.fileno(), _STDERR)
            yield lines
        finally:
            os.dup2(kept, _STDERR)
            os.close(kept)
            file.seek(0)
            lines += file.read(_MOST_BYTES).decode("utf-8", "replace").splitlines()
