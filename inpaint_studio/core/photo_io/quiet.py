"""Keep the libraries that decode pictures from printing, warning, and applying limits of their own."""

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

# with no handler at all, Python would print their complaints on stderr
for _name in ("tifffile", "imagecodecs"):
    logging.getLogger(_name).addHandler(logging.NullHandler())

_lock = threading.Lock()
_stderr = threading.Lock()
_STDERR, _MOST_HEARD = 2, 1 << 16
_users = 0
_undo = contextlib.ExitStack()


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """While any thread is inside: no warnings, no log lines of OpenCV, no pixel limit of Pillow.

    The limit is ours to check (`pixel_limit`). All three switches hold for the whole process, so
    the first one in sets them and the last one out puts them back.
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
def complaints() -> Iterator[list[str]]:
    """What libraries in C write to stderr meanwhile, as lines in a list that is filled at the end.

    It holds for all threads, and one thread is inside at a time; so only for what is rare.
    """
    heard: list[str] = []
    with _stderr, tempfile.TemporaryFile() as file:
        sys.stderr.flush()
        kept = os.dup(_STDERR)
        try:
            os.dup2(file.fileno(), _STDERR)
            yield heard
        finally:
            os.dup2(kept, _STDERR)
            os.close(kept)
            file.seek(0)
            heard += file.read(_MOST_HEARD).decode("utf-8", "replace").splitlines()
