"""PyAV with its errors turned into ours."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

import av
import av.error
import av.logging

from ...core.errors import Note, StudioError
from ...core.files import FULL, reason

# what FFmpeg and the AV1 encoder print is for developers
av.logging.set_level(None)
os.environ.setdefault("SVT_LOG", "1")


def url(path: Path) -> str:
    """A path as FFmpeg takes it: "10:30.mp4" alone would be a file of the protocol "10"."""
    return f"file:{path}"


@contextlib.contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn FFmpeg's errors while a film is read into StudioError "film-unknown" or "film-broken"."""
    try:
        yield
    except av.error.InvalidDataError as error:
        raise StudioError("film-unknown", path=path) from error
    except av.error.DecoderNotFoundError as error:
        raise StudioError("film-codec", path=path) from error
    except (av.error.FFmpegError, OSError) as error:
        # FFmpeg calls it an input/output error too when a film ends in the middle of a header
        early = isinstance(error, av.error.FFmpegError) and error.errno == errno.EIO
        words = Note("ends-early") if early else _words(error)
        raise StudioError("film-broken", path=path, reason=words) from error


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn FFmpeg's errors while a film is written into StudioError "disk-full" or "file-unwritable"."""
    try:
        yield
    except (av.error.FFmpegError, OSError) as error:
        if error.errno in FULL:
            raise StudioError("disk-full", path=path) from error
        raise StudioError("file-unwritable", path=path, reason=_words(error)) from error


def _words(error: Exception) -> str:
    if isinstance(error, av.error.EOFError):
        return Note("ends-early")
    if isinstance(error, OSError) and error.errno is not None:
        return reason(error)
    return Note("system-says", words=getattr(error, "strerror", None) or str(error))
